"""Mending: broken fences end where their author meant them to, and every line keeps its number."""

from __future__ import annotations

import pytest

from drillbook.runbook import blocks, mending
from drillbook.runbook.blocks import Kind


def read(text):
    mended = mending.mend(text.split("\n"), first_line=1)
    found = blocks.parse(mended.lines, numbers=mended.numbers)
    return found, [(line, id_) for line, id_, _ in mended.troubles]


@pytest.mark.parametrize(
    "text",
    [
        "```bash\nls\n```\n\n~~~\nx\n~~~",
        "````md\n```bash\nls\n```\n````",
        "```bash\n# Step one\nls\n\n## not a heading here\n```",
        "1. a\n   ```bash\n   ls\n   ```\n2. b",
        "<!--\n```\n-->\ntext",
        "```bash\necho '``'\n```",
        "no fence",
    ],
)
def test_sound_texts_come_back_as_they_are(text):
    mended = mending.mend(text.split("\n"), first_line=5)
    assert mended.lines == text.split("\n")
    assert next(iter(mended.numbers)) == 5
    assert mended.troubles == []


def test_an_unclosed_fence_does_not_swallow_the_next_section():
    found, troubles = read("## Diagnosis\n```bash\nls\n\n## Mitigation\n```bash\nrm x\n```\nend")
    assert [(block.kind, block.line) for block in found] == [
        (Kind.HEADING, 1),
        (Kind.FENCE, 2),
        (Kind.HEADING, 5),
        (Kind.FENCE, 6),
        (Kind.TEXT, 9),
    ]
    assert found[1].text.strip() == "ls"
    assert troubles == [(2, "unclosed-fence")]


def test_an_unclosed_fence_at_the_end_ends_at_the_next_section_title():
    found, troubles = read("```bash\nls\n# Mitigation\nwords")
    assert [block.kind for block in found] == [Kind.FENCE, Kind.HEADING, Kind.TEXT]
    assert troubles == [(1, "unclosed-fence")]


def test_an_unclosed_fence_that_nothing_ends_is_reported():
    found, troubles = read("text\n```bash\nls\n# a comment")
    assert [block.kind for block in found] == [Kind.TEXT, Kind.FENCE]
    assert troubles == [(2, "unclosed-fence")]


def test_two_backticks_close_a_fence_that_nothing_else_closes():
    found, troubles = read("```sql\nselect 1\n``\nwords")
    assert [(block.kind, block.text.strip()) for block in found] == [(Kind.FENCE, "select 1"), (Kind.TEXT, "words")]
    assert troubles == [(3, "two-backticks")]


def test_code_that_is_indented_less_than_its_fence_stays_in_it():
    found, troubles = read("1. Do\n   ```bash\n   cat <<EOF\nx\nEOF\n   ```\n2. Then")
    assert [(block.kind, block.line) for block in found] == [(Kind.TEXT, 1), (Kind.FENCE, 2), (Kind.TEXT, 7)]
    assert found[1].text == "cat <<EOF\nx\nEOF\n"
    assert troubles == [(4, "outdented-code")]


def test_an_unclosed_fence_in_a_list_ends_with_the_item():
    found, troubles = read("1. Do\n   ```bash\n   ls\n2. Then\n   ```bash\n   ps\n   ```\n")
    assert [(block.kind, block.line) for block in found if block.kind is Kind.FENCE] == [
        (Kind.FENCE, 2),
        (Kind.FENCE, 5),
    ]
    assert troubles == [(2, "unclosed-fence")]


def test_a_markdown_fence_may_show_fences():
    _, troubles = read("```markdown\n```bash\nls\n```\n")
    assert troubles == []


def test_the_cost_of_many_broken_fences_is_bounded():
    text = "".join("`" * length + "a\n" + "\n" * 20 for length in range(40, 3, -1)) * 50
    found, troubles = read(text)
    assert len(troubles) <= 201
    assert found
