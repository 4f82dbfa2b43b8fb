from __future__ import annotations

import math

import pytest

from drillbook.promql.functions_elementwise import ELEMENTWISE, clamped, rounded


@pytest.mark.parametrize("name", sorted(ELEMENTWISE))
@pytest.mark.parametrize("value", [0.0, -0.0, 1.0, -1.0, 1e308, -1e308, math.inf, -math.inf, math.nan])
def test_an_elementwise_function_gives_a_number_for_every_number(name: str, value: float) -> None:
    assert isinstance(ELEMENTWISE[name](value), float)


def test_functions_leave_their_domain_as_infinities_and_nan() -> None:
    assert ELEMENTWISE["ln"](0.0) == -math.inf
    assert math.isnan(ELEMENTWISE["ln"](-1.0))
    assert ELEMENTWISE["exp"](1000.0) == math.inf
    assert ELEMENTWISE["sinh"](-1000.0) == -math.inf
    assert ELEMENTWISE["atanh"](-1.0) == -math.inf
    assert math.isnan(ELEMENTWISE["sqrt"](-1.0))


@pytest.mark.parametrize(
    ("value", "to_nearest", "expected"), [(2.5, 1.0, 3.0), (-2.5, 1.0, -2.0), (7.4, 5.0, 5.0), (0.14, 0.1, 0.1)]
)
def test_rounding_takes_ties_upwards(value: float, to_nearest: float, expected: float) -> None:
    assert rounded(value, to_nearest) == pytest.approx(expected)


def test_clamping_keeps_nan() -> None:
    assert math.isnan(clamped(math.nan, low=0.0, high=1.0))
    assert clamped(5.0, low=0.0, high=1.0) == 1.0
