"""Front matter: YAML that is bounded, with the line of each key and of each mistake."""

from __future__ import annotations

import datetime as dt

import pytest

from drillbook.runbook import front_matter
from drillbook.runbook.limits import FRONT_MATTER_CHARACTERS_MAX


def lines_of(body):
    return f"---\n{body}\n---\n# Title\n".split("\n")


def test_values_keep_their_lines():
    front = front_matter.read(lines_of("id: a\ntags: [x]\ninputs:\n  - {name: A}\n  - {name: B}\nlast: 2026-11-01"))
    assert front.values["tags"] == ["x"]
    assert front.values["last"] == dt.date(2026, 11, 1)
    assert front.lines["inputs"] == 4
    assert front.lines["inputs[1]"] == 6
    assert front.length == 8


def test_lines_count_from_where_the_text_begins():
    assert front_matter.read(lines_of("id: a"), first_line=40).lines == {"id": 41}


def test_a_text_without_front_matter_has_none():
    assert front_matter.read(["# Title", "", "---", "text"]).length == 0
    assert front_matter.read([]).length == 0
    assert front_matter.read(["---", "", "A rule, then prose."]).problem is None


@pytest.mark.parametrize(
    ("body", "line", "part"),
    [
        ("id: a\nb: [1", 4, "not YAML"),
        ("a: 1\na: 2", 3, "twice"),
        ("- a\n- b", 2, "not a mapping"),
        ("a: &x [1]\nb: [*x, *x]", 3, "repeats *x"),
        ("a: 2026-13-45", 2, "cannot be read"),
        ("a: !!python/object:os.system x", 2, "not YAML"),
        ("a: " + "[" * 30 + "]" * 30, 2, "nested deeper"),
        ("? [a, b]\n: c", 2, "not YAML"),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_its_line(body, line, part):
    front = front_matter.read(lines_of(body))
    assert front.problem is not None
    assert front.problem[0] == line
    assert part in front.problem[1]
    assert front.values == {}


def test_an_alias_of_a_plain_value_is_harmless():
    assert front_matter.read(lines_of("a: &x db\nb: *x")).values == {"a": "db", "b": "db"}


def test_an_alias_bomb_is_refused_before_it_is_built():
    bomb = "a: &a [x, x, x, x, x]\n" + "\n".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 9)}]" for i in range(12)
    )
    problem = front_matter.read(lines_of(bomb)).problem
    assert problem is not None
    assert problem[0] == 3


@pytest.mark.parametrize(
    "body", ["a: " + "x" * FRONT_MATTER_CHARACTERS_MAX, "\n".join(f"k{i}: 1" for i in range(4_000))]
)
def test_front_matter_beyond_a_limit_is_not_read(body):
    front = front_matter.read(lines_of(body))
    assert front.problem is not None
    assert front.values == {}


def test_front_matter_that_is_never_closed_is_a_problem():
    assert front_matter.read(["---", "id: a", "# Title"]).problem == (
        1,
        "the front matter is never closed. Add a line with --- below its last key.",
    )


def test_keys_without_the_opening_line_are_front_matter_and_not_a_heading():
    front = front_matter.read(["title: Queue", "weight: 20", "---", "", "# Queue"])
    assert front.values == {"title": "Queue", "weight": 20}
    assert not front.opened


def test_a_setext_heading_is_not_front_matter():
    assert front_matter.read(["Queue backs up", "---", "text"]).length == 0
