"""Loading: Prometheus rule files to a rule set, read as Prometheus and promtool read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from drillbook.errors import ExpressionError
from drillbook.promql import Expression, parse
from drillbook.promql.labels import METRIC_NAME
from drillbook.promql.syntax import ValueKind, kind_of
from drillbook.rules.document import Node, read_document
from drillbook.rules.fields import NO_LABELS, Fields
from drillbook.rules.model import AlertingRule, RecordingRule, Rule, RuleGroup, RuleSet
from drillbook.rules.templates import parse_template
from drillbook.rules.text_files import read_text

_FILE_FIELDS = ("groups",)
_GROUP_FIELDS = ("name", "interval", "query_offset", "limit", "rules", "labels")
_RULE_FIELDS = ("record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations")


def load_rules(paths: Iterable[Path]) -> RuleSet:
    """Read rule files.

    Raises:
        ProjectError: a file cannot be read or is not a valid rule file; the error names file and line.
    """
    groups: list[RuleGroup] = []
    for path in paths:
        groups += parse_rules(read_text(path), path=str(path))
    return RuleSet(groups=tuple(groups))


def parse_rules(text: str, *, path: str) -> list[RuleGroup]:
    """Read the text of one rule file; `path` is its name in errors."""
    document = read_document(text, path=path)
    if document is None:
        return []
    fields = Fields(document, path=path, what="a rule file", known=_FILE_FIELDS)
    groups: list[RuleGroup] = []
    for node in fields.items("groups"):
        group = _group(node, path)
        if any(other.name == group.name for other in groups):
            fields.refuse(f'the group name "{group.name}" is repeated. Give each group its own name', group.line)
        groups.append(group)
    return groups


def _group(node: Node, path: str) -> RuleGroup:
    fields = Fields(node, path=path, what="a rule group", known=_GROUP_FIELDS)
    name = fields.text("name")
    if not name:
        fields.refuse("the group has no name. Add `name:`")
    interval_ms = fields.duration_ms("interval")
    labels = fields.labels("labels")
    _check_label_names(fields, labels)
    reader = _RuleReader(path, name, interval_s=interval_ms / 1000 if interval_ms else None, group_labels=labels)
    return RuleGroup(
        path=path,
        line=fields.line,
        name=name,
        rules=tuple(reader.rule(rule) for rule in fields.items("rules")),
        interval_s=reader.interval_s,
        query_offset_s=fields.duration_ms("query_offset") / 1000,
        limit=fields.whole("limit"),
    )


class _RuleReader:
    """Reads the rules of one group."""

    def __init__(
        self, path: str, group: str, *, interval_s: float | None, group_labels: Mapping[str, str] = NO_LABELS
    ) -> None:
        self._path = path
        self._group = group
        self._labels = group_labels
        self.interval_s = interval_s

    def rule(self, node: Node) -> Rule:
        fields = Fields(node, path=self._path, what="a rule", known=_RULE_FIELDS)
        alert, record = fields.text("alert"), fields.text("record")
        if bool(alert) == bool(record):
            fields.refuse("a rule must have either `alert` or `record`. Set one of them")
        if not fields.text("expr"):
            fields.refuse(f'the rule "{alert or record}" has no expression. Add `expr:`')
        _check_label_names(fields, fields.labels("labels"))
        return self._alerting(alert, fields) if alert else self._recording(record, fields)

    def _alerting(self, name: str, fields: Fields) -> AlertingRule:
        for key in ("labels", "annotations"):
            self._check_templates(key, fields)
        return AlertingRule(
            path=self._path,
            line=fields.line,
            group=self._group,
            name=name,
            expr=fields.text("expr"),
            expression=self._expression(fields),
            for_s=fields.duration_ms("for") / 1000,
            keep_firing_for_s=fields.duration_ms("keep_firing_for") / 1000,
            labels=self._merged(fields),
            annotations=fields.labels("annotations"),
            interval_s=self.interval_s,
        )

    def _recording(self, name: str, fields: Fields) -> RecordingRule:
        for key in ("annotations", "for", "keep_firing_for"):
            if fields.has(key):
                fields.refuse(f'the recording rule "{name}" has a field "{key}". Only alerts may', fields.line_of(key))
        if "{" in name or "}" in name:
            fields.refuse(f'the name "{name}" has braces. Give a metric name; selectors belong into `expr`')
        return RecordingRule(
            path=self._path,
            line=fields.line,
            group=self._group,
            name=name,
            expr=fields.text("expr"),
            expression=self._expression(fields),
            labels=self._merged(fields),
            interval_s=self.interval_s,
        )

    def _merged(self, fields: Fields) -> Mapping[str, str]:
        """The labels of the group under those of the rule."""
        return MappingProxyType({**self._labels, **fields.labels("labels")})

    def _expression(self, fields: Fields) -> Expression:
        line = fields.line_of("expr")
        try:
            expression = parse(fields.text("expr"))
        except ExpressionError as error:
            raise ExpressionError(error.what, path=self._path, line=line) from error
        kind = kind_of(expression.root)
        if kind not in {ValueKind.VECTOR, ValueKind.SCALAR}:
            fields.refuse(f"the expression gives a {kind}. A rule needs an instant vector or a scalar", line)
        return expression

    def _check_templates(self, key: str, fields: Fields) -> None:
        for name, text in fields.labels(key).items():
            try:
                parse_template(text)
            except ExpressionError as error:
                what = f"{key}.{name}: {error.what}"
                raise ExpressionError(what, path=self._path, line=fields.line_within(key, name)) from error


def _check_label_names(fields: Fields, labels: Mapping[str, str]) -> None:
    for name in labels:
        if not name or name == METRIC_NAME:
            fields.refuse(f'"{name}" cannot be a label\'s name. Choose another', fields.line_within("labels", name))
