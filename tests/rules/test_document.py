from __future__ import annotations

import pytest

from drillbook.errors import ProjectError
from drillbook.rules.document import DEPTH_MAX, Sequence, Table, Text, read_document


def read(text: str) -> object:
    return read_document(text, path="rules/x.yml")


def test_nodes_know_their_line_and_scalars_stay_text() -> None:
    document = read("a: 1\nb:\n  - yes\n  - ~\n")
    assert isinstance(document, Table)
    assert document.key_lines == {"a": 1, "b": 2}
    assert document.entries["a"] == Text(value="1", line=1)
    items = document.entries["b"]
    assert isinstance(items, Sequence)
    assert items.items == (Text(value="yes", line=3), Text(value="~", line=4, is_null=True))


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("a: 1\nb: 2\na: 3\n", "rules/x.yml:3:", 'the key "a" is repeated; it is already on line 1'),
        ("a: [1, 2\nb: 3", "rules/x.yml:2:", "this is not YAML"),
        ("a: *nowhere\n", "rules/x.yml:1:", "has no anchor"),
        ("? [a]\n: b\n", "rules/x.yml:1:", "not a plain text"),
        ("a: 1\n---\nb: 2\n", "rules/x.yml:2:", "second YAML document"),
        ("a: \x01", "rules/x.yml:", "this is not YAML"),
        ("<<: 3\n", "rules/x.yml:1:", "does not name a mapping"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, place: str, what: str) -> None:
    with pytest.raises(ProjectError, match=r".") as caught:
        read(text)
    assert str(caught.value).startswith(place)
    assert what in str(caught.value)


def test_depth_is_bounded() -> None:
    with pytest.raises(ProjectError, match="nested deeper"):
        read("[" * (DEPTH_MAX + 2) + "]" * (DEPTH_MAX + 2))


def test_a_bomb_of_aliases_is_refused() -> None:
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{index}: &a{index} [{', '.join([f'*a{index - 1}'] * 10)}]" for index in range(1, 12)]
    with pytest.raises(ProjectError, match="aliases"):
        read("\n".join(lines))


def test_an_alias_and_a_merge_stand_for_what_they_name() -> None:
    document = read("base: &b {x: 1, y: 2}\nuse: {<<: *b, y: 3}\n")
    assert isinstance(document, Table)
    use = document.entries["use"]
    assert isinstance(use, Table)
    assert {key: node.value for key, node in use.entries.items() if isinstance(node, Text)} == {"x": "1", "y": "3"}


def test_an_empty_file_is_no_document() -> None:
    assert read("") is None
    assert read("# nothing\n") is None
