"""Sections: which title a block belongs to."""

from __future__ import annotations

from drillbook.model.runbook import SectionRole
from drillbook.runbook import blocks, labels, sections


def place(text):
    lines = text.split("\n")
    return list(sections.place(labels.split(blocks.parse(lines, numbers=range(1, len(lines) + 2)))))


def role_of(text, words):
    return next(each.role for each in place(text) if words in each.block.text)


def test_a_subheading_without_a_role_inherits():
    assert role_of("## Diagnosis\n### Look at the disk\nwords", "words") is SectionRole.DIAGNOSIS


def test_a_subheading_with_a_role_has_its_own():
    assert role_of("## Diagnosis\n### Verification\nwords", "words") is SectionRole.VERIFICATION


def test_a_heading_of_the_same_level_ends_a_section():
    assert role_of("## Diagnosis\n## Notes\nwords", "words") is None


def test_a_heading_ends_a_label():
    assert role_of("**Symptoms:**\n\n### Other\nwords", "words") is None


def test_a_label_wins_over_list_nesting():
    text = "**Resolution:**\n\n1. first\n   - words\n"
    assert role_of(text, "words") is SectionRole.RESOLUTION


def test_a_label_inside_a_list_item_holds_for_that_item():
    text = "## Resolution\n1. **Verification:**\n   - inside\n2. outside\n"
    assert role_of(text, "inside") is SectionRole.VERIFICATION
    assert role_of(text, "outside") is SectionRole.RESOLUTION


def test_an_unknown_label_ends_a_known_one():
    assert role_of("**Prerequisites:**\n\n**Next steps**\n\nwords", "words") is None


def test_the_extent_and_prose_of_a_section():
    text = "# T\n## Symptoms\nslow\n### More\nx\n## Resolution\n**Verify:** now\n```sh\nls\n```\n"
    found = sections.sections(place(text), own_title="T", last_line=10, anchors={2: "symptoms"})
    assert [(s.title, s.line, s.end_line, s.level) for s in found] == [
        ("Symptoms", 2, 5, 2),
        ("More", 4, 5, 3),
        ("Resolution", 6, 10, 2),
        ("Verify", 7, 10, 7),
    ]
    assert found[0].text == "slow"
    assert found[0].anchor == "symptoms"
    assert found[1].role is SectionRole.SYMPTOMS
