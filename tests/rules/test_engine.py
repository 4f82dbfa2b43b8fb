from __future__ import annotations

import pytest

from drillbook.errors import ProjectError
from drillbook.promql import SampleStore, Vector, evaluate, parse
from drillbook.rules import RuleEngine, RuleSet, Transition
from drillbook.rules.load import parse_rules

INTERVAL_S = 15.0


def engine_of(rules: str, store: SampleStore, *, group: str = "") -> RuleEngine:
    text = f"groups:\n- name: g\n{group}  rules:\n" + "".join(f"  - {rule}\n" for rule in rules.split("\n---\n"))
    return RuleEngine(RuleSet(groups=tuple(parse_rules(text, path="x.yml"))), store, interval_s=INTERVAL_S)


def alert(expr: str = "load > 5", **fields: str) -> str:
    lines = [f"alert: High\n    expr: {expr}", *(f"{name}: {value}" for name, value in fields.items())]
    return "\n    ".join(lines)


def play(engine: RuleEngine, store: SampleStore, values: str) -> list[tuple[float, str]]:
    """Feed one digit each 15 s and evaluate after each; a dot is no sample but the end of the series."""
    changes: list[Transition] = []
    for index, value in enumerate(values):
        at_s = index * INTERVAL_S
        if value == ".":
            store.append_stale({"__name__": "load"}, at_s)
        else:
            store.append({"__name__": "load"}, at_s, float(value))
        changes += engine.evaluate(at_s)
    return [(change.at_s / INTERVAL_S, change.state) for change in changes]


def instant(store: SampleStore, expr: str, at_s: float) -> list[tuple[dict[str, str], float]]:
    value = evaluate(parse(expr), store, at_s)
    assert isinstance(value, Vector)
    return [(dict(labels), number) for labels, number in value.samples]


@pytest.mark.parametrize(
    ("hold", "values", "changes"),
    [
        ("0s", "0909", [(1, "firing"), (2, "inactive"), (3, "firing")]),
        ("15s", "0999", [(1, "pending"), (2, "firing")]),
        ("16s", "0999", [(1, "pending"), (3, "firing")]),
        ("30s", "09990", [(1, "pending"), (3, "firing"), (4, "inactive")]),
        ("30s", "0990999", [(1, "pending"), (3, "inactive"), (4, "pending"), (6, "firing")]),
        ("30s", "099.999", [(1, "pending"), (3, "inactive"), (4, "pending"), (6, "firing")]),
    ],
)
def test_an_alert_fires_at_the_first_evaluation_that_is_for_after_the_first_result(
    hold: str, values: str, changes: list[tuple[float, str]]
) -> None:
    store = SampleStore()
    engine = engine_of(alert(**{"for": hold}), store)
    assert play(engine, store, values) == changes


@pytest.mark.parametrize(
    ("keep", "values", "changes"),
    [
        ("15s", "9000", [(0, "firing"), (2, "inactive")]),
        ("30s", "9000", [(0, "firing"), (3, "inactive")]),
        ("30s", "900900", [(0, "firing")]),
        ("20s", "9000", [(0, "firing"), (3, "inactive")]),
    ],
)
def test_keep_firing_for_counts_from_the_first_evaluation_without_a_result(
    keep: str, values: str, changes: list[tuple[float, str]]
) -> None:
    store = SampleStore()
    engine = engine_of(alert(keep_firing_for=keep), store)
    assert play(engine, store, values) == changes


def test_keep_firing_for_does_not_hold_a_pending_alert() -> None:
    store = SampleStore()
    engine = engine_of(alert(**{"for": "1m", "keep_firing_for": "5m"}), store)
    assert play(engine, store, "90") == [(0, "pending"), (1, "inactive")]


def test_a_transition_tells_labels_annotations_value_and_since_when() -> None:
    store = SampleStore()
    engine = engine_of(
        alert(labels="{severity: page}", annotations="{text: 'load {{ $value }}'}", **{"for": "15s"}), store
    )
    play(engine, store, "78")
    store.append({"__name__": "load"}, 30.0, 9.0)
    (active,) = engine.alerts()
    assert (active.alert, dict(active.labels)) == ("High", {"alertname": "High", "severity": "page"})
    assert (dict(active.annotations), active.value, active.state) == ({"text": "load 8"}, 8.0, "firing")
    assert (active.active_at_s, active.fired_at_s, active.rule.line) == (0.0, 15.0, 4)


def test_each_label_set_has_a_state_of_its_own() -> None:
    store = SampleStore()
    engine = engine_of(alert(), store)
    for name, value in (("a", 9.0), ("b", 1.0), ("c", 8.0)):
        store.append({"__name__": "load", "instance": name}, 0.0, value)
    assert [change.labels["instance"] for change in engine.evaluate(0.0)] == ["a", "c"]
    store.append({"__name__": "load", "instance": "a"}, 15.0, 0.0)
    assert [(change.labels["instance"], change.state) for change in engine.evaluate(15.0)] == [("a", "inactive")]


def test_the_alerts_series_follow_the_state_and_end_with_it() -> None:
    store = SampleStore()
    engine = engine_of(alert(**{"for": "15s"}), store)
    play(engine, store, "99")
    assert instant(store, 'ALERTS{alertstate="pending"}', 0.0) != []
    assert instant(store, 'ALERTS{alertstate="pending"}', 15.0) == []
    (firing,) = instant(store, "ALERTS", 15.0)
    assert firing == ({"__name__": "ALERTS", "alertname": "High", "alertstate": "firing"}, 1.0)
    (since,) = instant(store, "ALERTS_FOR_STATE", 15.0)
    assert since == ({"__name__": "ALERTS_FOR_STATE", "alertname": "High"}, 0.0)
    store.append({"__name__": "load"}, 30.0, 0.0)
    engine.evaluate(30.0)
    assert instant(store, '{__name__=~"ALERTS.*"}', 30.0) == []


