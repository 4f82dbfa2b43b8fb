from __future__ import annotations

import math

import pytest

from drillbook.errors import ExpressionError
from drillbook.promql.values import is_stale
from drillbook.rules.series_notation import parse_samples, parse_series


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1 2.5 -3", [1.0, 2.5, -3.0]),
        ("0+10x3", [0.0, 10.0, 20.0, 30.0]),
        ("10-5x2", [10.0, 5.0, 0.0]),
        ("7x2", [7.0, 7.0, 7.0]),
        ("1 _ 2 _x3 3", [1.0, None, 2.0, None, None, None, 3.0]),
        ("1e3 .5 0x0", [1000.0, 0.5, 0.0]),
        ("Inf -Inf +inf", [math.inf, -math.inf, math.inf]),
        ("-2+4x3", [-2.0, 2.0, 6.0, 10.0]),
        ("", []),
    ],
)
def test_values_are_written_out(text: str, values: list[float | None]) -> None:
    assert parse_samples(text) == values


def test_stale_ends_a_series_and_nan_does_not() -> None:
    stale, nan = parse_samples("stale NaN")
    assert stale is not None
    assert nan is not None
    assert is_stale(stale)
    assert math.isnan(nan)
    assert not is_stale(nan)


@pytest.mark.parametrize("text", ["a", "1+2", "1+x2", "{{schema:0}}", "_x", "1x-2", "1+1x99999999"])
def test_what_is_no_value_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError, match="value"):
        parse_samples(text)


def test_a_series_is_a_name_with_labels() -> None:
    assert parse_series('up{job="a b",x=\'y"\'}') == (("__name__", "up"), ("job", "a b"), ("x", 'y"'))
    assert parse_series("{}") == ()
    assert parse_series('{a="b"}') == (("a", "b"),)


@pytest.mark.parametrize("text", ["up[5m]", "up + 1", 'up{a=~"b"}', "", "up{"])
def test_what_is_no_series_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError, match="not a series"):
        parse_series(text)
