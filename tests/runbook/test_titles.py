"""Titles: roles from every accepted wording, prefixes and ornaments stripped."""

from __future__ import annotations

import pytest

from drillbook.model.runbook import SectionRole
from drillbook.runbook import titles


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Symptoms", "symptoms"),
        ("SYMPTOMS:", "symptoms"),
        ("1. Symptoms", "symptoms"),
        ("2.3 Detection", "symptoms"),
        ("Step 4: Verify", "verification"),
        ("🚨 Immediate Actions", "mitigation"),
        (":fire: Quick fix", "mitigation"),
        ("üö® Resolution", "resolution"),
        ("ðŸ”§ Troubleshooting", "diagnosis"),
        ("**Root Cause**", "prevention"),
        ("Post-checks", "verification"),
        ("Resolution steps", "resolution"),
        ("Solution(s)", "resolution"),
        ("Solutions", "resolution"),
        ("Impact {#impact-2}", "impact"),
        ("[Escalation](x.md)", "escalation"),
        ("Diagnosis and Mitigation", "diagnosis"),
        ("When to escalate?", "escalation"),
        ("Before you start", "prerequisites"),
        ("Rollback", "rollback"),
        ("Queue depth", None),
        ("Impact on billing", None),
        ("", None),
    ],
)
def test_the_role_of_a_title(title, role):
    assert titles.role(title) == (SectionRole(role) if role else None)


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        ("1. High CPU", "High CPU"),
        ("üö® Emergency", "Emergency"),
        ("🚨🔥 Emergency", "Emergency"),
        ("`up` is *down* {#up}", "up is down"),
        ("[Queue](queue.md) depth", "Queue depth"),
        ("503 errors", "503 errors"),
        ("Überlast", "Überlast"),
        ("🚨", "🚨"),
    ],
)
def test_a_title_for_people(title, clean):
    assert titles.clean(title) == clean


def test_an_identifier_is_never_empty():
    assert titles.identifier("High CPU / Memory") == "high-cpu-memory"
    assert titles.identifier("🚨") == "runbook"
