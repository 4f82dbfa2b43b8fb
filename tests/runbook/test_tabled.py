"""Tabled runbooks: a row each."""

from __future__ import annotations

from drillbook.model.runbook import Role
from drillbook.runbook import blocks, tabled


def find(text):
    lines = text.split("\n")
    return list(tabled.find(blocks.parse(lines, numbers=range(1, len(lines) + 2)), path="x.md"))


def test_a_row_of_symptom_and_solution_is_a_runbook():
    found = find("| Issue | Symptoms | Solution |\n|--|--|--|\n| Slow API | p95 > 2 s | Look at the cache |\n")
    assert [(r.id, r.title, r.line) for r in found] == [("slow-api", "Slow API", 3)]
    assert [section.role for section in found[0].sections] == ["symptoms", "resolution"]
    assert [(s.role, s.title, s.manual) for s in found[0].steps] == [(Role.ACT, "Look at the cache", True)]
    assert found[0].thresholds[0].value == 2


def test_other_tables_hold_none():
    assert find("| Issue | First Contact | Escalation |\n|--|--|--|\n| a | b | c |\n") == []
