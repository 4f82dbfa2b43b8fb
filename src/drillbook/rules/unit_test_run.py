"""Running unit tests: the rules and expressions of a unit test file over its series, and what came out otherwise."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from drillbook.errors import ExitCode, ExpressionError, ProjectError
from drillbook.promql import Labels, Sample, SampleStore, Scalar, Vector, evaluate
from drillbook.promql.labels import canonical
from drillbook.rules.alert_state import ALERT_NAME, Origin
from drillbook.rules.engine import RuleEngine, RuleFailure
from drillbook.rules.load import load_rules
from drillbook.rules.model import RuleSet
from drillbook.rules.unit_test_file import AlertCase, ExpressionCase, UnitTest, UnitTestFile, load_unit_tests

STEPS_MAX = 1_000_000
"""Evaluations of the rules in one test."""
SERIES_MAX = 1_000_000
_WINDOW_S = 1e11
"""Nothing leaves the window of a test."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertText:
    """An alert as it is compared: its labels and annotations, sorted."""

    labels: Labels
    annotations: Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertMismatch:
    """Other alerts were firing than expected."""

    line: int
    test: str
    alert: str
    eval_time_ms: int
    expected: tuple[AlertText, ...]
    got: tuple[AlertText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpressionMismatch:
    """An expression gave other samples than expected."""

    line: int
    test: str
    expr: str
    eval_time_ms: int
    expected: tuple[tuple[Labels, float], ...]
    got: tuple[tuple[Labels, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A file could not be read, or a rule or expression could not be evaluated."""

    line: int | None
    test: str
    message: str


Mismatch = AlertMismatch | ExpressionMismatch | Broken


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTestResult:
    """What became of one unit test file."""

    path: str
    mismatches: tuple[Mismatch, ...] = ()
    warnings: tuple[str, ...] = ()
    tests_count: int = 0

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.mismatches


def exit_code(results: Iterable[UnitTestResult]) -> ExitCode:
    """What the command ends with: 0 when all passed, otherwise 1, as promtool does."""
    return ExitCode.PASSED if all(result.passed for result in results) else ExitCode.FAILED


def run_unit_tests(path: Path) -> UnitTestResult:
    """Run one unit test file; a file that cannot be read is a result too, as in promtool."""
    try:
        file = load_unit_tests(path)
        rules = _ordered(load_rules(file.rule_files), file.group_order)
    except ProjectError as error:
        return UnitTestResult(path=str(path), mismatches=(Broken(line=error.line, test="", message=str(error)),))
    warnings = tuple(f'no file matches the pattern "{pattern}" of rule_files' for pattern in file.unmatched)
    mismatches = tuple(mismatch for test in file.tests for mismatch in _run(test, file, rules=rules))
    return UnitTestResult(path=str(path), mismatches=mismatches, warnings=warnings, tests_count=len(file.tests))


def _ordered(rules: RuleSet, order: tuple[str, ...]) -> RuleSet:
    """The groups in the order that the file asks for; those it does not name come with the first."""
    ranks = {name: rank for rank, name in enumerate(order)}
    return replace(rules, groups=tuple(sorted(rules.groups, key=lambda group: ranks.get(group.name, 0))))


def _run(test: UnitTest, file: UnitTestFile, *, rules: RuleSet) -> Iterator[Mismatch]:
    """All that is not as expected in one test; evaluation ends where a rule fails, as in promtool."""
    if test.end_ms // file.interval_ms > STEPS_MAX:
        yield Broken(line=test.line, test=test.name, message=f"the test takes more than {STEPS_MAX} evaluations")
        return
    store = SampleStore(window_s=_WINDOW_S, series_max=SERIES_MAX)
    feed = _Feed(test, store)
    engine = RuleEngine(
        rules,
        store,
        interval_s=file.interval_ms / 1000,
        origin=Origin(external_labels=test.external_labels, external_url=test.external_url),
        subquery_step_s=file.interval_ms / 1000,
    )
    cases = sorted(test.alert_cases, key=lambda case: case.eval_time_ms)
    for since_ms in range(0, test.end_ms + 1, file.interval_ms):
        at_ms = test.start_ms + since_ms
        feed.until(at_ms)
        engine.evaluate_all(at_ms / 1000)
        if engine.failures:
            yield from (_failed(test, failure, since_ms=since_ms) for failure in engine.failures)
            return
        while cases and cases[0].eval_time_ms < since_ms + file.interval_ms:
            yield from _alert_mismatch(test, cases.pop(0), engine=engine)
    for case in test.expression_cases:
        yield from _expression_mismatch(test, case, store=store, file=file)


def _failed(test: UnitTest, failure: RuleFailure, *, since_ms: int) -> Broken:
    text = f'the rule "{failure.rule.name}" failed {since_ms / 1000:g} s after the start: {failure.message}'
    return Broken(line=test.line, test=test.name, message=text)


class _Feed:
    """Gives the store the samples of the input series, up to a time."""

    def __init__(self, test: UnitTest, store: SampleStore) -> None:
        self._store = store
        self._start_ms = test.start_ms
        self._interval_ms = test.interval_ms
        self._values = {series.labels: series.values for series in test.series}
        self._next = 0

    def until(self, at_ms: int) -> None:
        last = (at_ms - self._start_ms) // self._interval_ms
        for labels, values in self._values.items():
            for index in range(self._next, min(last + 1, len(values))):
                value = values[index]
                if value is not None:
                    self._store.append_sample(Sample(labels, value), at_ms=self._start_ms + index * self._interval_ms)
        self._next = max(self._next, last + 1)


def _alert_mismatch(test: UnitTest, case: AlertCase, *, engine: RuleEngine) -> Iterator[Mismatch]:
    got = [
        AlertText(labels=canonical(alert.labels), annotations=canonical(alert.annotations))
        for alert in engine.alerts()
        if alert.alert == case.alert and alert.state == "firing"
    ]
    expected = [
        AlertText(labels=canonical({**alert.labels, ALERT_NAME: case.alert}), annotations=canonical(alert.annotations))
        for alert in case.expected
    ]
    got.sort(key=_alert_order)
    expected.sort(key=_alert_order)
    if got != expected:
        yield AlertMismatch(
            line=case.line,
            test=test.name,
            alert=case.alert,
            eval_time_ms=case.eval_time_ms,
            expected=tuple(expected),
            got=tuple(got),
        )


def _alert_order(alert: AlertText) -> tuple[Labels, Labels]:
    return alert.labels, alert.annotations


def _expression_mismatch(
    test: UnitTest, case: ExpressionCase, *, store: SampleStore, file: UnitTestFile
) -> Iterator[Mismatch]:
    at_s = (test.start_ms + case.eval_time_ms) / 1000
    try:
        value = evaluate(case.expression, store, at_s, subquery_step_s=file.interval_ms / 1000)
    except ExpressionError as error:
        yield Broken(line=case.line, test=test.name, message=f"{case.expr}: {error.what}")
        return
    if not isinstance(value, Vector | Scalar):
        message = f"{case.expr}: the expression gives neither a vector nor a scalar. Correct it."
        yield Broken(line=case.line, test=test.name, message=message)
        return
    samples = [((), value.value)] if isinstance(value, Scalar) else [(s.labels, s.value) for s in value.samples]
    got = tuple(sorted(samples, key=lambda sample: sample[0]))
    expected = tuple(sorted(case.expected, key=lambda sample: sample[0]))
    if not _same(got, expected, fuzzy=file.fuzzy):
        yield ExpressionMismatch(
            line=case.line,
            test=test.name,
            expr=case.expr,
            eval_time_ms=case.eval_time_ms,
            expected=expected,
            got=got,
        )


def _same(got: tuple[tuple[Labels, float], ...], expected: tuple[tuple[Labels, float], ...], *, fuzzy: bool) -> bool:
    """Equal labels and values; NaN equals nothing, as in promtool. Fuzzy allows one step of a float."""
    if [labels for labels, _ in got] != [labels for labels, _ in expected]:
        return False
    pairs = [(left, right) for (_, left), (_, right) in zip(got, expected, strict=True)]
    return all(left == right or (fuzzy and _beside(left, right)) for left, right in pairs)


def _beside(left: float, right: float) -> bool:
    return right in (math.nextafter(left, -math.inf), math.nextafter(left, math.inf))
