"""The rule engine: evaluates the groups of a rule set when they are due and tells what changed."""

from __future__ import annotations

from dataclasses import dataclass

from drillbook.errors import ExpressionError, ProjectError
from drillbook.promql import Sample, SampleStore, Scalar, Vector, evaluate
from drillbook.promql.evaluate import SUBQUERY_STEP_S
from drillbook.promql.labels import METRIC_NAME, NO_LABELS, Labels, canonical, drop
from drillbook.promql.values import STALE
from drillbook.rules.alert_state import NO_ORIGIN, ActiveAlert, AlertState, Origin, Transition
from drillbook.rules.model import AlertingRule, RecordingRule, Rule, RuleGroup, RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFailure:
    """A rule that could not be evaluated; its alerts stay as they were, and the other rules went on."""

    rule: Rule
    message: str
    at_s: float


class RuleEngine:
    """The state of all rules over one store.

    Args:
        rules: what `load_rules` read.
        store: where samples are read, and where recordings and ``ALERTS`` are written.
        interval_s: the evaluation interval of groups that name none, in (drill) seconds.
        origin: the external labels and address that templates see.
        subquery_step_s: the step of subqueries that name none.

    Raises:
        ProjectError: a rule reads further back than the store's window; it would be silently wrong.
    """

    def __init__(
        self,
        rules: RuleSet,
        store: SampleStore,
        *,
        interval_s: float,
        origin: Origin = NO_ORIGIN,
        subquery_step_s: float = SUBQUERY_STEP_S,
    ) -> None:
        for rule in rules.rules:
            _check_reach(rule, store)
        self._groups = [
            _GroupState(
                group,
                store,
                interval_ms=round((group.interval_s or interval_s) * 1000),
                origin=origin,
                subquery_step_s=subquery_step_s,
            )
            for group in rules.groups
        ]

    @property
    def failures(self) -> tuple[RuleFailure, ...]:
        """The rules whose latest evaluation failed."""
        return tuple(failure for group in self._groups for failure in group.failures.values())

    def evaluate(self, at_s: float) -> tuple[Transition, ...]:
        """Evaluate the groups that are due.

        A group is due first at the first call, then every interval from there. As in Prometheus an evaluation carries
        the time at which it was due, not the time at which it ran, so that ``for`` counts whole intervals; of several
        missed times only the latest is evaluated.

        Args:
            at_s: Unix (drill) time; must not go back.
        """
        at_ms = round(at_s * 1000)
        return tuple(change for group in self._groups for change in group.evaluate_due(at_ms))

    def evaluate_all(self, at_s: float) -> tuple[Transition, ...]:
        """Evaluate every group at exactly this time, whatever its interval."""
        at_ms = round(at_s * 1000)
        return tuple(change for group in self._groups for change in group.evaluate(at_ms))

    def alerts(self) -> tuple[ActiveAlert, ...]:
        """The pending and firing alerts."""
        return tuple(alert for group in self._groups for alert in group.alerts())


def _check_reach(rule: Rule, store: SampleStore) -> None:
    reach_s = rule.expression.reach_s
    if reach_s > store.window_s:
        raise ProjectError(
            f'the rule "{rule.name}" reads {reach_s:g} s back, but samples are kept for {store.window_s:g} s. '
            "Keep them longer, or shorten the range.",
            path=rule.path,
            line=rule.line,
        )


class _GroupState:
    """One group: when it is due, the states of its alerts, and what its rules wrote last time."""

    def __init__(
        self, group: RuleGroup, store: SampleStore, *, interval_ms: int, origin: Origin, subquery_step_s: float
    ) -> None:
        self.failures: dict[int, RuleFailure] = {}
        self._subquery_step_s = subquery_step_s
        self._group = group
        self._store = store
        self._interval_ms = interval_ms
        self._due_ms: int | None = None
        self._states = {
            index: AlertState(rule, origin) for index, rule in enumerate(group.rules) if isinstance(rule, AlertingRule)
        }
        self._written: dict[int, frozenset[Labels]] = {}

    def alerts(self) -> list[ActiveAlert]:
        return [alert for state in self._states.values() for alert in state.alerts()]

    def evaluate_due(self, at_ms: int) -> list[Transition]:
        if self._due_ms is None:
            self._due_ms = at_ms
        if at_ms < self._due_ms:
            return []
        missed = (at_ms - self._due_ms) // self._interval_ms
        due_ms = self._due_ms + missed * self._interval_ms
        self._due_ms = due_ms + self._interval_ms
        return self.evaluate(due_ms)

    def evaluate(self, at_ms: int) -> list[Transition]:
        changes: list[Transition] = []
        for index in range(len(self._group.rules)):
            self.failures.pop(index, None)
            try:
                changes += self._evaluate_rule(index, at_ms=at_ms)
            except ExpressionError as error:
                self._fail(index, error.what, at_ms=at_ms)
        return changes

    def _evaluate_rule(self, index: int, *, at_ms: int) -> list[Transition]:
        rule = self._group.rules[index]
        read_ms = at_ms - round(self._group.query_offset_s * 1000)
        value = evaluate(rule.expression, self._store, read_ms / 1000, subquery_step_s=self._subquery_step_s)
        samples = _samples(value)
        if isinstance(rule, RecordingRule):
            if self._is_within_limit(index, len(samples), at_ms=at_ms):
                self._write(index, _recorded(rule, samples), at_ms=read_ms)
            return []
        state = self._states[index]
        changes = state.update(samples, at_ms)
        if not self._is_within_limit(index, state.count, at_ms=at_ms):
            return state.clear(at_ms)
        self._write(index, state.series(), at_ms=read_ms)
        return changes

    def _fail(self, index: int, message: str, *, at_ms: int) -> None:
        self.failures[index] = RuleFailure(rule=self._group.rules[index], message=message, at_s=at_ms / 1000)

    def _is_within_limit(self, index: int, count: int, *, at_ms: int) -> bool:
        limit = self._group.limit
        if limit and count > limit:
            message = f"{count} results are more than the group's limit of {limit}. Raise it, or aggregate."
            self._fail(index, message, at_ms=at_ms)
            return False
        return True

    def _write(self, index: int, results: list[Sample], *, at_ms: int) -> None:
        """Store the results, and end the series that were there last time and no longer are."""
        refused = 0
        for sample in results:
            refused += not self._store.append_sample(sample, at_ms=at_ms)
        written = frozenset(labels for labels, _ in results)
        for labels in self._written.get(index, frozenset()) - written:
            self._store.append_sample(Sample(labels, STALE), at_ms=at_ms)
        self._written[index] = written
        if refused:
            message = f"the sample store refused {refused} of {len(results)} samples. See its limits."
            self._fail(index, message, at_ms=at_ms)


def _samples(value: object) -> tuple[Sample, ...]:
    if isinstance(value, Vector):
        return value.samples
    if isinstance(value, Scalar):
        return (Sample(NO_LABELS, value.value),)
    raise ExpressionError("the expression gives neither a vector nor a scalar. Correct it.")


def _recorded(rule: RecordingRule, samples: tuple[Sample, ...]) -> list[Sample]:
    """The results under the rule's name and labels."""
    named = {METRIC_NAME: rule.name, **rule.labels}
    results = [Sample(canonical({**dict(drop(labels, {METRIC_NAME})), **named}), value) for labels, value in samples]
    if len({labels for labels, _ in results}) < len(results):
        raise ExpressionError("two series have the same labels once the rule's labels are set. Aggregate them.")
    return results
