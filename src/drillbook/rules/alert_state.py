"""The alert state: inactive, pending or firing for each label set of one alerting rule.

The semantics are Prometheus 3's (rules/alerting.go): `ActiveAt` is the first evaluation whose result holds the labels,
an alert fires at the first evaluation with ``at - ActiveAt >= for``, one evaluation without it resets a pending alert,
and `keep_firing_for` holds a firing one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeAlias

from drillbook.errors import ExpressionError
from drillbook.promql.labels import METRIC_NAME, Labels, canonical, drop
from drillbook.promql.values import Sample
from drillbook.rules.fields import no_labels
from drillbook.rules.model import AlertingRule
from drillbook.rules.template_expansion import AlertData, expand
from drillbook.rules.templates import parse_template

State: TypeAlias = Literal["pending", "firing", "inactive"]

ALERT_NAME = "alertname"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """An alert that changed its state."""

    at_s: float
    """The time of the evaluation."""
    alert: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    state: State
    """The new state; inactive is also what a pending alert becomes that did not last."""
    value: float
    active_at_s: float
    """When the condition was first seen."""
    rule: AlertingRule


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveAlert:
    """A pending or firing alert, as of the latest evaluation."""

    alert: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    state: State
    value: float
    active_at_s: float
    fired_at_s: float | None
    rule: AlertingRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What is the same for all alerts of one engine."""

    external_labels: Mapping[str, str] = field(default_factory=no_labels)
    """What templates see as ``$externalLabels``."""
    external_url: str = ""
    """What templates see as ``$externalURL``."""


NO_ORIGIN = Origin()


@dataclass(slots=True, kw_only=True)
class _Alert:
    """One alert while it is active; times in Unix milliseconds."""

    labels: Labels
    annotations: Mapping[str, str]
    value: float
    active_at_ms: int
    state: State = "pending"
    fired_at_ms: int | None = None
    missing_since_ms: int | None = None


class AlertState:
    """The active alerts of one rule."""

    def __init__(self, rule: AlertingRule, origin: Origin) -> None:
        self._rule = rule
        self._origin = origin
        self._for_ms = round(rule.for_s * 1000)
        self._keep_ms = round(rule.keep_firing_for_s * 1000)
        self._label_templates = {name: parse_template(text) for name, text in rule.labels.items()}
        self._annotation_templates = {name: parse_template(text) for name, text in rule.annotations.items()}
        self._active: dict[Labels, _Alert] = {}

    @property
    def count(self) -> int:
        """How many alerts are active."""
        return len(self._active)

    def alerts(self) -> Iterable[ActiveAlert]:
        """The active alerts, by their labels."""
        for labels in sorted(self._active):
            alert = self._active[labels]
            yield ActiveAlert(
                alert=self._rule.name,
                labels=MappingProxyType(dict(labels)),
                annotations=alert.annotations,
                state=alert.state,
                value=alert.value,
                active_at_s=alert.active_at_ms / 1000,
                fired_at_s=None if alert.fired_at_ms is None else alert.fired_at_ms / 1000,
                rule=self._rule,
            )

    def series(self) -> list[Sample]:
        """The ``ALERTS`` and ``ALERTS_FOR_STATE`` samples of the active alerts."""
        samples = []
        for labels, alert in self._active.items():
            named = {**dict(labels), ALERT_NAME: self._rule.name}
            samples.append(Sample(canonical({**named, METRIC_NAME: "ALERTS", "alertstate": alert.state}), 1.0))
            started_s = float(alert.active_at_ms // 1000)
            samples.append(Sample(canonical({**named, METRIC_NAME: "ALERTS_FOR_STATE"}), started_s))
        return samples

    def update(self, samples: Iterable[Sample], at_ms: int) -> list[Transition]:
        """Take the result of one evaluation; gives what changed, by labels.

        Raises:
            ExpressionError: two elements of the result become the same alert; no state has changed then.
        """
        found = self._found(samples, at_ms)
        for labels, alert in found.items():
            known = self._active.setdefault(labels, alert)
            known.value = alert.value
            known.annotations = alert.annotations
        changed: list[tuple[Labels, _Alert]] = []
        for labels, alert in list(self._active.items()):
            before = None if found.get(labels) is alert else alert.state
            state = self._next_state(alert, at_ms, present=labels in found)
            alert.state = state
            if state == "inactive":
                del self._active[labels]
            if state != before:
                changed.append((labels, alert))
        return [self._transition(alert, at_ms) for _, alert in sorted(changed, key=lambda change: change[0])]

    def clear(self, at_ms: int) -> list[Transition]:
        """Forget all alerts, as a group's limit demands; gives the ones that were active before this evaluation."""
        known = [alert for alert in self._active.values() if alert.active_at_ms < at_ms]
        self._active.clear()
        for alert in known:
            alert.state = "inactive"
        return [self._transition(alert, at_ms) for alert in known]

    def _found(self, samples: Iterable[Sample], at_ms: int) -> dict[Labels, _Alert]:
        found: dict[Labels, _Alert] = {}
        for sample in samples:
            alert = self._instance(sample, at_ms)
            if alert.labels in found:
                raise ExpressionError("two alerts have the same labels once the rule's labels are set. Aggregate them.")
            found[alert.labels] = alert
        return found

    def _instance(self, sample: Sample, at_ms: int) -> _Alert:
        data = AlertData(
            labels=dict(sample.labels),
            value=sample.value,
            external_labels=self._origin.external_labels,
            external_url=self._origin.external_url,
        )
        own = {name: expand(template, data) for name, template in self._label_templates.items()}
        labels = {**dict(drop(sample.labels, {METRIC_NAME})), **own, ALERT_NAME: self._rule.name}
        annotations = {name: expand(template, data) for name, template in self._annotation_templates.items()}
        return _Alert(
            labels=canonical(labels),
            annotations=MappingProxyType(annotations),
            value=sample.value,
            active_at_ms=at_ms,
        )

    def _next_state(self, alert: _Alert, at_ms: int, *, present: bool) -> State:
        if present:
            alert.missing_since_ms = None
        elif not self._is_kept(alert, at_ms):
            return "inactive"
        if alert.state == "pending" and at_ms - alert.active_at_ms >= self._for_ms:
            alert.fired_at_ms = at_ms
            return "firing"
        return alert.state

    def _is_kept(self, alert: _Alert, at_ms: int) -> bool:
        """Whether a firing alert stays so without a result; the time counts from the first evaluation without one."""
        if alert.state != "firing" or not self._keep_ms:
            return False
        if alert.missing_since_ms is None:
            alert.missing_since_ms = at_ms
        return at_ms - alert.missing_since_ms < self._keep_ms

    def _transition(self, alert: _Alert, at_ms: int) -> Transition:
        return Transition(
            at_s=at_ms / 1000,
            alert=self._rule.name,
            labels=MappingProxyType(dict(alert.labels)),
            annotations=alert.annotations,
            state=alert.state,
            value=alert.value,
            active_at_s=alert.active_at_ms / 1000,
            rule=self._rule,
        )
