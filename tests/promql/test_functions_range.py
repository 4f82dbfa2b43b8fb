from __future__ import annotations

import math
from array import array

import pytest

from drillbook.promql import functions_range as ranges
from drillbook.promql.labels import canonical
from drillbook.promql.values import SampleRange, Window

WINDOW = Window(0, 60_000, 60_000)
NAN = math.nan


def series(*values: float, every_s: float = 15.0) -> SampleRange:
    times_ms = [round(index * every_s * 1000) for index in range(len(values))]
    return SampleRange(canonical({"job": "api"}), array("q", times_ms), array("d", values))


def test_a_counter_that_starts_again_is_counted_on() -> None:
    reset = series(10.0, 20.0, 5.0, 10.0, 15.0)
    assert ranges.resets(reset, WINDOW) == 1
    assert ranges.increase(reset, WINDOW) == 25.0
    assert ranges.rate(reset, WINDOW) == pytest.approx(25.0 / 60)


def test_the_difference_of_a_gauge_knows_no_resets() -> None:
    assert ranges.delta(series(10.0, 20.0, 5.0, 10.0, 15.0), WINDOW) == 5.0


def test_nan_after_nan_is_no_change() -> None:
    assert ranges.changes(series(1.0, NAN, NAN, 1.0, 1.0, 2.0), WINDOW) == 3


def test_growth_is_extrapolated_to_a_boundary_that_is_near() -> None:
    late = SampleRange(canonical({}), array("q", [10_000, 25_000, 40_000, 55_000]), array("d", [100, 115, 130, 145]))
    assert ranges.increase(late, WINDOW) == pytest.approx(60.0)


def test_a_counter_is_not_extrapolated_to_below_zero() -> None:
    young = SampleRange(canonical({}), array("q", [10_000, 25_000, 40_000, 55_000]), array("d", [0, 15, 30, 45]))
    assert ranges.increase(young, WINDOW) == pytest.approx(50.0)


def test_far_from_a_boundary_half_a_distance_is_added() -> None:
    short = series(0.0, 15.0)
    assert ranges.delta(short, WINDOW) == pytest.approx(15.0 + 7.5)


@pytest.mark.parametrize(
    "function", [ranges.increase, ranges.rate, ranges.delta, ranges.idelta, ranges.irate, ranges.deriv]
)
def test_one_sample_has_no_rate(function) -> None:
    assert function(series(1.0), WINDOW) is None


def test_the_last_two_samples_make_the_instant_rate() -> None:
    assert ranges.irate(series(0.0, 100.0, 130.0), WINDOW) == 2.0
    assert ranges.irate(series(100.0, 30.0), WINDOW) == 2.0
    assert ranges.idelta(series(100.0, 30.0), WINDOW) == -70.0


def test_a_line_is_followed_ahead_of_the_evaluation() -> None:
    rising = series(1.0, 4.0, 7.0, 10.0)
    assert ranges.deriv(rising, WINDOW) == pytest.approx(0.2)
    assert ranges.predict_linear(60.0)(rising, WINDOW) == pytest.approx(25.0)
    assert ranges.predict_linear(60.0)(series(1.0), WINDOW) is None


def test_what_does_not_move_has_no_slope() -> None:
    assert ranges.deriv(series(3.0, 3.0), WINDOW) == 0.0
    assert math.isnan(ranges.deriv(series(math.inf, math.inf), WINDOW) or 0.0)
