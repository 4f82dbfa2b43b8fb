"""Classic histograms: quantiles and fractions from the cumulative ``_bucket`` series and their label ``le``."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from drillbook.promql.arithmetic import divide
from drillbook.promql.labels import Labels, drop, value_of, without_name
from drillbook.promql.values import Sample

SMALL_DIFFERENCE = 1e-12
"""Relative difference of two buckets' counts that is taken for rounding (Prometheus: smallDeltaTolerance)."""

_BOUND = "le"
_NUMBER = re.compile(r"[+-]?(?:inf(?:inity)?|nan|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)", re.IGNORECASE | re.ASCII)

Buckets = list[tuple[float, float]]
"""Upper bounds with the number of observations up to each."""


def histogram_quantile(samples: list[Sample], q: float) -> list[Sample]:
    """The q-quantile of each histogram, interpolated linearly inside its bucket."""
    return _of_each(samples, lambda buckets: bucket_quantile(q, buckets))


def histogram_fraction(samples: list[Sample], *, lower: float, upper: float) -> list[Sample]:
    """Which part of the observations of each histogram lies between the two bounds."""
    return _of_each(samples, lambda buckets: bucket_fraction(buckets, lower=lower, upper=upper))


def _of_each(samples: list[Sample], measure: Callable[[Buckets], float]) -> list[Sample]:
    """Group the samples into histograms; one whose ``le`` is no number is passed over, as Prometheus does."""
    histograms: dict[Labels, Buckets] = {}
    for labels, count in samples:
        bound = value_of(labels, _BOUND)
        if _NUMBER.fullmatch(bound):
            histograms.setdefault(drop(labels, {_BOUND}), []).append((float(bound), count))
    return [Sample(without_name(labels), measure(buckets)) for labels, buckets in histograms.items()]


def _coalesced(buckets: Buckets) -> Buckets | None:
    """The buckets by rising bound, equal bounds added up; None where the last is not +Inf."""
    counts: dict[float, float] = {}
    for bound, count in sorted(buckets, key=lambda bucket: bucket[0]):
        counts[bound] = counts.get(bound, 0.0) + count
    return list(counts.items()) if math.inf in counts else None


def _monotonic(buckets: Buckets) -> Buckets:
    """No count lower than the one before, and none that differs from it by rounding only."""
    previous = buckets[0][1]
    rising = []
    for bound, count in buckets:
        if not (count <= previous or _almost_equal(previous, count)):
            previous = count
        rising.append((bound, previous))
    return rising


def _almost_equal(left: float, right: float) -> bool:
    if left == 0 or right == 0:
        return False
    return abs(left - right) / min(abs(left) + abs(right), 1.7976931348623157e308) < SMALL_DIFFERENCE


def bucket_quantile(q: float, buckets: Buckets) -> float:
    """The q-quantile; NaN without a +Inf bucket, without observations, or with fewer than two buckets."""
    if math.isnan(q):
        return math.nan
    if not 0 <= q <= 1:
        return -math.inf if q < 0 else math.inf
    coalesced = _coalesced(buckets)
    if coalesced is None or len(coalesced) < 2:
        return math.nan
    rising = _monotonic(coalesced)
    observations = rising[-1][1]
    return math.nan if observations == 0 else _interpolated(q * observations, rising)


def _interpolated(rank: float, rising: Buckets) -> float:
    """The value below which `rank` observations lie; in the last bucket its lower bound, in the first from 0 on."""
    index = next((i for i, (_, count) in enumerate(rising[:-1]) if count >= rank), len(rising) - 1)
    if index == len(rising) - 1:
        return rising[-2][0]
    bound, count = rising[index]
    if index == 0 and bound <= 0:
        return bound
    start, below = (0.0, 0.0) if index == 0 else rising[index - 1]
    return start + (bound - start) * divide(rank - below, count - below)


def bucket_fraction(buckets: Buckets, *, lower: float, upper: float) -> float:
    """The part of the observations between `lower` and `upper`; NaN as for the quantile or for a NaN bound."""
    coalesced = _coalesced(buckets)
    if coalesced is None:
        return math.nan
    observations = coalesced[-1][1]
    if observations == 0 or math.isnan(lower) or math.isnan(upper):
        return math.nan
    if lower >= upper:
        return 0.0
    return (_rank(upper, coalesced) - _rank(lower, coalesced)) / observations


def _rank(value: float, buckets: Buckets) -> float:
    """How many observations are below `value`, interpolated linearly inside its bucket."""
    observations = buckets[-1][1]
    start = 0.0 if buckets[0][0] > 0 else -math.inf
    below = 0.0
    for bound, count in buckets:
        if start >= value:
            return min(below, observations)
        if bound > value:
            if start == -math.inf:
                return min(count, observations)
            part = 0.0 if bound == math.inf else (value - start) / (bound - start)
            return min(below + (count - below) * part, observations)
        start, below = bound, count
    return observations
