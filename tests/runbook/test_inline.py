"""Inline Markdown: spans, links and plain words of one line."""

from __future__ import annotations

import pytest

from drillbook.runbook import inline


@pytest.mark.parametrize(
    ("line", "spans"),
    [
        ("run `a b` then `c`", ["a b", "c"]),
        ("``a ` b``", ["a ` b"]),
        ("an open ` tick", []),
        ("`a`` b`", ["a`` b"]),
        ("``` x ```", ["x"]),
    ],
)
def test_code_spans_follow_commonmark(line, spans):
    assert [span.text for span in inline.code_spans(line)] == spans


def test_blanked_code_keeps_every_place():
    line = "see `<x>` and [y](z)"
    assert inline.without_code(line, inline.code_spans(line)) == "see       and [y](z)"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("**Bold** and _soft_ and ~~gone~~", "Bold and soft and gone"),
        ("see [the guide](a.md) or ![img](b.png)", "see the guide or img"),
        ("keep snake_case and `SELECT * FROM x`", "keep snake_case and SELECT * FROM x"),
        ("a <!-- hidden --> b", "a b"),
        ("<details>x</details>", "x"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
    ],
)
def test_plain_words(line, words):
    assert inline.plain(line) == words


def test_links_and_bare_addresses():
    assert inline.links("[a](b.md) ![c](d.png) [e](<f g>) https://x.org/y. [h](i(j).md 'title')") == [
        (0, "a", "b.md"),
        (10, "c", "d.png"),
        (50, "h", "i(j).md"),
        (33, "https://x.org/y", "https://x.org/y"),
    ]


def test_references():
    assert inline.references("[the guide][g] and [x][] and [y](z)") == [
        (0, "the guide", "g"),
        (19, "x", "x"),
    ]


def test_comments():
    assert inline.comments("a <!-- detect: alert=X --> b <!--y-->") == ["detect: alert=X", "y"]
