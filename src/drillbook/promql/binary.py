"""Binary operations: two numbers, a vector and a number, or two vectors whose elements are matched by labels."""

from __future__ import annotations

from collections.abc import Callable

from drillbook.errors import ExpressionError
from drillbook.promql.arithmetic import COMPARISONS, OPERATORS
from drillbook.promql.labels import METRIC_NAME, Labels, drop, keep, value_of, with_label, without_name, written
from drillbook.promql.syntax import Binary, Cardinality, Matching
from drillbook.promql.values import Sample

Signature = Callable[[Labels], Labels]


def scalars(node: Binary, numbers: tuple[float, float]) -> float:
    """Two numbers; a comparison gives 0 or 1."""
    left, right = numbers
    compare = COMPARISONS.get(node.operator)
    return float(compare(left, right)) if compare else OPERATORS[node.operator](left, right)


def vector_and_scalar(node: Binary, samples: list[Sample], *, scalar: float, swapped: bool) -> list[Sample]:
    """Each element with the number; `swapped` where the number stands on the left."""
    compare = COMPARISONS.get(node.operator)
    if compare is None:
        apply = OPERATORS[node.operator]
        if swapped:
            return [Sample(without_name(labels), apply(scalar, value)) for labels, value in samples]
        return [Sample(without_name(labels), apply(value, scalar)) for labels, value in samples]
    if node.as_bool:
        return [
            Sample(without_name(labels), float(compare(scalar, value) if swapped else compare(value, scalar)))
            for labels, value in samples
        ]
    if swapped:
        return [sample for sample in samples if compare(scalar, sample.value)]
    return [sample for sample in samples if compare(sample.value, scalar)]


def signature(matching: Matching) -> Signature:
    """The labels by which elements of the two sides are matched."""
    names = matching.labels
    if matching.on:
        return lambda labels: keep(labels, names)
    if not names:
        return lambda labels: drop(labels, {METRIC_NAME})
    dropped = names | {METRIC_NAME}
    return lambda labels: drop(labels, dropped)


def sets(node: Binary, sides: tuple[list[Sample], list[Sample]]) -> list[Sample]:
    """`and`, `or` and `unless`: elements are kept whole, by whether the other side has their labels."""
    left, right = sides
    of = signature(node.matching)
    if node.operator == "or":
        present = {of(sample.labels) for sample in left}
        return [*left, *(sample for sample in right if of(sample.labels) not in present)]
    present = {of(sample.labels) for sample in right}
    wanted = node.operator == "and"
    return [sample for sample in left if (of(sample.labels) in present) is wanted]


def vectors(node: Binary, sides: tuple[list[Sample], list[Sample]]) -> list[Sample]:
    """Arithmetic and comparison of two vectors.

    Raises:
        ExpressionError: more than one element of the "one" side, or of the result, has the same labels.
    """
    left, right = sides
    if not left or not right:
        return []
    matching = node.matching
    swapped = matching.cardinality is Cardinality.ONE_TO_MANY
    many, one = (right, left) if swapped else (left, right)
    of = signature(matching)
    partners = _partners(one, of, side="left" if swapped else "right")
    pairing = _Pairing(node)
    results = []
    for sample in many:
        key = of(sample.labels)
        partner = partners.get(key)
        if partner is None:
            continue
        value, keeps = _pair(node, (partner.value, sample.value) if swapped else (sample.value, partner.value))
        labels = pairing.labels(key, many=sample.labels, one=partner.labels)
        if keeps:
            results.append(Sample(labels, value))
    return results


def _partners(one: list[Sample], of: Signature, *, side: str) -> dict[Labels, Sample]:
    partners: dict[Labels, Sample] = {}
    for sample in one:
        key = of(sample.labels)
        other = partners.setdefault(key, sample)
        if other is not sample:
            first, second = sorted((written(other.labels), written(sample.labels)))
            raise ExpressionError(
                f"many-to-many matching: {first} and {second} on the {side} side both match {written(key)}. "
                "Make the matching labels unique on one side, or aggregate that side."
            )
    return partners


def _pair(node: Binary, numbers: tuple[float, float]) -> tuple[float, bool]:
    """The value of one pair, and whether it stays."""
    left, right = numbers
    compare = COMPARISONS.get(node.operator)
    if compare is None:
        return OPERATORS[node.operator](left, right), True
    holds = compare(left, right)
    return (float(holds), True) if node.as_bool else (left, holds)


class _Pairing:
    """The labels of each result, and the check that none comes twice."""

    def __init__(self, node: Binary) -> None:
        self._matching = node.matching
        self._drops_name = node.as_bool or node.operator in OPERATORS
        self._seen: set[tuple[Labels, Labels]] = set()

    def labels(self, key: Labels, *, many: Labels, one: Labels) -> Labels:
        matching = self._matching
        one_to_one = matching.cardinality is Cardinality.ONE_TO_ONE
        labels = without_name(many) if self._drops_name else many
        if one_to_one and matching.on:
            labels = keep(labels, matching.labels)
        elif one_to_one and matching.labels:
            labels = drop(labels, matching.labels)
        for name in matching.included:
            labels = with_label(labels, name, value=value_of(one, name))
        seen = (key, () if one_to_one else labels)
        if seen in self._seen:
            raise ExpressionError(
                f"many-to-one matching: more than one element on the left side matches {written(key)}. "
                "Say group_left or group_right, or aggregate the left side."
                if one_to_one
                else f"more than one result has the labels {written(labels)}. Leave more labels to the many side."
            )
        self._seen.add(seen)
        return labels
