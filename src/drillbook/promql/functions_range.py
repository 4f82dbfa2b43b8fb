"""Rates: how a series changed over a range, with counter resets and extrapolation as Prometheus defines them."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from itertools import pairwise

from drillbook.promql.arithmetic import Compensated, compensated, divide
from drillbook.promql.values import SampleRange, Window

EXTRAPOLATION_FACTOR = 1.1
"""A boundary is near when it is within this many times the mean distance of the samples."""


RangeFunction = Callable[[SampleRange, Window], float | None]


def resets(series: SampleRange, _window: Window) -> float:
    """How often the value went down."""
    values = series.values
    return float(sum(after < before for before, after in pairwise(values)))


def changes(series: SampleRange, _window: Window) -> float:
    """How often the value differs from the one before; NaN after NaN is no change."""
    values = series.values
    return float(
        sum(
            after != before and (after == after or before == before)  # noqa: PLR0124 - NaN differs from itself
            for before, after in pairwise(values)
        )
    )


def increase(series: SampleRange, window: Window) -> float | None:
    """By how much a counter grew in the range, extrapolated to its boundaries."""
    return _extrapolated(series, window, grown=_counted(series.values), counter=True)


def rate(series: SampleRange, window: Window) -> float | None:
    """The growth of a counter per second, averaged over the range."""
    grown = _counted(series.values)
    seconds = (window.end_ms - window.start_ms) / 1000
    return _extrapolated(series, window, grown=grown, counter=True, per_s=seconds)


def delta(series: SampleRange, window: Window) -> float | None:
    """The difference between the last and the first value of a gauge, extrapolated to the range's boundaries."""
    return _extrapolated(series, window, grown=series.values[-1] - series.values[0], counter=False)


def _counted(values: array[float]) -> float:
    """The growth between the first and the last sample; what was counted before each reset is added."""
    grown = values[-1] - values[0]
    before = values[0]
    for value in values:
        if value < before:
            grown += before
        before = value
    return grown


def _extrapolated(
    series: SampleRange, window: Window, *, grown: float, counter: bool, per_s: float = 1.0
) -> float | None:
    """Scale the difference between the samples to the whole range (Prometheus: extrapolatedRate).

    The series is taken to reach the boundary when that is near its first or last sample, otherwise to end half a
    distance beyond it. A counter is not extrapolated to before the time at which it would have been zero.
    """
    times_ms = series.times_ms
    intervals = len(times_ms) - 1
    if intervals < 1:
        return None
    sampled_s = (times_ms[-1] - times_ms[0]) / 1000
    distance_s = sampled_s / intervals
    near_s = distance_s * EXTRAPOLATION_FACTOR
    to_start_s = (times_ms[0] - window.start_ms) / 1000
    to_end_s = (window.end_ms - times_ms[-1]) / 1000
    if to_start_s >= near_s:
        to_start_s = distance_s / 2
    if counter and grown > 0 and series.values[0] >= 0:
        to_start_s = min(to_start_s, sampled_s * (series.values[0] / grown))
    if to_end_s >= near_s:
        to_end_s = distance_s / 2
    return grown * ((sampled_s + to_start_s + to_end_s) / sampled_s / per_s)


def idelta(series: SampleRange, _window: Window) -> float | None:
    """The difference of the last two samples."""
    values = series.values
    return values[-1] - values[-2] if len(values) > 1 else None


def irate(series: SampleRange, _window: Window) -> float | None:
    """The growth of a counter per second between its last two samples; after a reset it counts from zero."""
    values, times_ms = series.values, series.times_ms
    if len(values) < 2:
        return None
    before, last = values[-2], values[-1]
    grown = last if last < before else last - before
    return grown / ((times_ms[-1] - times_ms[-2]) / 1000)


def deriv(series: SampleRange, _window: Window) -> float | None:
    """The slope per second of the line of least squares through the samples."""
    if len(series.values) < 2:
        return None
    return _line(series, series.times_ms[0])[0]


def predict_linear(ahead_s: float) -> RangeFunction:
    """The value that the line of least squares reaches `ahead_s` seconds after the evaluation."""

    def predicted(series: SampleRange, window: Window) -> float | None:
        if len(series.values) < 2:
            return None
        slope, intercept = _line(series, window.at_ms)
        return slope * ahead_s + intercept

    return predicted


def _line(series: SampleRange, origin_ms: int) -> tuple[float, float]:
    """Slope per second and value at `origin_ms` of the line of least squares."""
    values = series.values
    if all(value == values[0] for value in values):
        infinite = abs(values[0]) == float("inf")
        return (float("nan"), float("nan")) if infinite else (0.0, values[0])
    count = float(len(values))
    sums: list[Compensated] = [(0.0, 0.0)] * 4
    for time_ms, y in zip(series.times_ms, values, strict=True):
        x = (time_ms - origin_ms) / 1e3
        sums = [compensated(term, sum_) for term, sum_ in zip((x, y, x * y, x * x), sums, strict=True)]
    sum_x, sum_y, sum_xy, sum_xx = (sum_ + lost for sum_, lost in sums)
    slope = divide(sum_xy - sum_x * sum_y / count, sum_xx - sum_x * sum_x / count)
    return slope, sum_y / count - slope * sum_x / count