def test_a_recording_is_seen_by_the_rules_after_it_and_ends_with_its_input() -> None:
    store = SampleStore()
    engine = engine_of(
        "record: load:twice\n    expr: load * 2\n    labels: {x: y}\n---\n" + alert("load:twice > 10"), store
    )
    assert play(engine, store, "69") == [(0, "firing")]
    assert instant(store, "load:twice", 15.0) == [({"__name__": "load:twice", "x": "y"}, 18.0)]
    store.append_stale({"__name__": "load"}, 30.0)
    engine.evaluate(30.0)
    assert instant(store, "load:twice", 30.0) == []


def test_a_rule_that_fails_is_told_and_the_others_go_on() -> None:
    store = SampleStore()
    for name in ("a", "b"):
        store.append({"__name__": "load", "instance": name}, 0.0, 9.0)
    engine = engine_of("alert: Broken\n    expr: load * on () load\n---\n" + alert("count(load) > 1"), store)
    assert [change.alert for change in engine.evaluate(0.0)] == ["High"]
    (failure,) = engine.failures
    assert (failure.rule.name, failure.at_s) == ("Broken", 0.0)
    assert "many-to-many" in failure.message
    for at_s in (15.0, 30.0):
        store.append_stale({"__name__": "load", "instance": "a"}, at_s)
        engine.evaluate(at_s)
    assert engine.failures == ()


def test_a_failed_evaluation_leaves_the_alerts_as_they_were() -> None:
    store = SampleStore()
    engine = engine_of(alert("load > on () load_limit"), store)
    store.append({"__name__": "load"}, 0.0, 9.0)
    store.append({"__name__": "load_limit", "x": "1"}, 0.0, 5.0)
    engine.evaluate(0.0)
    store.append({"__name__": "load_limit", "x": "2"}, 15.0, 5.0)
    assert engine.evaluate(15.0) == ()
    assert [active.state for active in engine.alerts()] == ["firing"]
    assert len(engine.failures) == 1


def test_two_alerts_with_the_same_labels_are_a_failure() -> None:
    store = SampleStore()
    for name in ("a", "b"):
        store.append({"__name__": "load", "instance": name}, 0.0, 9.0)
    engine = engine_of(alert(labels="{instance: same}"), store)
    assert engine.evaluate(0.0) == ()
    assert "same labels" in engine.failures[0].message


def test_a_group_is_due_at_its_interval_and_carries_the_time_it_was_due() -> None:
    store = SampleStore()
    engine = engine_of(alert(**{"for": "1m"}), store, group="  interval: 1m\n")
    store.append({"__name__": "load"}, 0.0, 9.0)
    found: list[Transition] = []
    for tick in range(14):
        at_s = tick * 10.0 + 0.7
        store.append({"__name__": "load"}, at_s, 9.0)
        found += engine.evaluate(at_s)
    assert [(change.at_s, change.state) for change in found] == [(0.7, "pending"), (60.7, "firing")]


def test_of_several_missed_evaluations_only_the_latest_is_made_up() -> None:
    store = SampleStore()
    engine = engine_of(alert(), store)
    store.append({"__name__": "load"}, 0.0, 0.0)
    engine.evaluate(0.0)
    store.append({"__name__": "load"}, 20.0, 9.0)
    assert [change.at_s for change in engine.evaluate(50.0)] == [45.0]


def test_a_rule_that_reads_beyond_the_window_is_refused() -> None:
    with pytest.raises(ProjectError, match=r"x\.yml:4: the rule") as caught:
        engine_of(alert("rate(load[1h]) > 1"), SampleStore(window_s=600.0))
    assert "3600 s back" in str(caught.value)


def test_a_groups_limit_is_a_failure_of_the_rule() -> None:
    store = SampleStore()
    for index in range(3):
        store.append({"__name__": "load", "instance": str(index)}, 0.0, 9.0)
    engine = engine_of(alert(), store, group="  limit: 2\n")
    assert engine.evaluate(0.0) == ()
    assert "limit of 2" in engine.failures[0].message
    assert engine.alerts() == ()


def test_a_groups_limit_ends_the_alerts_that_were_there() -> None:
    store = SampleStore()
    engine = engine_of(alert(), store, group="  limit: 1\n")
    for index in range(2):
        store.append({"__name__": "load", "instance": str(index)}, index * 15.0, 9.0)
        changes = engine.evaluate(index * 15.0)
        assert [(change.labels["instance"], change.state) for change in changes] == [
            ("0", ("firing", "inactive")[index])
        ]


def test_recordings_that_the_store_refuses_are_a_failure() -> None:
    store = SampleStore(series_max=1)
    engine = engine_of("record: load:twice\n    expr: load * 2", store)
    store.append({"__name__": "load"}, 0.0, 1.0)
    engine.evaluate(0.0)
    assert "refused 1 of 1" in engine.failures[0].message


def test_an_alert_changes_its_state_even_when_its_series_find_no_room() -> None:
    store = SampleStore(series_max=1)
    engine = engine_of(alert(), store)
    assert play(engine, store, "90") == [(0, "firing"), (1, "inactive")]
    assert engine.failures == ()


def test_the_query_offset_reads_and_writes_earlier() -> None:
    store = SampleStore()
    engine = engine_of("record: load:now\n    expr: time()", store, group="  query_offset: 10s\n")
    engine.evaluate(60.0)
    assert instant(store, "load:now", 50.0) == [({"__name__": "load:now"}, 50.0)]
