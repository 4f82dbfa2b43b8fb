"""Assembly: one runbook from its part of a text."""

from __future__ import annotations

from drillbook import runbook


def read(text, **options):
    return runbook.read(text, path="runbooks/queue-full.md", **options)


def test_the_id_is_the_files_name_unless_front_matter_says_otherwise():
    assert read("# Queue\n## Fix\n- x").runbooks[0].id == "queue-full"
    assert read("---\nid: q\n---\n# Queue\n## Fix\n- x").runbooks[0].id == "q"


def test_the_title_is_the_first_heading_unless_front_matter_says_otherwise():
    assert read("# Queue\n## Fix\n- x").runbooks[0].title == "Queue"
    assert read("---\ntitle: Full\n---\n# Queue").runbooks[0].title == "Full"
    assert read("words").runbooks[0].title == "queue-full"


def test_unknown_keys_are_kept():
    found = read("---\nweight: 7\nlayout: page\n---\n# Queue").runbooks[0]
    assert dict(found.front_matter) == {"weight": 7, "layout": "page"}
    assert dict(found.front_matter_lines) == {"weight": 2, "layout": 3}


def test_runbooks_of_one_file_are_named_by_their_headings():
    text = "# Book\n## 1. A\n### Symptoms\n- x\n### Fix\n- y\n## 2. B\n### Symptoms\n- x\n### Fix\n- y\n"
    assert [(r.id, r.title, r.line) for r in read(text).runbooks] == [("a", "A", 2), ("b", "B", 7)]


def test_parts_that_hold_nothing_are_left_out():
    text = (
        "# Book\n## Contents\n- [A](#a)\n- [B](#b)\n## About\nwords\n- a remark\n"
        "## A\n### Symptoms\n- x\n## B\n### Symptoms\n- x\n## Contacts\n- DBA: [Contact Info]\n"
    )
    assert [r.title for r in read(text).runbooks] == ["A", "B", "Contacts"]


def test_a_table_between_heading_and_subheading_is_not_lost():
    text = (
        "# Book\n## Policy\n| Severity | Response time |\n|--|--|\n| P1 | 5 min |\n### Notes\nx\n"
        "### A\n**Symptoms:** x\n**Fix:** y\n### B\n**Symptoms:** x\n**Fix:** y\n"
    )
    policy = read(text).runbooks[0]
    assert policy.title == "Policy"
    assert policy.escalations[0].respond_within_s == 300
