"""A unit test file: promtool's format for testing rules, read into values.

The format is https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from drillbook.errors import ExpressionError
from drillbook.promql import Expression, Labels, parse
from drillbook.rules.document import Node, read_document
from drillbook.rules.fields import Fields, no_labels
from drillbook.rules.series_notation import parse_samples, parse_series
from drillbook.rules.text_files import read_text

INTERVAL_MS = 60_000
"""The evaluation interval of a file that names none."""

_FILE_FIELDS = ("rule_files", "evaluation_interval", "group_eval_order", "tests", "fuzzy_compare")
_GROUP_FIELDS = (
    "interval",
    "input_series",
    "alert_rule_test",
    "promql_expr_test",
    "external_labels",
    "external_url",
    "name",
    "start_timestamp",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InputSeries:
    """One series: its labels and a value for each interval, None where a sample is missing."""

    labels: Labels
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedAlert:
    """One alert that should fire."""

    labels: Mapping[str, str]
    annotations: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertCase:
    """Which alerts of a name should fire at a time; no others may."""

    line: int
    eval_time_ms: int
    alert: str
    expected: tuple[ExpectedAlert, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpressionCase:
    """What an expression should give at a time."""

    line: int
    eval_time_ms: int
    expr: str
    expression: Expression
    expected: tuple[tuple[Labels, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTest:
    """One test group: series, and what should come of them."""

    line: int
    name: str
    interval_ms: int
    start_ms: int
    series: tuple[InputSeries, ...]
    alert_cases: tuple[AlertCase, ...]
    expression_cases: tuple[ExpressionCase, ...]
    external_labels: Mapping[str, str] = field(default_factory=no_labels)
    external_url: str = ""

    @property
    def end_ms(self) -> int:
        """The latest time that a case asks for, from the start."""
        alert_times = [case.eval_time_ms for case in self.alert_cases]
        return max([*alert_times, *(case.eval_time_ms for case in self.expression_cases)], default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTestFile:
    """One unit test file."""

    path: str
    rule_files: tuple[Path, ...]
    unmatched: tuple[str, ...]
    """Patterns of `rule_files` that no file matches: a warning, as in promtool."""
    interval_ms: int
    group_order: tuple[str, ...]
    tests: tuple[UnitTest, ...]
    fuzzy: bool


def load_unit_tests(path: Path) -> UnitTestFile:
    """Read a unit test file.

    Raises:
        ProjectError: the file cannot be read or is not in the format; the error names the line.
    """
    document = read_document(read_text(path), path=str(path))
    if document is None:
        return UnitTestFile(
            path=str(path),
            rule_files=(),
            unmatched=(),
            interval_ms=INTERVAL_MS,
            group_order=(),
            tests=(),
            fuzzy=False,
        )
    fields = Fields(document, path=str(path), what="a unit test file", known=_FILE_FIELDS)
    interval_ms = fields.duration_ms("evaluation_interval") or INTERVAL_MS
    order = fields.texts("group_eval_order")
    if len(set(order)) < len(order):
        fields.refuse("a group is named twice in group_eval_order. Name it once", fields.line_of("group_eval_order"))
    matched = {pattern: _matching(path.parent, pattern) for pattern in fields.texts("rule_files")}
    return UnitTestFile(
        path=str(path),
        rule_files=tuple(found for files in matched.values() for found in files),
        unmatched=tuple(pattern for pattern, files in matched.items() if not files),
        interval_ms=interval_ms,
        group_order=order,
        tests=tuple(_test(node, str(path), interval_ms=interval_ms) for node in fields.items("tests")),
        fuzzy=fields.boolean("fuzzy_compare"),
    )


def _matching(folder: Path, pattern: str) -> list[Path]:
    """The files that a pattern names, relative to the unit test file's folder."""
    start = Path(pattern).anchor
    return sorted((Path(start) if start else folder).glob(pattern.removeprefix(start)))


def _test(node: Node, path: str, *, interval_ms: int) -> UnitTest:
    fields = Fields(node, path=path, what="a test", known=_GROUP_FIELDS)
    return UnitTest(
        line=fields.line,
        name=fields.text("name"),
        interval_ms=fields.duration_ms("interval") or interval_ms,
        start_ms=_start_ms(fields),
        series=tuple(_series(series, path) for series in fields.items("input_series")),
        alert_cases=tuple(_alert_case(case, path) for case in fields.items("alert_rule_test")),
        expression_cases=tuple(_expression_case(case, path) for case in fields.items("promql_expr_test")),
        external_labels=fields.labels("external_labels"),
        external_url=fields.text("external_url"),
    )


def _start_ms(fields: Fields) -> int:
    """When the test starts: Unix seconds, or a date and time as RFC 3339 writes it."""
    text = fields.text("start_timestamp", "0")
    try:
        return round(float(text) * 1000)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        fields.refuse(
            f'"start_timestamp" is not a time: "{text}". Write Unix seconds, or as in 2026-01-31T12:00:00Z',
            fields.line_of("start_timestamp"),
        )
    return round(moment.timestamp() * 1000)


def _series(node: Node, path: str) -> InputSeries:
    fields = Fields(node, path=path, what="an input series", known=("series", "values"))
    try:
        return InputSeries(
            labels=parse_series(fields.text("series")), values=tuple(parse_samples(fields.text("values")))
        )
    except ExpressionError as error:
        raise ExpressionError(error.what, path=path, line=fields.line) from error


def _alert_case(node: Node, path: str) -> AlertCase:
    fields = Fields(node, path=path, what="an alert test", known=("eval_time", "alertname", "exp_alerts"))
    if not fields.text("alertname"):
        fields.refuse("an alert test has no alertname. Add it")
    return AlertCase(
        line=fields.line,
        eval_time_ms=fields.duration_ms("eval_time"),
        alert=fields.text("alertname"),
        expected=tuple(_expected_alert(alert, path) for alert in fields.items("exp_alerts")),
    )


def _expected_alert(node: Node, path: str) -> ExpectedAlert:
    fields = Fields(node, path=path, what="an expected alert", known=("exp_labels", "exp_annotations"))
    return ExpectedAlert(labels=fields.labels("exp_labels"), annotations=fields.labels("exp_annotations"))


def _expression_case(node: Node, path: str) -> ExpressionCase:
    fields = Fields(node, path=path, what="an expression test", known=("expr", "eval_time", "exp_samples"))
    try:
        expression = parse(fields.text("expr"))
    except ExpressionError as error:
        raise ExpressionError(error.what, path=path, line=fields.line_of("expr")) from error
    return ExpressionCase(
        line=fields.line,
        eval_time_ms=fields.duration_ms("eval_time"),
        expr=fields.text("expr"),
        expression=expression,
        expected=tuple(_expected_sample(sample, path) for sample in fields.items("exp_samples")),
    )


def _expected_sample(node: Node, path: str) -> tuple[Labels, float]:
    fields = Fields(node, path=path, what="an expected sample", known=("labels", "value", "histogram"))
    if fields.text("histogram"):
        fields.refuse(
            "native histograms are not supported. Test the classic _bucket series", fields.line_of("histogram")
        )
    try:
        return parse_series(fields.text("labels") or "{}"), fields.number("value")
    except ExpressionError as error:
        raise ExpressionError(error.what, path=path, line=fields.line_of("labels")) from error
