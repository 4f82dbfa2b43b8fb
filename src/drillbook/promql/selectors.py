"""Selectors: reading instant and range vectors from a sample store, as of a time.

Prometheus 3 semantics: both the lookback and a range are open on the left and closed on the right
(https://prometheus.io/docs/prometheus/latest/migration/#range-selectors-and-lookback-exclude-samples-coinciding-with-the-left-boundary).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from drillbook.promql.matchers import Matchers
from drillbook.promql.store import SampleStore, Series
from drillbook.promql.syntax import LOOKBACK_MS
from drillbook.promql.values import Sample, SampleRange, Window, is_stale


def instant_vector(store: SampleStore, matchers: Matchers, *, at_ms: int) -> list[Sample]:
    """The newest sample of each selected series within the lookback; a series that has ended is not there."""
    oldest_ms = at_ms - LOOKBACK_MS
    samples = []
    for series in store.select(matchers):
        times_ms = series.times_ms
        if not times_ms:
            continue
        index = len(times_ms) - 1 if times_ms[-1] <= at_ms else bisect_right(times_ms, at_ms) - 1
        if index < 0 or times_ms[index] <= oldest_ms:
            continue
        value = series.values[index]
        if series.ends and is_stale(value):
            continue
        samples.append(Sample(series.labels, value))
    return samples


def sample_times(store: SampleStore, matchers: Matchers, *, at_ms: int) -> list[Sample]:
    """As `instant_vector`, but with the time of each sample in Unix seconds as its value."""
    times = []
    for series in store.select(matchers):
        index = bisect_right(series.times_ms, at_ms) - 1
        if index < 0 or series.times_ms[index] <= at_ms - LOOKBACK_MS or is_stale(series.values[index]):
            continue
        times.append(Sample(series.labels, series.times_ms[index] / 1000))
    return times


def range_vector(store: SampleStore, matchers: Matchers, *, window: Window) -> Iterator[SampleRange]:
    """The samples after the window's start, up to and including its end, of each selected series that has any."""
    start_ms, end_ms = window.start_ms, window.end_ms
    for series in store.select(matchers):
        times_ms = series.times_ms
        first = bisect_right(times_ms, start_ms)
        last = len(times_ms) if times_ms and times_ms[-1] <= end_ms else bisect_right(times_ms, end_ms)
        if first == last:
            continue
        if series.ends:
            kept = _without_ends(series, slice(first, last))
            if kept is not None:
                yield kept
        else:
            yield SampleRange(series.labels, times_ms[first:last], series.values[first:last])


def _without_ends(series: Series, part: slice) -> SampleRange | None:
    """The samples that are no staleness markers, None where no others are there."""
    times_ms, values = series.times_ms[part], series.values[part]
    for index in range(len(values) - 1, -1, -1):
        if is_stale(values[index]):
            del times_ms[index]
            del values[index]
    return SampleRange(series.labels, times_ms, values) if times_ms else None
