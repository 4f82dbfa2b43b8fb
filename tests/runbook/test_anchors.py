"""Anchors: the fragments that GitHub gives to headings."""

from __future__ import annotations

import pytest

from drillbook.runbook import anchors


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Queue Depth", "queue-depth"),
        ("Queue/Worker Issues", "queueworker-issues"),
        ("Issues & Solutions", "issues--solutions"),
        ("1. High CPU", "1-high-cpu"),
        ("What is `up`?", "what-is-up"),
        ("Überlast", "überlast"),
    ],
)
def test_a_slug_is_githubs(title, slug):
    assert anchors.slug(title) == slug


def test_a_title_that_comes_again_is_numbered():
    slugs = anchors.Slugs()
    assert [slugs.add("Symptoms") for _ in range(3)] == ["symptoms", "symptoms-1", "symptoms-2"]


def test_an_explicit_id_is_cut_from_the_title():
    assert anchors.explicit("Symptoms {#signs}") == ("Symptoms", "signs")
    assert anchors.explicit("Set {a, b}") == ("Set {a, b}", "")


def test_ids_in_html_are_anchors():
    assert anchors.in_html('see <a name="old-place"></a> and <div id=box>') == ["old-place", "box"]
