"""What happened in a run and when, and what it proves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from drillbook.model.drill import Arm, Targets

_NOTHING: Mapping[str, Any] = MappingProxyType({})

SYMPTOMS = "symptoms"
"""The name under which the symptom checks of a runbook without alerts fire."""


class Kind(StrEnum):
    """The kinds of event, with their states and facts."""

    PHASE = "phase"
    """A phase of the drill: ``begun``, ``ended``."""
    FAULT = "fault"
    """The scenario: ``injecting``, ``injected``, ``effective`` (clock zero), ``reverting``, ``reverted``."""
    WITNESS = "witness"
    """The users' view: ``healthy``, ``unhealthy`` (``seen``), written when it changes."""
    ALERT = "alert"
    """An alert rule's label set: ``pending``, ``firing``, ``inactive`` (``labels``, ``runbook_url``, …)."""
    STEP = "step"
    """A runbook step: ``started``, then its result (``role``, ``line``, ``real_s``, ``seen``)."""
    VERIFIED = "verified"
    """The runbook's own verification: ``passed``, ``failed``, ``absent``."""
    STOCK = "stock"
    """The work that the platform accepted (``accepted``, ``pending``, ``lost``, ``repeated``)."""
    CLEAN_UP = "clean-up"
    """Undoing: ``done``, ``failed`` (``seen``); never changes the verdict."""
    ERROR = "error"
    """The drill's own machinery broke (``seen``)."""
    NOTE = "note"
    """Said to people only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened."""

    at_s: float
    """Drill seconds since the run began."""
    kind: Kind
    name: str
    state: str = ""
    facts: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The events of a run in the order in which they were written."""

    events: tuple[Event, ...] = ()

    def having(self, kind: Kind, name: str | None = None, *, state: str | None = None) -> Iterator[Event]:
        """The events that match, in order."""
        for event in self.events:
            if event.kind is kind and name in (None, event.name) and state in (None, event.state):
                yield event

    def first(self, kind: Kind, name: str | None = None, *, state: str | None = None) -> Event | None:
        """The first event that matches, or None."""
        return next(self.having(kind, name, state=state), None)


class Outcome(StrEnum):
    """The three values of validity: a drill that proves nothing is neither passed nor failed."""

    PASSED = "passed"
    FAILED = "failed"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When the landmarks of an incident were passed, in drill seconds since the run began; None: never seen."""

    inject_s: float | None = None
    effect_s: float | None = None
    """Clock zero: the fault is verified active."""
    impact_s: float | None = None
    fire_s: float | None = None
    first_action_s: float | None = None
    mitigated_s: float | None = None
    resolved_s: float | None = None
    clear_s: float | None = None
    until_s: float = 0.0
    """How long was watched: what was not seen by then is censored here."""
    error_s: float = 0.0
    """The resolution of the instrument: sampling period plus evaluation interval."""

    def since_effect(self, moment_s: float | None) -> float | None:
        """Drill seconds from clock zero to a landmark, or None."""
        if moment_s is None or self.effect_s is None:
            return None
        return moment_s - self.effect_s

    @property
    def detect_s(self) -> float | None:
        """Time to detect: ``t_fire - t_effect``."""
        return self.since_effect(self.fire_s)

    @property
    def restore_s(self) -> float | None:
        """Time to restore: ``t_resolved - t_effect``."""
        return self.since_effect(self.resolved_s)

    @property
    def bite_s(self) -> float | None:
        """From the injection to the effect."""
        if self.inject_s is None or self.effect_s is None:
            return None
        return self.effect_s - self.inject_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a timeline is judged against."""

    drill: str
    arm: Arm
    targets: Targets
    alerts: tuple[str, ...]
    """The runbook's own alerts; none: its symptom checks detect."""
    runbook: str
    """The path of the runbook."""
    runbook_id: str = ""
    """What the runbook calls itself; a page may lead to it by this name too."""
    error_s: float = 0.0
    """The resolution of the instrument in drill seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a timeline proves."""

    outcome: Outcome
    reasons: tuple[str, ...]
    times: Times
