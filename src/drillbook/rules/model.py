"""Rules: what a Prometheus rule file says, each value with the file and line it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from drillbook.promql import Expression
from drillbook.rules.fields import no_labels


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertingRule:
    """One alert: it fires for each label set that its expression has held for `for_s` seconds."""

    path: str
    line: int
    group: str
    name: str
    expr: str
    """The expression as it was written."""
    expression: Expression
    for_s: float = 0.0
    keep_firing_for_s: float = 0.0
    labels: Mapping[str, str] = field(default_factory=no_labels)
    """Names to templates."""
    annotations: Mapping[str, str] = field(default_factory=no_labels)
    """Names to templates."""
    interval_s: float | None = None
    """The group's evaluation interval, None where it takes the engine's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingRule:
    """One recording: the result of its expression is stored under a new name."""

    path: str
    line: int
    group: str
    name: str
    expr: str
    expression: Expression
    labels: Mapping[str, str] = field(default_factory=no_labels)
    interval_s: float | None = None


Rule = AlertingRule | RecordingRule


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleGroup:
    """Rules that are evaluated one after the other, at one time."""

    path: str
    line: int
    name: str
    rules: tuple[Rule, ...]
    interval_s: float | None = None
    query_offset_s: float = 0.0
    limit: int = 0
    """How many alerts or series one rule may give; 0 is no limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """The groups of all rule files."""

    groups: tuple[RuleGroup, ...]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, in the order of the files."""
        return tuple(rule for group in self.groups for rule in group.rules)

    @property
    def alerts(self) -> tuple[AlertingRule, ...]:
        """The alerting rules."""
        return tuple(rule for rule in self.rules if isinstance(rule, AlertingRule))

    @property
    def reach_s(self) -> float:
        """How far back the rules read, in seconds: the least window that a sample store needs."""
        return max(
            (rule.expression.reach_s + group.query_offset_s for group in self.groups for rule in group.rules),
            default=0.0,
        )
