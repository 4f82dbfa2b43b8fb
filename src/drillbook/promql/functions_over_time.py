"""Aggregations over time: one number from the samples of a series in a range."""

from __future__ import annotations

import math

from drillbook.promql import arithmetic
from drillbook.promql.arithmetic import Compensated, compensated
from drillbook.promql.functions_range import RangeFunction
from drillbook.promql.values import SampleRange, Window


def avg_over_time(series: SampleRange, _window: Window) -> float:
    """The mean of the samples, each with the same weight."""
    return arithmetic.mean(series.values.tolist())


def sum_over_time(series: SampleRange, _window: Window) -> float:
    """The sum."""
    return arithmetic.total(series.values.tolist())


def min_over_time(series: SampleRange, _window: Window) -> float:
    """The least value; NaN only where all are NaN."""
    return min((value for value in series.values if not math.isnan(value)), default=math.nan)


def max_over_time(series: SampleRange, _window: Window) -> float:
    """The greatest value; NaN only where all are NaN."""
    return max((value for value in series.values if not math.isnan(value)), default=math.nan)


def count_over_time(series: SampleRange, _window: Window) -> float:
    """How many samples there are."""
    return float(len(series.values))


def last_over_time(series: SampleRange, _window: Window) -> float:
    """The newest value."""
    return series.values[-1]


def present_over_time(_series: SampleRange, _window: Window) -> float:
    """1, because a series without samples is not there."""
    return 1.0


def stdvar_over_time(series: SampleRange, _window: Window) -> float:
    """The population variance, by Welford's method with compensated sums."""
    mean: Compensated = (0.0, 0.0)
    squares: Compensated = (0.0, 0.0)
    for count, value in enumerate(series.values, start=1):
        distance = value - (mean[0] + mean[1])
        mean = compensated(distance / count, mean)
        squares = compensated(distance * (value - (mean[0] + mean[1])), squares)
    return (squares[0] + squares[1]) / len(series.values)


def stddev_over_time(series: SampleRange, window: Window) -> float:
    """The population standard deviation."""
    variance = stdvar_over_time(series, window)
    return math.sqrt(variance) if variance >= 0 else math.nan


def quantile_over_time(q: float) -> RangeFunction:
    """The q-quantile of the samples."""

    def applied(series: SampleRange, _window: Window) -> float:
        return arithmetic.quantile(q, series.values.tolist())

    return applied
