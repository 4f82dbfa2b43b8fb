"""Blocks: what the Markdown parser says, flat, with lines and list items."""

from __future__ import annotations

from drillbook.runbook import blocks
from drillbook.runbook.blocks import Kind


def parse(text):
    lines = text.split("\n")
    return blocks.parse(lines, numbers=range(1, len(lines) + 2))


def kinds(text):
    return [(block.kind, block.line, block.text) for block in parse(text)]


def test_headings_of_both_forms():
    assert kinds("# A\n\nB\n---\n") == [(Kind.HEADING, 1, "A"), (Kind.HEADING, 3, "B")]
    assert [block.level for block in parse("# A\n\nB\n---\n")] == [1, 2]


def test_a_fence_knows_its_info_and_lines():
    fence = parse("text\n```bash {a=b}\nls\n```\n")[1]
    assert (fence.kind, fence.line, fence.end_line, fence.info, fence.text) == (Kind.FENCE, 2, 4, "bash {a=b}", "ls\n")


def test_four_backticks_hold_three():
    fence = parse("````md\n```bash\nls\n```\n````")[0]
    assert fence.text == "```bash\nls\n```\n"


def test_list_items_are_numbered_and_nested():
    found = parse("1. a\n   - b\n   - c\n2. d\n\ntext")
    assert [block.items for block in found] == [(1,), (1, 2), (1, 3), (4,), ()]
    assert [block.ordered for block in found] == [True, True, True, True, False]
    assert [block.opens_item for block in found] == [True, True, True, True, False]


def test_the_second_block_of_an_item_does_not_open_it():
    assert [block.opens_item for block in parse("- a\n\n  b\n")] == [True, False]


def test_a_comment_hides_what_stands_in_it():
    assert kinds("<!--\n# no\n```\nno\n-->\n# Yes") == [
        (Kind.HTML, 1, "<!--\n# no\n```\nno\n-->"),
        (Kind.HEADING, 6, "Yes"),
    ]


def test_a_comment_before_words_on_its_line_is_prose():
    assert kinds("- <!-- detect: alert=X --> It is slow") == [(Kind.TEXT, 1, "<!-- detect: alert=X --> It is slow")]


def test_a_comment_ends_with_its_list_item():
    assert kinds("- <!--\n# Yes")[-1] == (Kind.HEADING, 2, "Yes")


def test_details_do_not_swallow_what_stands_in_them():
    found = kinds("<details>\n<summary>More</summary>\n## Yes\n```sh\nls\n```\n</details>")
    assert (Kind.HEADING, 3, "Yes") in found
    assert (Kind.FENCE, 4, "ls\n") in found


def test_shortcodes_are_prose():
    assert kinds("{{< hint info >}}\n## Yes\n{{< /hint >}}\n<%= erb %>\n") == [
        (Kind.TEXT, 1, "{{< hint info >}}"),
        (Kind.HEADING, 2, "Yes"),
        (Kind.TEXT, 3, "{{< /hint >}}\n<%= erb %>"),
    ]


def test_a_fence_that_is_indented_too_far_is_a_fence():
    fence = parse("- a\n\n        ```bash\n        ls\n        ```\n")[1]
    assert (fence.kind, fence.info, fence.text) == (Kind.FENCE, "bash", "ls\n")


def test_lines_may_be_numbered_freely():
    assert [block.line for block in blocks.parse(["# A", "", "b"], numbers=[10, 20, 30, 31])] == [10, 30]
