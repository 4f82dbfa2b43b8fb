"""Labels: bold titles in place of headings."""

from __future__ import annotations

import pytest

from drillbook.runbook import blocks, labels
from drillbook.runbook.blocks import Kind


def split(text):
    lines = text.split("\n")
    found = labels.split(blocks.parse(lines, numbers=range(1, len(lines) + 2)))
    return [(block.kind, block.line, block.text) for block in found]


@pytest.mark.parametrize(
    "text", ["**Symptoms:**", "**Symptoms**:", "**Symptoms**", "__Symptoms:__", "**1. Symptoms:**"]
)
def test_a_label_in_each_form(text):
    assert split(text) == [(Kind.LABEL, 1, "Symptoms")]


def test_text_on_the_same_line_belongs_to_the_label():
    assert split("**Symptoms**: CPU > 90 %, slow\nand more") == [
        (Kind.LABEL, 1, "Symptoms"),
        (Kind.TEXT, 1, "CPU > 90 %, slow\nand more"),
    ]


def test_labels_on_following_lines_are_apart():
    assert split("**Symptoms:** slow\n**Investigation:**\nlook") == [
        (Kind.LABEL, 1, "Symptoms"),
        (Kind.TEXT, 1, "slow"),
        (Kind.LABEL, 2, "Investigation"),
        (Kind.TEXT, 3, "look"),
    ]


def test_a_label_in_a_list_item():
    assert split("1. **Check the workers:**\n   - look\n") == [
        (Kind.LABEL, 1, "Check the workers"),
        (Kind.TEXT, 2, "look"),
    ]


@pytest.mark.parametrize(
    "text",
    ["**Verify** the pods are up", "**Note:** careful", "**Warning**", "**Owner**: the team", "a **Fix**:", "**** x"],
)
def test_emphasis_in_prose_is_no_label(text):
    assert [kind for kind, _, _ in split(text)] == [Kind.TEXT]


def test_an_open_emphasis_ends_quickly():
    assert split("**" + "a" * 50_000) == [(Kind.TEXT, 1, "**" + "a" * 50_000)]
