from __future__ import annotations

import math
from typing import Any

import pytest

from drillbook.rules.go_format import plain, printf


@pytest.mark.parametrize(
    ("layout", "values", "text"),
    [
        ("%s is %v", ("a", 1.5), "a is 1.5"),
        ("%5.1f|%-5d|%05d", (2.25, 3, 4), "  2.2|3    |00004"),
        ("%+.2e %g %G", (1234.5, 1e-7, 1e21), "+1.23e+03 1e-07 1e+21"),
        ("%q %x %t %%", ("a", "hi", True), '"a" 6869 true %'),
        ("%d", (1.5,), "%!d(float64=1.5)"),
        ("%d %s", (1,), "1 %!s(MISSING)"),
        ("x", (1, "b"), "x%!(EXTRA int=1, string=b)"),
        ("%.2s", ("abc",), "ab"),
        ("%f", (math.nan,), "NaN"),
        ("%x %X %o %b", (255, 255, 8, 5), "ff FF 10 101"),
        ("%", (), "%!(NOVERB)"),
        ("%.3v", (1.23456,), "1.23"),
    ],
)
def test_verbs_are_filled_as_in_go(layout: str, values: tuple[Any, ...], text: str) -> None:
    assert printf(layout, values) == text


def test_values_are_written_plainly() -> None:
    assert [plain(value) for value in (None, True, 1, 1.0, "a", {"b": "2", "a": "1"})] == [
        *("<nil>", "true", "1", "1", "a", "map[a:1 b:2]"),
    ]


def test_a_width_is_bounded() -> None:
    assert len(printf("%999999999d", (1,))) == 1000
