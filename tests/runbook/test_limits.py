"""Limits: hostile files cost no more than their size, and nothing but our own error is raised."""

from __future__ import annotations

import json
import random
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drillbook import runbook
from drillbook.errors import ProjectError
from drillbook.runbook import limits, outline


def read(text, **options):
    return runbook.read(text, path="runbooks/x.md", **options)


@pytest.mark.parametrize(
    "text",
    [
        "x" * (limits.FILE_BYTES_MAX + 1),
        "\n" * limits.FILE_LINES_MAX,
        "# a\n" * (limits.HEADINGS_MAX + 1),
    ],
)
def test_beyond_a_limit_the_file_is_refused_with_what_to_do(text):
    with pytest.raises(ProjectError, match=r"more than [\d,]+\. Split it"):
        read(text)


PIECES = st.sampled_from(
    [
        *("# A\n", "## Symptoms\n", "**Fix:** x\n", "**", "- ", "1. ", "   ", "> ", "```bash\n", "```\n", "``\n"),
        *("~~~\n", "````md\n", "---\n", "id: x\n", "a: &a [*a]\n", "| a | b |\n", "|--|--|\n"),
        *("<!-- drill: name=a -->\n", "<!--", "-->", "{#id}", "`GET /x`", "[a](b)", "[a]: b\n", "CPU > 90 % for 5m\n"),
        *("$ ls \\\n", "<<EOF\n", "'", '"', "{", "}", "\0", "\t", "\r", "\ufeff", "\u2028", "é", "🚨 "),
        *("P1: critical - now\n", "\n", "\n\n"),
        '```bash {"a":',
    ]
)  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(st.lists(PIECES | st.text(max_size=8), max_size=60).map("".join), st.booleans())
def test_no_text_raises_and_every_value_knows_a_line_of_the_file(text, unfence):
    document = read(text, unfence=unfence)
    last = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    lines = [p.line for p in document.problems] + [a.line for a in document.anchors]
    for each in document.runbooks:
        lines += [s.line for s in each.sections] + [s.line for s in each.steps] + [t.line for t in each.thresholds]
        lines += [line for step in each.steps for line in step.code_lines]
        lines += [e.line for e in each.escalations] + [link.line for link in each.links]
        assert all(len(s.code_lines) == (s.code.count("\n") + 1 if s.code else len(s.code_lines)) for s in each.steps)
    assert all(1 <= line <= last for line in lines)
    assert json.dumps(outline.as_data(document), allow_nan=False)


@settings(deadline=None, max_examples=100)
@given(st.text())
def test_reading_one_runbook_raises_nothing_but_our_own_error_with_its_place(text):
    try:
        place = runbook.read_one(text, path="x.md").path
    except ProjectError as refused:
        place = refused.path
    assert place == "x.md"


@settings(deadline=None, max_examples=60)
@given(st.randoms(use_true_random=False))
def test_the_order_of_steps_and_problems_is_that_of_the_file(rng: random.Random):
    bodies = ["- do it\n", "```bash\nls\n```\n", "1. `GET /x`\n", "```bash timeout=x\nls\n```\n"]
    text = "# A\n## Fix\n" + "\n".join(rng.choice(bodies) for _ in range(20))
    document = read(text)
    for values in (document.runbooks[0].steps, document.problems):
        assert all(before.line <= after.line for before, after in pairwise(values))


def _seconds(text):
    best_s = float("inf")
    for _ in range(3):
        started_s = process_time()
        read(text)
        best_s = min(best_s, process_time() - started_s)
    return best_s


HOSTILE = {
    "quotes in quotes": "> " * 100 + "a\n",
    "lists in lists": "- " * 100 + "a\n",
    "open fences in items": "- ```\n",
    "open comments": "<!--\n",
    "open brackets": "[",
    "open links": "[a](",
    "open emphasis": "**a ",
    "ticks": "` `` ``` ",
    "tables": "|a|b\n|--|--\n",
    "labels": "**Fix:** a\n",
    "headings": "# a\n",
    "prompts": "```console\n$ it's\n```\n",
    "here-documents": "$ cat <<A\n",
    "thresholds": "CPU > 9 % for 5 min ",
    "placeholders": "<a $b {c} [D] ",
    "one fence": "```bash\n" + "x" * 1_000 + " $a\n",
    "references": "[a]: b\n",
    "spaces": " " * 200 + "a",
    "severities": "a: high - b ",
    "two fences": "```bash\nls\n~~~sql\n## Fix\n",
}


ATTEMPTS_MAX = 3
"""A busy machine may spoil a measurement; what costs four times as much spoils all of them."""


def _about_twice(text):
    return _seconds(text * 2) < 3.2 * _seconds(text) + 0.05


@pytest.mark.parametrize("shape", HOSTILE)
def test_twice_the_text_costs_about_twice_the_time(shape):
    unit = HOSTILE[shape]
    count = 40_000 // len(unit)
    assert any(_about_twice(unit * count) for _ in range(ATTEMPTS_MAX))


@pytest.mark.parametrize("unit", ["a", "[", "`", "*", "<", "$", "{", "> 5 ", "word ", "<x>", "| ", "_a"])
@pytest.mark.parametrize("before", ["", "- ", "## ", "**Symptoms:** ", "```bash\n", "| a |\n|--|\n| "])
def test_a_line_of_a_hundred_thousand_signs_is_read_at_once(before, unit):
    started_s = process_time()
    read(f"# A\n## Fix\n{before}{unit * (100_000 // len(unit))}\n")
    assert process_time() - started_s < 2.0
