"""Aggregations: many elements of a vector to one of each group, or to the chosen ones of each group."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import starmap

from drillbook.errors import ExpressionError
from drillbook.promql import arithmetic
from drillbook.promql.labels import METRIC_NAME, NO_LABELS, Labels, drop, keep, with_label
from drillbook.promql.numbers import decimal_text
from drillbook.promql.syntax import Aggregation
from drillbook.promql.values import Sample

_INT64_BOUND = 9.223372036854775807e18

Reduction = Callable[[list[float]], float]


def _variance(values: list[float]) -> float:
    """The population variance by Welford's method; NaN where the first value is not finite."""
    if not math.isfinite(values[0]):
        return math.nan
    mean, squares = values[0], 0.0
    for count, value in enumerate(values[1:], start=2):
        distance = value - mean
        mean += distance / count
        squares += distance * (value - mean)
    return squares / len(values)


def _deviation(values: list[float]) -> float:
    variance = _variance(values)
    return math.sqrt(variance) if variance >= 0 else math.nan


def _least(values: list[float]) -> float:
    return min((value for value in values if not math.isnan(value)), default=math.nan)


def _greatest(values: list[float]) -> float:
    return max((value for value in values if not math.isnan(value)), default=math.nan)


REDUCTIONS: dict[str, Reduction] = {
    "avg": arithmetic.mean,
    "count": lambda values: float(len(values)),
    "group": lambda _: 1.0,
    "max": _greatest,
    "min": _least,
    "stddev": _deviation,
    "stdvar": _variance,
    "sum": arithmetic.total,
}


def reduced(node: Aggregation, samples: list[Sample], *, reduction: Reduction) -> list[Sample]:
    """One element of each group."""
    groups: dict[Labels, list[float]] = {}
    for labels, value in samples:
        groups.setdefault(_group(node, labels), []).append(value)
    return [Sample(labels, reduction(values)) for labels, values in groups.items()]


def quantile(node: Aggregation, samples: list[Sample], *, q: float) -> list[Sample]:
    """The q-quantile of each group."""
    return reduced(node, samples, reduction=lambda values: arithmetic.quantile(q, values))


def chosen(node: Aggregation, samples: list[Sample], *, count: float) -> list[Sample]:
    """The greatest (`topk`) or least (`bottomk`) elements of each group, the first one first; NaN comes last."""
    if math.isnan(count) or abs(count) >= _INT64_BOUND:
        raise ExpressionError(f"{node.operator}() of {count} elements is not possible. Give a whole number.")
    if count < 1:
        return []
    groups: dict[Labels, list[Sample]] = {}
    for sample in samples:
        groups.setdefault(_group(node, sample.labels), []).append(sample)
    return [
        sample
        for group in groups.values()
        for sample in by_value(group, descending=node.operator == "topk")[: int(count)]
    ]


def by_value(samples: list[Sample], *, descending: bool) -> list[Sample]:
    """Sorted by value, equal ones in their order; NaN comes last either way."""
    direction = -1.0 if descending else 1.0
    return sorted(samples, key=lambda sample: (math.isnan(sample.value), direction * sample.value))


def counted_values(node: Aggregation, samples: list[Sample], *, label: str) -> list[Sample]:
    """How often each value occurs in each group; the value becomes the label."""
    if not label:
        raise ExpressionError("count_values() has an empty label name. Name the label that takes the value.")
    labelled = starmap(lambda labels, value: with_label(labels, label, value=decimal_text(value)), samples)
    counts: dict[Labels, int] = {}
    names = node.labels if node.without else node.labels | {label}
    for labels in labelled:
        group = drop(labels, names | {METRIC_NAME}) if node.without else keep(labels, names)
        counts[group] = counts.get(group, 0) + 1
    return [Sample(labels, float(count)) for labels, count in counts.items()]


def _group(node: Aggregation, labels: Labels) -> Labels:
    if node.without:
        return drop(labels, node.labels | {METRIC_NAME})
    return keep(labels, node.labels) if node.labels else NO_LABELS
