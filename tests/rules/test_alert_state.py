"""The alerts of one rule, from evaluation to evaluation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drillbook.errors import ExpressionError
from drillbook.promql import parse
from drillbook.promql.labels import canonical
from drillbook.promql.values import Sample
from drillbook.rules.alert_state import AlertState, Origin
from drillbook.rules.model import AlertingRule

RULE = AlertingRule(
    path="a.yml",
    line=1,
    group="g",
    name="Down",
    expr="up == 0",
    expression=parse("up == 0"),
    for_s=60.0,
    labels={"severity": "page"},
    annotations={"summary": "{{ $labels.job }} in {{ $externalLabels.zone }}: {{ $value }}"},
)
DOWN = [Sample(canonical({"__name__": "up", "job": "api"}), 0.0)]


def made(**changes: object) -> AlertState:
    return AlertState(replace(RULE, **changes), Origin(external_labels={"zone": "z1"}))


def states(state: AlertState, *results: list[Sample]) -> list[list[str]]:
    """The changes at evaluations 30 s apart."""
    return [[change.state for change in state.update(found, index * 30_000)] for index, found in enumerate(results)]


def test_an_alert_fires_when_its_condition_has_held_long_enough() -> None:
    state = made()
    assert states(state, DOWN, DOWN, DOWN, DOWN) == [["pending"], [], ["firing"], []]
    (alert,) = state.alerts()
    assert (alert.state, alert.active_at_s, alert.fired_at_s) == ("firing", 0.0, 60.0)


def test_one_evaluation_without_it_begins_again() -> None:
    assert states(made(), DOWN, DOWN, [], DOWN, DOWN) == [["pending"], [], ["inactive"], ["pending"], []]


def test_without_a_duration_it_fires_at_once() -> None:
    assert states(made(for_s=0.0), DOWN, []) == [["firing"], ["inactive"]]


def test_a_firing_alert_may_be_kept_for_a_while() -> None:
    kept = made(for_s=0.0, keep_firing_for_s=60.0)
    assert states(kept, DOWN, [], [], [], DOWN) == [["firing"], [], [], ["inactive"], ["firing"]]


def test_its_return_ends_the_time_of_being_kept() -> None:
    kept = made(for_s=0.0, keep_firing_for_s=60.0)
    assert states(kept, DOWN, [], DOWN, [], []) == [["firing"], [], [], [], []]


def test_a_change_carries_labels_and_annotations_as_written_for_people() -> None:
    (change,) = made().update(DOWN, 0)
    assert dict(change.labels) == {"alertname": "Down", "job": "api", "severity": "page"}
    assert dict(change.annotations) == {"summary": "api in z1: 0"}
    assert (change.at_s, change.alert, change.value) == (0.0, "Down", 0.0)


def test_each_label_set_is_an_alert_of_its_own() -> None:
    state = made(for_s=0.0)
    both = [*DOWN, Sample(canonical({"__name__": "up", "job": "db"}), 0.0)]
    assert [change.labels["job"] for change in state.update(both, 0)] == ["api", "db"]
    assert [change.labels["job"] for change in state.update(DOWN, 30_000)] == ["db"]
    assert state.count == 1


def test_two_results_that_become_one_alert_are_refused_and_change_nothing() -> None:
    state = made(labels={"job": "any"})
    both = [*DOWN, Sample(canonical({"__name__": "up", "job": "db"}), 0.0)]
    with pytest.raises(ExpressionError, match="same labels"):
        state.update(both, 0)
    assert state.count == 0


def test_active_alerts_are_series_too() -> None:
    state = made()
    state.update(DOWN, 30_500)
    series = {dict(labels)["__name__"]: (dict(labels).get("alertstate"), value) for labels, value in state.series()}
    assert series == {"ALERTS": ("pending", 1.0), "ALERTS_FOR_STATE": (None, 30.0)}


def test_a_group_that_gave_too_much_forgets_the_alerts_it_had() -> None:
    state = made(for_s=0.0)
    state.update(DOWN, 0)
    assert [change.state for change in state.clear(30_000)] == ["inactive"]
    assert state.count == 0
