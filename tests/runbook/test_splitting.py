"""Splitting: which headings are runbooks."""

from __future__ import annotations

import pytest

from drillbook.runbook import blocks, labels, splitting


def titles_of(text):
    lines = text.split("\n")
    found = list(labels.split(blocks.parse(lines, numbers=range(1, len(lines) + 2))))
    return [part.title for part in splitting.parts(found)]


def owned(text):
    lines = text.split("\n")
    found = list(labels.split(blocks.parse(lines, numbers=range(1, len(lines) + 2))))
    return [part.title for part in splitting.parts(found) if part.owns]


@pytest.mark.parametrize(
    "text",
    [
        "# One\n## Meaning\nx\n## Diagnosis\n### Look\nx\n## Mitigation\nx",
        "One\n===\n**Symptoms:** x\n\n**Resolution:** y",
        "# One\nno section at all\n## Part\nx",
        "# One\n# Symptoms\nx\n# Resolution\ny",
        "# One\n## Summary\n## Diagnosis\n### Cause A\n**Fix:** x\n### Cause B\n**Fix:** x\n## Mitigation",
    ],
)
def test_a_text_with_one_runbook_is_one_part(text):
    assert titles_of(text) == ["One"]


def test_a_text_without_headings_is_one_part_without_title():
    assert titles_of("just words") == [""]
    assert titles_of("") == [""]


def test_headings_that_own_section_headings_are_runbooks():
    text = "# Book\n## A\n### Symptoms\n### Resolution\n## B\n### Symptoms\n### Resolution\n"
    assert owned(text) == ["A", "B"]


def test_headings_beside_them_are_parts_too():
    text = "# Book\n## Start\n- [ ] look\n## A\n### Symptoms\n## B\n### Symptoms\n"
    assert titles_of(text) == ["Start", "A", "B"]


def test_labels_own_like_headings():
    text = "## Issues\n### 1. A\n**Symptoms**: x\n**Quick Fix**: y\n\n### 2. B\n**Symptoms**: x\n**Quick Fix**: y\n"
    assert owned(text) == ["A", "B"]


def test_runbooks_may_stand_on_several_levels():
    text = (
        "# Book\n## Emergency\n### Down\n**Quick Response:**\n1. x\n### Full\n1. y\n"
        "## Troubleshooting\n### Common\n#### Slow\n**Symptoms:** x\n**Resolution:** y\n#### Leak\n**Symptoms:** x\n"
        "**Resolution:** y\n"
    )
    assert owned(text) == ["Down", "Slow", "Leak"]
    assert "Full" in titles_of(text)
    assert "Common" not in titles_of(text)


def test_an_overview_does_not_make_a_book_one_runbook():
    text = "# Book\n## Overview\nx\n## A\n### Symptoms\n### Fix\n## B\n### Symptoms\n### Fix\n"
    assert owned(text) == ["A", "B"]


def test_ten_thousand_headings_are_split_in_one_pass():
    text = "# Book\n" + "## A\n### Symptoms\nx\n" * 5_000
    assert len(owned(text)) == 5_000
