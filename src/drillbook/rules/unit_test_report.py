"""The unit test report: results as lines of text, with expected and got side by side."""

from __future__ import annotations

from collections.abc import Iterator

from drillbook.promql.labels import Labels, written
from drillbook.promql.numbers import general_text
from drillbook.rules.durations import duration_text
from drillbook.rules.unit_test_run import (
    AlertMismatch,
    AlertText,
    Broken,
    ExpressionMismatch,
    Mismatch,
    UnitTestResult,
)


def report_lines(result: UnitTestResult) -> list[str]:
    """One result as text, without colours: what a terminal or a log shows."""
    lines = [f"{result.path}: {'passed' if result.passed else 'failed'} ({result.tests_count} tests)"]
    lines += [f"  warning: {warning}" for warning in result.warnings]
    for mismatch in result.mismatches:
        lines += [f"  {line}" for line in _mismatch_lines(mismatch, result.path)]
    return lines


def _mismatch_lines(mismatch: Mismatch, path: str) -> Iterator[str]:
    test = f' in "{mismatch.test}"' if mismatch.test else ""
    match mismatch:
        case Broken():
            place = f"{path}:{mismatch.line}: " if mismatch.line and not mismatch.message.startswith(path) else ""
            yield f"{place}{mismatch.message}"
        case AlertMismatch():
            yield f"{path}:{mismatch.line}: alert {mismatch.alert} at {duration_text(mismatch.eval_time_ms)}{test}"
            yield from _difference(
                [_alert(alert) for alert in mismatch.expected], [_alert(alert) for alert in mismatch.got]
            )
        case ExpressionMismatch():
            yield f"{path}:{mismatch.line}: {mismatch.expr} at {duration_text(mismatch.eval_time_ms)}{test}"
            yield from _difference(
                [_sample(*sample) for sample in mismatch.expected], [_sample(*sample) for sample in mismatch.got]
            )


def _difference(expected: list[str], got: list[str]) -> Iterator[str]:
    """Lines that only one side has, marked - for expected and + for got; lines of both are indented."""
    left = list(got)
    for line in expected:
        if line in left:
            left.remove(line)
            yield f"    {line}"
        else:
            yield f"  - {line}"
    yield from (f"  + {line}" for line in left)
    if not expected:
        yield "  - nothing"
    if not got:
        yield "  + nothing"


def _alert(alert: AlertText) -> str:
    return f"{written(alert.labels)} {written(alert.annotations)}"


def _sample(labels: Labels, value: float) -> str:
    return f"{written(labels)} {general_text(value)}"
