"""The sample store: what is known about every series, within a window of time and within limits.

Prometheus keeps samples by series and millisecond; so does this store. Reading at a time in the past gives what was
known then, as far as the window reaches, because samples are only ever added at the end.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

from drillbook.promql.labels import METRIC_NAME, Labels, canonical, value_of
from drillbook.promql.matchers import Matchers, metric_name, selects
from drillbook.promql.values import STALE, Sample

WINDOW_S = 6 * 3600.0
"""How far back samples are kept unless the caller says otherwise, in (drill) seconds."""
SERIES_MAX = 20_000
SAMPLES_MAX = 10_000_000
"""Samples of all series together; one takes 16 bytes."""
LABEL_VALUE_CHARS_MAX = 4096
SELECTIONS_MAX = 256
"""Remembered answers to `SampleStore.select` for one metric name; when full, all are forgotten."""
SWEEPS_PER_WINDOW = 8
"""How often in one window series without samples are looked for and dropped."""


class Series:
    """One series: its labels and its samples, oldest first, times in Unix milliseconds."""

    __slots__ = ("ends", "labels", "times_ms", "values")

    def __init__(self, labels: Labels) -> None:
        self.labels = labels
        self.times_ms: array[int] = array("q")
        self.values: array[float] = array("d")
        self.ends = False
        """Whether a staleness marker may be among the values."""

    def forget_before(self, oldest_ms: int) -> int:
        """Drop the samples before `oldest_ms`; tells how many."""
        count = bisect_left(self.times_ms, oldest_ms)
        if count:
            del self.times_ms[:count]
            del self.values[:count]
        return count


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusals:
    """How many samples were not stored, by reason."""

    series_max: int = 0
    samples_max: int = 0
    label_too_long: int = 0
    out_of_order: int = 0
    """Older than the newest sample of the series, or another value at the same millisecond."""

    @property
    def total(self) -> int:
        """All of them."""
        return self.series_max + self.samples_max + self.label_too_long + self.out_of_order


class SampleStore:
    """Samples in memory, indexed by metric name.

    Args:
        window_s: how far back samples are kept, in (drill) seconds.
        series_max: how many series are kept; a sample of one more is refused and counted.
        samples_max: how many samples are kept in all; as above.
    """

    def __init__(
        self, *, window_s: float = WINDOW_S, series_max: int = SERIES_MAX, samples_max: int = SAMPLES_MAX
    ) -> None:
        self.window_s = window_s
        self.series_max = series_max
        self.samples_max = samples_max
        self._window_ms = round(window_s * 1000)
        self._series: dict[Labels, Series] = {}
        self._by_name: dict[str, list[Series]] = {}
        self._selections: dict[str | None, dict[Matchers, tuple[Series, ...]]] = {}
        self._samples_count = 0
        self._newest_ms: int | None = None
        self._next_sweep_ms: int | None = None
        self._refused = dict.fromkeys(Refusals.__slots__, 0)

    @property
    def series_count(self) -> int:
        """How many series are kept."""
        return len(self._series)

    @property
    def samples_count(self) -> int:
        """How many samples are kept."""
        return self._samples_count

    @property
    def newest_s(self) -> float | None:
        """The Unix time of the newest sample, None while there is none."""
        return None if self._newest_ms is None else self._newest_ms / 1000

    @property
    def refused(self) -> Refusals:
        """How many samples were not stored, by reason, since the store was made."""
        return Refusals(**self._refused)

    def append(  # noqa: PLR0917 -- as follows  # shape: parameters -- a sample is what, when and how much, in this order
        self, labels: Mapping[str, str], at_s: float, value: float
    ) -> bool:
        """Add one sample; `labels` hold the metric's name as ``__name__``, `at_s` is Unix time.

        Returns:
            Whether the sample was stored; `refused` counts those that were not.
        """
        return self.append_sample(Sample(canonical(labels), value), at_ms=round(at_s * 1000))

    def append_stale(self, labels: Mapping[str, str], at_s: float) -> bool:
        """Mark the end of a series: from `at_s` on, an instant vector no longer holds it."""
        return self.append_sample(Sample(canonical(labels), STALE), at_ms=round(at_s * 1000))

    def append_sample(self, sample: Sample, *, at_ms: int) -> bool:
        """Add one sample whose labels are canonical already, at a time in Unix milliseconds."""
        labels, value = sample
        series = self._series.get(labels) or self._added(labels)
        if series is None:
            return False
        times_ms = series.times_ms
        if times_ms and times_ms[-1] >= at_ms:
            return self._repeated(series, at_ms=at_ms, value=value)
        if self._samples_count >= self.samples_max:
            return self._refuse("samples_max")
        times_ms.append(at_ms)
        series.values.append(value)
        self._samples_count += 1
        if value != value:  # noqa: PLR0124 - NaN alone differs from itself
            series.ends = True
        if self._newest_ms is None or at_ms > self._newest_ms:
            self._advance(at_ms)
        self._shorten(series)
        return True

    def select(self, matchers: Matchers) -> tuple[Series, ...]:
        """The series that fulfil all matchers, in the order in which they first appeared."""
        name = metric_name(matchers)
        known = self._selections.setdefault(name, {})
        found = known.get(matchers)
        if found is None:
            candidates = self._series.values() if name is None else self._by_name.get(name, ())
            found = tuple(series for series in candidates if selects(matchers, series.labels))
            if len(known) >= SELECTIONS_MAX:
                known.clear()
            known[matchers] = found
        return found

    def _added(self, labels: Labels) -> Series | None:
        if any(len(value) > LABEL_VALUE_CHARS_MAX for _, value in labels):
            self._refuse("label_too_long")
            return None
        if len(self._series) >= self.series_max:
            self._refuse("series_max")
            return None
        series = self._series[labels] = Series(labels)
        name = value_of(labels, METRIC_NAME)
        self._by_name.setdefault(name, []).append(series)
        self._selections.pop(name, None)
        self._selections.pop(None, None)
        return series

    def _repeated(self, series: Series, *, at_ms: int, value: float) -> bool:
        """A sample at a time already known is the same sample, or it is refused."""
        same = series.times_ms[-1] == at_ms and array("d", [value]).tobytes() == series.values[-1:].tobytes()
        return same or self._refuse("out_of_order")

    def _refuse(self, reason: str) -> bool:
        self._refused[reason] += 1
        return False

    def _advance(self, at_ms: int) -> None:
        self._newest_ms = at_ms
        if self._next_sweep_ms is None:
            self._next_sweep_ms = at_ms + self._window_ms
        elif at_ms >= self._next_sweep_ms:
            self._next_sweep_ms = at_ms + self._window_ms // SWEEPS_PER_WINDOW
            self._sweep()

    def _shorten(self, series: Series) -> None:
        """Drop what left the window, in batches, a quarter of the window late at most, so that appending is cheap."""
        oldest_ms = series.times_ms[-1] - self._window_ms
        if series.times_ms[0] < oldest_ms - self._window_ms // 4:
            self._samples_count -= series.forget_before(oldest_ms)

    def _sweep(self) -> None:
        """Drop samples outside the window from all series, and the series that have none left."""
        oldest_ms = (self._newest_ms or 0) - self._window_ms
        for series in self._series.values():
            self._samples_count -= series.forget_before(oldest_ms)
        gone = [labels for labels, series in self._series.items() if not series.times_ms]
        for labels in gone:
            del self._series[labels]
        if gone:
            self._by_name = {}
            for series in self._series.values():
                self._by_name.setdefault(value_of(series.labels, METRIC_NAME), []).append(series)
            self._selections.clear()
