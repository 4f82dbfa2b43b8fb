"""A drill that passes, as a timeline written by hand, and what to judge it against."""

from __future__ import annotations

from drillbook.model.drill import Arm, Targets
from drillbook.model.timeline import Case, Event, Kind, Timeline

URL = "https://runbooks.example/outage.md"
DIAGNOSED = {"role": "diagnose", "line": 20}
ACTED = {"role": "act", "line": 30}
BALANCED = {"accepted": 9, "pending": 1, "lost": [], "repeated": []}


def event(at_s: float, kind: Kind, name: str, state: str = "", **facts: object) -> Event:
    return Event(at_s=at_s, kind=kind, name=name, state=state, facts=facts)


def story() -> dict[str, Event]:
    """A drill that passes: effect at 100, page at 220, users served from 300, verified at 310, reverted at 400."""
    return {
        "healthy": event(0, Kind.WITNESS, "users", "healthy"),
        "ready": event(60, Kind.PHASE, "ready", "ended"),
        "injecting": event(70, Kind.FAULT, "outage", "injecting"),
        "injected": event(80, Kind.FAULT, "outage", "injected"),
        "suffer": event(95, Kind.WITNESS, "users", "unhealthy", seen="HTTP 503"),
        "effective": event(100, Kind.FAULT, "outage", "effective"),
        "pending": event(110, Kind.ALERT, "Down", "pending"),
        "fire": event(220, Kind.ALERT, "Down", "firing", runbook_url=URL),
        "look": event(230, Kind.STEP, "look", "passed", **DIAGNOSED),
        "acting": event(240, Kind.STEP, "fix", "started", **ACTED),
        "fix": event(290, Kind.STEP, "fix", "passed", **ACTED),
        "served": event(300, Kind.WITNESS, "users", "healthy"),
        "clear": event(305, Kind.ALERT, "Down", "inactive"),
        "verified": event(310, Kind.VERIFIED, "outage", "passed"),
        "reverting": event(400, Kind.FAULT, "outage", "reverting"),
        "reverted": event(410, Kind.FAULT, "outage", "reverted"),
        "stock": event(420, Kind.STOCK, "accepted work", "balanced", **BALANCED),
        "aftermath": event(430, Kind.PHASE, "aftermath", "ended"),
    }


def case(arm: Arm = Arm.TREATMENT, *, alerts: tuple[str, ...] = ("Down",), targets: Targets | None = None) -> Case:
    return Case(
        drill="outage", arm=arm, targets=targets or Targets(), alerts=alerts, runbook="runbooks/outage.md", error_s=30
    )


def made(*without: str, **instead: Event) -> Timeline:
    events = {name: one for name, one in (story() | instead).items() if name not in without}
    return Timeline(events=tuple(sorted(events.values(), key=lambda one: one.at_s)))
