from __future__ import annotations

import math
from array import array

import pytest

from drillbook.promql import functions_over_time as over_time
from drillbook.promql.labels import canonical
from drillbook.promql.values import SampleRange, Window

WINDOW = Window(0, 60_000, 60_000)
NAN = math.nan


def series(*values: float, every_s: float = 15.0) -> SampleRange:
    times_ms = [round(index * every_s * 1000) for index in range(len(values))]
    return SampleRange(canonical({"job": "api"}), array("q", times_ms), array("d", values))


@pytest.mark.parametrize(
    ("function", "values", "expected"),
    [
        (over_time.avg_over_time, (1.0, 2.0, 6.0), 3.0),
        (over_time.avg_over_time, (1e308, 1e308), 1e308),
        (over_time.sum_over_time, (1.0, 1e100, 1.0, -1e100), 2.0),
        (over_time.min_over_time, (NAN, 4.0, 2.0), 2.0),
        (over_time.max_over_time, (NAN, 4.0, 2.0), 4.0),
        (over_time.count_over_time, (NAN, 4.0), 2.0),
        (over_time.last_over_time, (4.0, 2.0), 2.0),
        (over_time.present_over_time, (0.0,), 1.0),
        (over_time.stdvar_over_time, (2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0), 4.0),
        (over_time.stddev_over_time, (2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0), 2.0),
        (over_time.quantile_over_time(0.5), (1.0, 2.0, 4.0), 2.0),
        (over_time.quantile_over_time(0.25), (1.0, 2.0, 4.0), 1.5),
        (over_time.quantile_over_time(2.0), (1.0, 2.0), math.inf),
    ],
)
def test_the_samples_of_a_range_become_one_number(function, values: tuple[float, ...], expected: float) -> None:
    assert function(series(*values), WINDOW) == pytest.approx(expected)


def test_the_least_of_nothing_but_nan_is_nan() -> None:
    assert math.isnan(over_time.min_over_time(series(NAN), WINDOW))
    assert math.isnan(over_time.max_over_time(series(NAN), WINDOW))


def test_the_deviation_from_infinity_is_no_number() -> None:
    assert math.isnan(over_time.stddev_over_time(series(math.inf, 1.0), WINDOW))
