from __future__ import annotations

import pytest

from drillbook.errors import ExpressionError
from drillbook.promql.regex import translated


@pytest.mark.parametrize(
    ("expression", "matching", "other"),
    [
        ("a.c", "a\nc", "ac"),
        ("a$", "a", "a\n"),
        ("(?i)abc", "ABC", "abd"),
        ("a(?i)b|c", "aB", "A"),
        ("(?i:a)b", "Ab", "aB"),
        ("(a(?i)b)c", "aBc", "aBC"),
        ("[[:alpha:]]+", "abc", "ab1"),
        ("[^[:digit:]]", "a", "1"),
        ("[a[b]", "[", "c"),
        (r"\Qa.b\E+", "a.bb", "axb"),
        (r"\d+\s", "12 ", "\u0661 "),
        (r"a\z", "a", "b"),
        (r"\x{41}", "A", "B"),
        ("(?P<x>a)(?P<y>b)?", "a", "b"),
        ("(?<x>a)", "a", "b"),
        ("a{2,3}?", "aa", "a"),
        ("[]a]", "]", "b"),
        ("[a&&b]", "&", "c"),
        ("", "", "a"),
        ("a|", "", "b"),
    ],
)
def test_an_re2_expression_means_the_same_in_python(expression: str, matching: str, other: str) -> None:
    pattern = translated(expression)
    assert pattern.fullmatch(matching)
    assert not pattern.fullmatch(other)


@pytest.mark.parametrize(
    ("expression", "construct"),
    [("(a)\\1", "backreference"), ("(?=a)", "the group"), (r"\pN", "the class"), ("(?U)a+", "the group"), ("(", "")],
)
def test_what_cannot_be_said_in_python_or_re2_is_named(expression: str, construct: str) -> None:
    with pytest.raises(ExpressionError, match=r".") as caught:
        translated(expression)
    assert construct in str(caught.value)
