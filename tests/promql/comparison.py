"""Comparing: our answers and a reference's to the same expressions over the same series."""

from __future__ import annotations

import math

from promtool_reference import Answer, Case

from drillbook.errors import ExpressionError
from drillbook.promql import Sample, SampleStore, Scalar, Vector, evaluate, parse
from drillbook.promql.labels import NO_LABELS
from drillbook.rules.series_notation import parse_samples, parse_series

EVALUATION_MS = 60_000
"""promtool loads the samples up to the last evaluation of the rules before the asked time."""
RELATIVE_TOLERANCE = 1e-9
ABSOLUTE_TOLERANCE = 1e-9


def fill(store: SampleStore, case: Case) -> None:
    """Store the series of a case as promtool does for its expression tests."""
    until_ms = case.at_ms // EVALUATION_MS * EVALUATION_MS
    for name, values in case.series:
        labels = parse_series(name)
        for index, value in enumerate(parse_samples(values)):
            if value is not None and index * case.interval_ms <= until_ms:
                store.append_sample(Sample(labels, value), at_ms=index * case.interval_ms)


def our_answers(case: Case) -> list[Answer]:
    """What this package's evaluator answers."""
    store = SampleStore(window_s=1e9)
    fill(store, case)
    return [_answer(expr, store, at_s=case.at_ms / 1000) for expr in case.expressions]


def _answer(expr: str, store: SampleStore, *, at_s: float) -> Answer:
    try:
        value = evaluate(parse(expr), store, at_s, subquery_step_s=EVALUATION_MS / 1000)
    except ExpressionError as error:
        return Answer(samples=None, error=str(error))
    if isinstance(value, Scalar):
        return Answer(samples={NO_LABELS: value.value})
    assert isinstance(value, Vector)
    return Answer(samples=dict(value.samples))


def difference(expr: str, *, reference: Answer, ours: Answer) -> str:
    """What differs, in words; empty where nothing does."""
    if reference.samples is None or ours.samples is None:
        return "" if reference.samples is ours.samples else f"{expr}\n  reference {reference}\n  ours {ours}"
    same = reference.samples.keys() == ours.samples.keys() and all(
        near(value, ours.samples[labels]) for labels, value in reference.samples.items()
    )
    return "" if same else f"{expr}\n  reference {reference.samples}\n  ours {ours.samples}"


def near(left: float, right: float) -> bool:
    """Equal but for rounding; NaN equals NaN."""
    if math.isnan(left) and math.isnan(right):
        return True
    return math.isclose(left, right, rel_tol=RELATIVE_TOLERANCE, abs_tol=ABSOLUTE_TOLERANCE)
