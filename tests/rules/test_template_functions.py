from __future__ import annotations

from typing import Any

import pytest

from drillbook.errors import ExpressionError
from drillbook.rules.template_functions import FUNCTIONS, REFUSED, as_number, is_true


@pytest.mark.parametrize("value", [0, 0.0, "", False, None, {}])
def test_nothing_empty_is_true(value: Any) -> None:
    assert not is_true(value)


@pytest.mark.parametrize(("value", "number"), [(3, 3.0), (1.5, 1.5), ("1.5", 1.5), ("1e3", 1000.0)])
def test_a_text_that_is_a_number_counts_as_one(value: Any, number: float) -> None:
    assert as_number(value) == number


@pytest.mark.parametrize("value", ["many", True, None, {}])
def test_nothing_else_is_a_number(value: Any) -> None:
    with pytest.raises(ExpressionError, match="is not a number"):
        as_number(value)


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("print", ("a", 1, 2, "b"), "a1 2b"),
        ("println", (1, "a"), "1 a\n"),
        ("title", ("some wOrds it's",), "Some WOrds It's"),
        ("stripPort", ("host:80",), "host"),
        ("stripPort", ("::1",), "::1"),
        ("stripDomain", ("host.example.org:80",), "host:80"),
        ("stripDomain", ("10.0.0.1:80",), "10.0.0.1:80"),
        ("html", ("<a href='x'>",), "&lt;a href=&#39;x&#39;&gt;"),
        ("eq", ("a", "b", "a"), True),
        ("ne", (1, 2), True),
        ("index", ({"job": "api"}, "job"), "api"),
        ("index", ({"job": "api"}, "missing"), ""),
        ("and", (1, 0, 2), 0),
        ("or", (0, "", 2), 2),
        ("parseDuration", ("1h30m",), 5400.0),
        ("reReplaceAll", ("(a)b", "$1", "abab"), "aa"),
        ("match", ("^b", "abc"), False),
        ("urlquery", ("a b", 1), "a+b1"),
    ],
)
def test_a_function_gives_what_go_gives(name: str, arguments: tuple[Any, ...], result: object) -> None:
    assert FUNCTIONS[name](*arguments) == result


@pytest.mark.parametrize(
    ("name", "arguments", "what"),
    [
        ("lt", (1, 2.0), "different kinds"),
        ("eq", ("1", 1), "different kinds"),
        ("index", ("text", "key"), "index works on labels"),
        ("parseDuration", ("soon",), "is not a duration"),
        ("reReplaceAll", ("a", "b"), "Give it the three"),
        ("humanizeTimestamp", (1e300,), "Give a number that is"),
    ],
)
def test_what_a_function_cannot_take_is_refused(name: str, arguments: tuple[Any, ...], what: str) -> None:
    with pytest.raises(ExpressionError, match=what):
        FUNCTIONS[name](*arguments)


def test_what_is_left_out_says_what_to_do_instead() -> None:
    assert set(REFUSED).isdisjoint(FUNCTIONS)
    assert all(advice.endswith(".") for advice in REFUSED.values())
