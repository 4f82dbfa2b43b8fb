from __future__ import annotations

from drillbook.promql import parse
from drillbook.rules.model import AlertingRule, RecordingRule, RuleGroup, RuleSet

WHERE = {"path": "rules/a.yml", "line": 3, "group": "g"}
RECORDED = RecordingRule(name="up:sum", expr="sum(up)", expression=parse("sum(up)"), **WHERE)
ALERTING = AlertingRule(name="Slow", expr="rate(x[10m]) > 1", expression=parse("rate(x[10m]) > 1"), **WHERE)


def made(*, query_offset_s: float = 0.0) -> RuleSet:
    first = RuleGroup(path="rules/a.yml", line=1, name="a", rules=(RECORDED,))
    second = RuleGroup(path="rules/a.yml", line=9, name="b", rules=(ALERTING,), query_offset_s=query_offset_s)
    return RuleSet(groups=(first, second))


def test_rules_stand_in_the_order_of_their_groups() -> None:
    assert made().rules == (RECORDED, ALERTING)


def test_alerts_are_the_rules_that_alert() -> None:
    assert made().alerts == (ALERTING,)


def test_a_rule_fires_at_once_and_has_no_labels_unless_it_says_so() -> None:
    assert (ALERTING.for_s, ALERTING.keep_firing_for_s) == (0.0, 0.0)
    assert dict(ALERTING.labels) == {}


def test_the_reach_is_that_of_the_rule_that_looks_back_farthest() -> None:
    assert made().reach_s == 600.0
    assert made(query_offset_s=60.0).reach_s == 660.0
    assert RuleSet(groups=()).reach_s == 0.0
