"""Calls: functions whose arguments are not simply one vector, and the application of those whose arguments are."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Protocol, cast

from drillbook.promql import functions_labels as label_functions
from drillbook.promql.aggregations import by_value
from drillbook.promql.functions import KEEPS_NAME, PARAMETER_RANGE_FUNCTIONS, RANGE_FUNCTIONS
from drillbook.promql.functions_elementwise import ELEMENTWISE, clamped, rounded
from drillbook.promql.functions_histogram import histogram_fraction, histogram_quantile
from drillbook.promql.functions_range import RangeFunction
from drillbook.promql.functions_time import DATE_PARTS
from drillbook.promql.labels import NO_LABELS, without_name
from drillbook.promql.syntax import Call, MatrixSelector, Node, StringLiteral, VectorSelector
from drillbook.promql.values import Sample, SampleRange, Window


class Evaluator(Protocol):
    """What a function may ask of the evaluation around it."""

    @property
    def at_s(self) -> float:
        """The time of the evaluation, in Unix seconds."""

    def scalar(self, node: Node) -> float:
        """A number."""

    def vector(self, node: Node) -> list[Sample]:
        """An instant vector."""

    def matrix(self, node: Node) -> tuple[Window, Iterable[SampleRange]]:
        """A range vector, and the range it covers."""

    def sample_times(self, node: VectorSelector) -> list[Sample]:
        """The times of the samples that a selector finds, as values in Unix seconds."""


def call_scalar(call: Call, evaluator: Evaluator) -> float:
    """A function that gives a number."""
    match call.function:
        case "pi":
            return math.pi
        case "time":
            return evaluator.at_s
        case _:  # scalar()
            samples = evaluator.vector(call.arguments[0])
            return samples[0].value if len(samples) == 1 else math.nan


def call_vector(call: Call, evaluator: Evaluator) -> list[Sample]:
    """A function that gives an instant vector."""
    name = call.function
    if name in RANGE_FUNCTIONS:
        return _over_range(call, evaluator, function=RANGE_FUNCTIONS[name])
    if name in PARAMETER_RANGE_FUNCTIONS:
        return _over_range_with_parameter(call, evaluator)
    if name in ELEMENTWISE:
        return _each(ELEMENTWISE[name], evaluator.vector(call.arguments[0]))
    if name in DATE_PARTS:
        return _date(call, evaluator)
    return _OTHERS[name](call, evaluator)


def _each(function: Callable[[float], float], samples: list[Sample]) -> list[Sample]:
    return [Sample(without_name(labels), function(value)) for labels, value in samples]


def _over_range(call: Call, evaluator: Evaluator, *, function: RangeFunction, argument: int = 0) -> list[Sample]:
    window, ranges = evaluator.matrix(call.arguments[argument])
    keeps_name = call.function in KEEPS_NAME
    samples = []
    for series in ranges:
        value = function(series, window)
        if value is not None:
            samples.append(Sample(series.labels if keeps_name else without_name(series.labels), value))
    return samples


def _over_range_with_parameter(call: Call, evaluator: Evaluator) -> list[Sample]:
    """`quantile_over_time` has its number first, `predict_linear` last."""
    ranges_at = 1 if call.function == "quantile_over_time" else 0
    parameter = evaluator.scalar(call.arguments[1 - ranges_at])
    function = PARAMETER_RANGE_FUNCTIONS[call.function](parameter)
    return _over_range(call, evaluator, function=function, argument=ranges_at)


def _date(call: Call, evaluator: Evaluator) -> list[Sample]:
    part = DATE_PARTS[call.function]
    if not call.arguments:
        return [Sample(NO_LABELS, part(evaluator.at_s))]
    return _each(part, evaluator.vector(call.arguments[0]))


def _absent(call: Call, evaluator: Evaluator) -> list[Sample]:
    argument = call.arguments[0]
    if evaluator.vector(argument):
        return []
    return [_absence(argument)]


def _absent_over_time(call: Call, evaluator: Evaluator) -> list[Sample]:
    argument = call.arguments[0]
    _, ranges = evaluator.matrix(argument)
    return [] if any(True for _ in ranges) else [_absence(argument)]


def _absence(argument: Node) -> Sample:
    matchers = argument.matchers if isinstance(argument, VectorSelector | MatrixSelector) else None
    return Sample(label_functions.absent_labels(matchers), 1.0)


def _clamp(call: Call, evaluator: Evaluator) -> list[Sample]:
    low, high = -math.inf, math.inf
    bounds = [evaluator.scalar(argument) for argument in call.arguments[1:]]
    match call.function:
        case "clamp":
            low, high = bounds
        case "clamp_min":
            (low,) = bounds
        case _:
            (high,) = bounds
    if high < low:
        return []
    return _each(lambda value: clamped(value, low=low, high=high), evaluator.vector(call.arguments[0]))


def _round(call: Call, evaluator: Evaluator) -> list[Sample]:
    to_nearest = evaluator.scalar(call.arguments[1]) if len(call.arguments) > 1 else 1.0
    return _each(lambda value: rounded(value, to_nearest), evaluator.vector(call.arguments[0]))


def _histogram_quantile(call: Call, evaluator: Evaluator) -> list[Sample]:
    q, histogram = call.arguments
    return histogram_quantile(evaluator.vector(histogram), evaluator.scalar(q))


def _histogram_fraction(call: Call, evaluator: Evaluator) -> list[Sample]:
    lower, upper, histogram = call.arguments
    return histogram_fraction(evaluator.vector(histogram), lower=evaluator.scalar(lower), upper=evaluator.scalar(upper))


def _label_join(call: Call, evaluator: Evaluator) -> list[Sample]:
    return label_functions.label_join(evaluator.vector(call.arguments[0]), _texts(call))


def _label_replace(call: Call, evaluator: Evaluator) -> list[Sample]:
    return label_functions.label_replace(evaluator.vector(call.arguments[0]), _texts(call))


def _texts(call: Call) -> list[str]:
    return [cast("StringLiteral", argument).value for argument in call.arguments[1:]]


def _sort(call: Call, evaluator: Evaluator) -> list[Sample]:
    return by_value(evaluator.vector(call.arguments[0]), descending=call.function == "sort_desc")


def _timestamp(call: Call, evaluator: Evaluator) -> list[Sample]:
    argument = call.arguments[0]
    if isinstance(argument, VectorSelector):
        return _each(float, evaluator.sample_times(argument))
    return _each(lambda _: evaluator.at_s, evaluator.vector(argument))


def _vector(call: Call, evaluator: Evaluator) -> list[Sample]:
    return [Sample(NO_LABELS, evaluator.scalar(call.arguments[0]))]


_OTHERS: dict[str, Callable[[Call, Evaluator], list[Sample]]] = {
    "absent": _absent,
    "absent_over_time": _absent_over_time,
    "clamp": _clamp,
    "clamp_max": _clamp,
    "clamp_min": _clamp,
    "histogram_fraction": _histogram_fraction,
    "histogram_quantile": _histogram_quantile,
    "label_join": _label_join,
    "label_replace": _label_replace,
    "round": _round,
    "sort": _sort,
    "sort_desc": _sort,
    "timestamp": _timestamp,
    "vector": _vector,
}
