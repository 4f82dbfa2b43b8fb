from __future__ import annotations

import math

import pytest

from drillbook.promql.arithmetic import divide, mean, modulo, power, quantile, total


def test_division_by_zero_has_a_sign() -> None:
    assert divide(1.0, 0.0) == math.inf
    assert divide(1.0, -0.0) == -math.inf
    assert divide(-1.0, 0.0) == -math.inf
    assert math.isnan(divide(0.0, 0.0))


def test_a_remainder_has_the_sign_of_the_dividend() -> None:
    assert modulo(-7.0, 3.0) == -1.0
    assert modulo(7.0, -3.0) == 1.0
    assert modulo(7.0, math.inf) == 7.0
    assert math.isnan(modulo(7.0, 0.0))
    assert math.isnan(modulo(math.inf, 3.0))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (10.0, 400.0, math.inf),
        (-10.0, 401.0, -math.inf),
        (-10.0, 400.0, math.inf),
        (0.0, -1.0, math.inf),
        (-0.0, -1.0, -math.inf),
        (-0.0, -2.0, math.inf),
        (-1.0, math.inf, 1.0),
        (math.nan, 0.0, 1.0),
    ],
)
def test_powers_out_of_range_are_infinities(left: float, right: float, expected: float) -> None:
    assert power(left, right) == expected


def test_a_power_that_is_not_real_is_nan() -> None:
    assert math.isnan(power(-8.0, 0.5))


def test_a_sum_loses_nothing_to_rounding() -> None:
    assert total([1.0, 1e100, 1.0, -1e100]) == 2.0
    assert total([]) == 0.0
    assert total([math.inf, 1.0]) == math.inf
    assert math.isnan(total([math.inf, -math.inf]))


def test_a_mean_does_not_overflow() -> None:
    assert mean([1e308, 1e308, 1e308]) == pytest.approx(1e308)
    assert mean([1.0, 2.0, 6.0]) == 3.0
    assert mean([math.inf, 1.0]) == math.inf
    assert math.isnan(mean([math.inf, -math.inf]))


def test_a_quantile_is_interpolated_and_nan_is_the_least() -> None:
    assert quantile(0.5, [3.0, 1.0, 2.0, 4.0]) == 2.5
    assert quantile(1.0, [math.nan, 1.0]) == 1.0
    assert math.isnan(quantile(0.0, [1.0, math.nan]))
    assert math.isnan(quantile(0.5, []))
    assert math.isnan(quantile(math.nan, [1.0]))
    assert quantile(-0.1, [1.0]) == -math.inf
    assert quantile(1.1, [1.0]) == math.inf
