"""What Prometheus' own test scripts expect holds here, except for what is out of scope by design."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from comparison import near
from prometheus_scripts import Clear, Evaluation, Load, Rows, commands, find_scripts

from drillbook.errors import ExpressionError
from drillbook.promql import Expression, Matrix, Sample, SampleStore, Scalar, String, Vector, evaluate, parse

SCRIPTS = find_scripts()

OTHER_ENGINES = {
    "name_label_dropping": "the scripts run with the feature flag promql-delayed-name-removal",
    "native_histograms": "native histograms are out of scope",
    "start_timestamps": "the script runs with the feature flag use-start-timestamps",
    "type_and_unit": "the script runs with the feature flag type-and-unit-labels",
}
"""Scripts of Prometheus with other settings than the default."""

EXCEPTIONS = {
    'label_replace(testmetric, "\\xff", "", "src", "(.*)")': "the parser has replaced the byte that is not UTF-8",
    "metric_for_at @ start()": "only in a range query is the start another time than the end",
    "metric_for_at @ end()": "as above",
    'count_over_time({__name__=~"data(_histogram|_sparse|_empty)?"}[2m])': "it reads native histograms by a pattern",
}

PASSED_MIN = {
    "aggregators": 140,
    "operators": 190,
    "functions": 280,
    "at_modifier": 70,
    "selectors": 30,
    "subquery": 30,
}


class Outcome:
    """What became of one script."""

    def __init__(self) -> None:
        self.passed = 0
        self.out_of_scope: list[str] = []
        self.failed: list[str] = []


def run(path: Path) -> Outcome:
    outcome = Outcome()
    store, native = SampleStore(window_s=1e10, series_max=100_000), set()
    for command in commands(path):
        match command:
            case Clear():
                store, native = SampleStore(window_s=1e10, series_max=100_000), set()
            case Load():
                native |= command.native
                for labels, samples in command.rows.items():
                    for at_ms, value in samples.items():
                        store.append_sample(Sample(labels, value), at_ms=at_ms)
            case Evaluation():
                check(command, store, outcome=outcome, native=native)
    return outcome


def check(evaluation: Evaluation, store: SampleStore, *, outcome: Outcome, native: set[str]) -> None:
    place = f"line {evaluation.line}: {evaluation.expr}"
    if evaluation.native or evaluation.expr in EXCEPTIONS:
        outcome.out_of_scope.append(place)
        return
    try:
        expression = parse(evaluation.expr)
    except ExpressionError as error:
        outcome.passed += evaluation.fails
        outcome.out_of_scope += [] if evaluation.fails else [f"{place}: {error}"]
        return
    problem = difference(evaluation, expression, store=store)
    outcome.passed += not problem
    if problem:
        # What an expression over native histograms should give cannot be told here, where they are not loaded.
        reads_native = any(re.search(rf"\b{re.escape(name)}\b", evaluation.expr) for name in native if name)
        (outcome.out_of_scope if reads_native else outcome.failed).append(f"{place}: {problem}")


def difference(evaluation: Evaluation, expression: Expression, *, store: SampleStore) -> str:
    try:
        values = [evaluate(expression, store, at_ms / 1000) for at_ms in evaluation.times_ms]
    except ExpressionError as error:
        return "" if evaluation.fails else str(error)
    return "no error" if evaluation.fails else mismatch(evaluation, values)


def mismatch(evaluation: Evaluation, values: list[object]) -> str:
    if evaluation.is_text:
        return "" if isinstance(values[0], String) else f"{values[0]} is no string"
    got, order = rows(values)
    expected = evaluation.rows
    same = got.keys() == expected.keys() and all(
        got[labels].keys() == expected[labels].keys()
        and all(close(got[labels][step], value) for step, value in expected[labels].items())
        for labels in expected
    )
    if not same:
        return f"expected {expected}, got {got}"
    if evaluation.ordered and order != list(expected):
        return f"expected in the order {list(expected)}, got {order}"
    return ""


def close(left: float, right: float) -> bool:
    return near(left, right) or (abs(left - right) <= 1e-6 * (abs(left) + abs(right)))


def rows(values: list[object]) -> tuple[Rows, list[object]]:
    """The values by labels and step; the samples of a range vector by labels and time."""
    found: Rows = {}
    for step, value in enumerate(values):
        match value:
            case Scalar():
                found.setdefault((), {})[step] = value.value
            case Vector():
                for labels, number in value.samples:
                    found.setdefault(labels, {})[step] = number
            case Matrix():
                for series in value.series:
                    found[series.labels] = dict(zip(series.times_ms, series.values, strict=True))
    return found, list(found)


@pytest.mark.skipif(
    not SCRIPTS, reason="Prometheus' test scripts are not in DRILLBOOK_PROMETHEUS_SCRIPTS or a Go module cache"
)
@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_of_prometheus_holds(path: Path) -> None:
    if path.stem in OTHER_ENGINES:
        pytest.skip(OTHER_ENGINES[path.stem])
    outcome = run(path)
    assert not outcome.failed, "\n".join(outcome.failed)
    assert outcome.passed >= PASSED_MIN.get(path.stem, 0), f"{outcome.passed} passed, {outcome.out_of_scope}"
