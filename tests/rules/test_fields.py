from __future__ import annotations

from typing import Any

import pytest

from drillbook.errors import ProjectError
from drillbook.rules.document import read_document
from drillbook.rules.fields import Fields

KNOWN = ("name", "for", "limit", "value", "fuzzy", "labels", "items")


def fields(text: str) -> Fields:
    node = read_document(text, path="a.yml")
    assert node is not None
    return Fields(node, path="a.yml", what="a rule", known=KNOWN)


@pytest.mark.parametrize(
    ("text", "read", "value"),
    [
        ("name: api", lambda given: given.text("name"), "api"),
        ("name: null", lambda given: given.text("name", "none"), "none"),
        ("for: 1h30m", lambda given: given.duration_ms("for"), 5_400_000),
        ("name: x", lambda given: given.duration_ms("for", 7), 7),
        ("limit: -3", lambda given: given.whole("limit"), -3),
        ("value: 1_000.5", lambda given: given.number("value"), 1000.5),
        ("value: -.inf", lambda given: given.number("value"), float("-inf")),
        ("fuzzy: True", lambda given: given.boolean("fuzzy"), True),
        ("name: x", lambda given: given.boolean("fuzzy"), False),
        ("items: [a, b]", lambda given: given.texts("items"), ("a", "b")),
        ("name: x", lambda given: given.items("items"), ()),
        ("labels: {a: b, c: null}", lambda given: dict(given.labels("labels")), {"a": "b", "c": ""}),
    ],
)
def test_a_field_is_read_by_its_type(text: str, read: Any, value: object) -> None:
    assert read(fields(text)) == value


@pytest.mark.parametrize(
    ("text", "read", "line", "what"),
    [
        ("name: x\nfro: 1m", None, 2, 'a rule has no field "fro". Did you mean "for"? Known: name, for'),
        ("- a", None, 1, "a rule must be a mapping of name, for"),
        ("name:\n  - a", lambda given: given.text("name"), 2, '"name" must be a text'),
        ("name: x\nfor: soon", lambda given: given.duration_ms("for"), 2, '"for" is not a duration: "soon"'),
        ("limit: 1.5", lambda given: given.whole("limit"), 1, '"limit" is not a whole number: "1.5"'),
        ("value: many", lambda given: given.number("value"), 1, '"value" is not a number: "many"'),
        ("fuzzy: maybe", lambda given: given.boolean("fuzzy"), 1, '"fuzzy" is neither true nor false'),
        ("items: a", lambda given: given.items("items"), 1, '"items" must be a list'),
        ("items:\n  - a\n  - {b: c}", lambda given: given.texts("items"), 3, 'an item of "items" must be a text'),
        ("labels: a", lambda given: given.labels("labels"), 1, '"labels" must be a mapping'),
        ("labels:\n  a: [b]", lambda given: given.labels("labels"), 2, '"labels.a" must be a text'),
    ],
)
def test_what_has_another_type_is_named_with_its_line(text: str, read: Any, line: int, what: str) -> None:
    with pytest.raises(ProjectError) as caught:
        read(fields(text))
    assert str(caught.value).startswith(f"a.yml:{line}: {what}")


def test_a_field_knows_its_line() -> None:
    given = fields("name: x\nlabels:\n  a: b\n  c: d")
    assert (given.line, given.line_of("labels"), given.line_within("labels", "c")) == (1, 2, 4)
    assert given.line_of("for") == 1, "a field that is missing is missed where the mapping begins"
