"""Escalation rules: from sentences, severity tables and contact matrices."""

from __future__ import annotations

import pytest

from drillbook.runbook import blocks, escalations, tables


def rule(text, *, in_section=True):
    return escalations.of_item(text, 5, in_section=in_section)


@pytest.mark.parametrize(
    ("text", "condition", "severity", "action", "within_s"),
    [
        ("p95 over 5 s: critical, at once", "p95 over 5 s", "critical", "at once", 0),
        ("Rate < 80%: High - Look within 2 hours", "Rate < 80%", "High", "Look within 2 hours", 7_200),
        ("If the API is down: Critical - Call immediately", "API is down", "Critical", "Call immediately", 0),
        ("Cache slow → Medium", "Cache slow", "Medium", "", None),
        ("Disk over 95 % after that: P1, call somebody", "Disk over 95 % after that", "P1", "call somebody", None),
        ("If nothing helps in 15 minutes, page the lead", "nothing helps in 15 minutes", "", "page the lead", None),
        ("Queue team (555-0101)", "", "", "Queue team (555-0101)", None),
    ],
)  # fmt: skip
def test_a_sentence_is_a_rule(text, condition, severity, action, within_s):
    found = rule(text)
    assert (found.condition, found.severity, found.action) == (condition, severity, action)
    assert found.respond_within_s == within_s


def test_a_rule_keeps_its_threshold():
    threshold = rule("Queue depth > 1000: High - Scale").threshold
    assert (threshold.metric, threshold.value, threshold.line) == ("queue depth", 1000, 5)


@pytest.mark.parametrize("text", ["Check the logs", "High latency: look at the cache", "Note: high load is normal"])
def test_outside_an_escalation_section_only_a_stated_severity_makes_a_rule(text):
    assert rule(text, in_section=False) is None or rule(text, in_section=False).severity == "high"


def table(text):
    return next(tables.find(blocks.parse(text.split("\n"), numbers=range(1, 20))[0]))


def test_a_severity_table_gives_response_times():
    found = list(
        escalations.of_table(
            table(
                "| Severity | Response Time | Escalation Path |\n|---|---|---|\n"
                "| P0 (Critical) | 15 minutes | On-call → CTO |\n| **P1** | < 1 hour | Lead |\n| P2 | Immediate | |\n"
                "| P3 | Next business day | Backlog |"
            )
        )
    )
    assert [(r.line, r.severity, r.respond_within_s, r.action) for r in found] == [
        (3, "P0 (Critical)", 900, "On-call → CTO"),
        (4, "P1", 3_600, "Lead"),
        (5, "P2", 0, ""),
        (6, "P3", None, "Backlog"),
    ]


def test_a_severity_table_may_describe_instead_of_naming_people():
    found = list(
        escalations.of_table(
            table("Level | Description | Response Time | Example\n--|--|--|--\nP1 | All down | 15 minutes | Outage")
        )
    )
    assert (found[0].severity, found[0].condition, found[0].respond_within_s) == ("P1", "All down", 900)


def test_a_matrix_by_issue_names_the_people_in_turn():
    found = list(
        escalations.of_table(table("| Issue | First Contact | Escalation |\n|--|--|--|\n| Security | Sec | CISO |"))
    )
    assert (found[0].condition, found[0].action) == ("Security", "Sec → CISO")


def test_any_other_table_states_no_rule():
    assert list(escalations.of_table(table("| Endpoint | Method |\n|--|--|\n| /health | GET |"))) == []
