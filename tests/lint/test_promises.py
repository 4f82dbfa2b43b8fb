from __future__ import annotations

from pathlib import Path

import pytest

from .examples import linted

BOOK = "---\nalerts: [A]\nseverity: {severity}\n---\n\n## Symptoms\n\n- {symptom}\n\n## Resolution\n"
RULES = "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: {expr}\n    for: 5m\n    labels: {{severity: {label}}}\n"
DIFFERENT = frozenset({"threshold-differs", "duration-differs", "severity-differs"})


def found(
    folder: Path, *, symptom: str = "Bad", expr: str = "a > 1", severity: str = "P1", label: str = "P1"
) -> list[str]:
    shown = {
        "example.md": BOOK.format(symptom=symptom, severity=severity),
        "rules/a.yml": RULES.format(expr=expr, label=label),
    }
    return [finding.id for finding in linted(shown, folder) if finding.id in DIFFERENT]


@pytest.mark.parametrize(
    ("symptom", "expr"),
    [
        ("CPU over 80 %", "cpu > 0.8"),
        ("CPU over 80 %", "cpu * 100 > 80"),
        ("More than 90 % of the disk is in use", "free / size < 0.1"),
        ("p95 over 2 s", "p95 > 2000"),
        ("p95 over 500 ms", "p95 > 0.5"),
        ("Lag over 5 min", "lag > 5 * 60"),
        ("Memory over 2 GiB", "memory > 2 * 1024 * 1024 * 1024"),
        ("Queue over 1000", "queue > bool 1000"),
        ("CPU over 80 %", "up"),
    ],
)
def test_numbers_agree_in_whatever_unit_they_are_written(symptom: str, expr: str, tmp_path: Path) -> None:
    assert found(tmp_path, symptom=symptom, expr=expr) == []


@pytest.mark.parametrize(("symptom", "expr"), [("CPU over 80 %", "cpu > 0.9"), ("Queue over 1000", "queue > 100 + 50")])
def test_other_numbers_are_found(symptom: str, expr: str, tmp_path: Path) -> None:
    assert found(tmp_path, symptom=symptom, expr=expr) == ["threshold-differs"]


@pytest.mark.parametrize(
    ("lasting", "expr", "expected"),
    [
        ("5 min", "a > 1", []),
        ("10 min", "a > 1", ["duration-differs"]),
        ("10 min", "rate(a[10m]) > 1", []),
        ("15 min", "rate(a[10m]) > 1", []),
    ],
)
def test_durations_are_those_of_hold_and_window(lasting: str, expr: str, expected: list[str], tmp_path: Path) -> None:
    assert found(tmp_path, symptom=f"Errors over 1 for {lasting}", expr=expr) == expected


@pytest.mark.parametrize(
    ("severity", "label", "differs"),
    [
        ("P1", "p1", 0),
        ("P1", "P2", 1),
        ("P1", "critical", 0),
        ("high", "critical", 1),
        ("P1", "'{{ $labels.x }}'", 0),
    ],
)
def test_severities_are_compared_on_one_scale(severity: str, label: str, differs: int, tmp_path: Path) -> None:
    assert found(tmp_path, severity=severity, label=label) == ["severity-differs"] * differs


def test_of_several_numbers_nobody_knows_which_one_the_alert_measures(tmp_path: Path) -> None:
    assert found(tmp_path, symptom="CPU over 80 %\n- Memory over 90 %", expr="cpu > 0.7") == []
