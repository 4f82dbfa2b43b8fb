"""Short words for the verdicts that the engine's tests expect."""

from __future__ import annotations

from drillbook.model.timeline import Outcome, Verdict


def outcome(verdict: Verdict) -> tuple[Outcome, tuple[str, ...]]:
    return verdict.outcome, verdict.reasons


def failed(*reasons: str) -> tuple[Outcome, tuple[str, ...]]:
    return Outcome.FAILED, reasons


def inconclusive(*reasons: str) -> tuple[Outcome, tuple[str, ...]]:
    return Outcome.INCONCLUSIVE, reasons
