"""Links: where a runbook sends its reader."""

from __future__ import annotations

from drillbook.runbook import blocks, links


def find(text):
    lines = text.split("\n")
    found = blocks.parse(lines, numbers=range(1, len(lines) + 2))
    return [(link.line, link.text, link.target) for link in links.find(found, links.definitions(found))]


def test_every_kind_of_link_with_its_line():
    text = (
        "# See [a](#x)\n\ntext\n[b](b.md) and https://x.org.\n- ![c](c.png)\n- [d][Ref]\n- [e][lost]\n\n[ref]: d.md\n"
    )
    assert find(text) == [
        (1, "a", "#x"),
        (4, "b", "b.md"),
        (4, "https://x.org", "https://x.org"),
        (5, "c", "c.png"),
        (6, "d", "d.md"),
        (7, "e", ""),
    ]


def test_a_reference_may_be_short_or_go_on_over_a_line():
    text = "see the [Guide] and [a long\ntitle][g], not [this]\n\n[guide]: guide.md\n[g]: g.md\n"
    assert find(text) == [(1, "Guide", "guide.md"), (1, "a long title", "g.md")]


def test_code_holds_no_links():
    assert find("`[a](b)` and\n\n```\n[a](b) http://x\n```") == []
