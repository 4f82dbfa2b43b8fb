"""Evaluation: the control flow from an expression, a store and a time to a value.

The semantics are those of an instant query of Prometheus 3; docs/reference/promql.md lists what differs.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from typing import cast

from drillbook.errors import ExpressionError
from drillbook.promql import aggregations, binary, selectors
from drillbook.promql.arithmetic import COMPARISONS, SET_OPERATORS
from drillbook.promql.calls import call_scalar, call_vector
from drillbook.promql.labels import Labels, without_name, written
from drillbook.promql.store import SampleStore
from drillbook.promql.syntax import (
    Aggregation,
    Anchor,
    Binary,
    Call,
    Expression,
    MatrixSelector,
    Moment,
    Negation,
    Node,
    NumberLiteral,
    StringLiteral,
    Subquery,
    ValueKind,
    VectorSelector,
    kind_of,
)
from drillbook.promql.values import Matrix, Sample, SampleRange, Scalar, String, Value, Vector, Window

SUBQUERY_STEP_S = 60.0
"""The step of a subquery that names none; Prometheus takes its global evaluation interval, by default a minute."""
STEPS_MAX = 50_000
"""Steps of all subqueries in one evaluation together."""


def evaluate(  # noqa: PLR0917 -- as follows  # shape: parameters -- what, over what and when are read in this order everywhere
    expression: Expression, store: SampleStore, at_s: float, *, subquery_step_s: float = SUBQUERY_STEP_S
) -> Value:
    """The value of an expression over the samples known at a time.

    Args:
        expression: what `parse` read.
        store: the samples.
        at_s: Unix time; samples are kept, and times compared, in milliseconds.
        subquery_step_s: the step of subqueries that name none.

    Raises:
        ExpressionError: the expression has no value over these samples, as with many-to-many matching.
    """
    steps = _Steps(step_ms=round(subquery_step_s * 1000))
    evaluation = _Evaluation(store, round(at_s * 1000), query_ms=round(at_s * 1000), steps=steps)
    root = expression.root
    match kind_of(root):
        case ValueKind.STRING:
            return String(value=cast("StringLiteral", root).value)
        case ValueKind.SCALAR:
            return Scalar(value=evaluation.scalar(root))
        case ValueKind.MATRIX:
            return Matrix(series=tuple(evaluation.matrix(root)[1]))
        case ValueKind.VECTOR:
            return Vector(samples=tuple(evaluation.vector(root)))


class _Steps:
    """The default step of subqueries, and how many steps this evaluation may still take."""

    def __init__(self, *, step_ms: int) -> None:
        self.step_ms = step_ms
        self._left = STEPS_MAX

    def take(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise ExpressionError(
                f"the subqueries take more than {STEPS_MAX} steps. Use a longer step or a shorter range."
            )


class _Evaluation:
    """One evaluation at one time; subqueries make one of these for each of their steps."""

    def __init__(self, store: SampleStore, at_ms: int, *, query_ms: int, steps: _Steps) -> None:
        self._store = store
        self._at_ms = at_ms
        self._query_ms = query_ms
        self._steps = steps

    @property
    def at_s(self) -> float:
        return self._at_ms / 1000

    def scalar(self, node: Node) -> float:
        match node:
            case NumberLiteral():
                return node.value
            case Negation():
                return -self.scalar(node.operand)
            case Binary():
                return binary.scalars(node, (self.scalar(node.left), self.scalar(node.right)))
            case _:
                return call_scalar(cast("Call", node), self)

    def vector(self, node: Node) -> list[Sample]:
        match node:
            case VectorSelector():
                return selectors.instant_vector(self._store, node.matchers, at_ms=self._reference_ms(node.moment))
            case Call():
                return _unique(call_vector(node, self))
            case Aggregation():
                return self._aggregation(node)
            case Binary():
                return self._binary(node)
            case _:
                operand = self.vector(cast("Negation", node).operand)
                return _unique([Sample(without_name(labels), -value) for labels, value in operand])

    def matrix(self, node: Node) -> tuple[Window, Iterable[SampleRange]]:
        selector = cast("MatrixSelector | Subquery", node)
        end_ms = self._reference_ms(selector.moment)
        window = Window(end_ms - selector.range_ms, end_ms, self._at_ms)
        if isinstance(selector, Subquery):
            return window, self._subquery(selector, window)
        return window, selectors.range_vector(self._store, selector.matchers, window=window)

    def sample_times(self, node: VectorSelector) -> list[Sample]:
        return selectors.sample_times(self._store, node.matchers, at_ms=self._reference_ms(node.moment))

    def _reference_ms(self, moment: Moment) -> int:
        """The time at which a selector reads; in an instant query start and end are the same."""
        if moment.at_ms is None:
            return self._at_ms - moment.offset_ms
        at_ms = self._query_ms if isinstance(moment.at_ms, Anchor) else moment.at_ms
        return at_ms - moment.offset_ms

    def _aggregation(self, node: Aggregation) -> list[Sample]:
        samples = self.vector(node.operand)
        if node.parameter is None:
            return aggregations.reduced(node, samples, reduction=aggregations.REDUCTIONS[node.operator])
        if isinstance(node.parameter, StringLiteral):
            return aggregations.counted_values(node, samples, label=node.parameter.value)
        parameter = self.scalar(node.parameter)
        if node.operator == "quantile":
            return aggregations.quantile(node, samples, q=parameter)
        return aggregations.chosen(node, samples, count=parameter)

    def _binary(self, node: Binary) -> list[Sample]:
        left_is_scalar = kind_of(node.left) is ValueKind.SCALAR
        if left_is_scalar or kind_of(node.right) is ValueKind.SCALAR:
            number, vector = (node.left, node.right) if left_is_scalar else (node.right, node.left)
            results = binary.vector_and_scalar(
                node, self.vector(vector), scalar=self.scalar(number), swapped=left_is_scalar
            )
            return results if node.operator in COMPARISONS and not node.as_bool else _unique(results)
        left, right = self.vector(node.left), self.vector(node.right)
        apply = binary.sets if node.operator in SET_OPERATORS else binary.vectors
        return _unique(apply(node, (left, right)))

    def _subquery(self, node: Subquery, window: Window) -> list[SampleRange]:
        """The operand at each multiple of the step inside the window."""
        step_ms = node.step_ms or self._steps.step_ms
        first_ms = (window.start_ms // step_ms + 1) * step_ms
        times_ms = range(first_ms, window.end_ms + 1, step_ms)
        self._steps.take(len(times_ms))
        found: dict[Labels, SampleRange] = {}
        for time_ms in times_ms:
            step = _Evaluation(self._store, time_ms, query_ms=self._query_ms, steps=self._steps)
            for labels, value in step.vector(node.operand):
                series = found.get(labels)
                if series is None:
                    series = found[labels] = SampleRange(labels, array("q"), array("d"))
                series.times_ms.append(time_ms)
                series.values.append(value)
        return list(found.values())


def _unique(samples: list[Sample]) -> list[Sample]:
    """The samples, of which no two may have the same labels."""
    if len(samples) > 1 and len({sample.labels for sample in samples}) < len(samples):
        counts = Counter(labels for labels, _ in samples)
        repeated = next(labels for labels, count in counts.items() if count > 1)
        raise ExpressionError(
            f"two elements of the result have the same labels {written(repeated)}. "
            "Aggregate, or select one metric, before the name or a label is dropped."
        )
    return samples
