"""A drill: a scenario, the runbook that must answer it, and what counts as success."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from drillbook.model.runbook import Role, Runbook, Step
from drillbook.model.stack import Stack

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Need(StrEnum):
    """What a scenario may need of the machine."""

    BOUNDED_DISK = "bounded disk"
    """A file system of limited size that can be filled without harm to others."""


class Arm(StrEnum):
    """Which side of the experiment a run is."""

    TREATMENT = "treatment"
    """The fault is injected and the runbook is followed."""
    CONTROL = "control"
    """The fault is injected and nobody acts: it must not heal by itself."""
    BASELINE = "baseline"
    """Nothing is injected: no alert may fire."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """What a drill must meet; all in drill seconds, counted from the fault's effect (clock zero)."""

    detect_s: float = 300.0
    """MTTD target: the runbook's alert fires within this."""
    restore_s: float = 1800.0
    """MTTR target: the service is restored and stays so within this."""
    bite_s: float = 300.0
    """The fault must show an effect within this, counted from its injection."""
    stable_s: float = 60.0
    """Health must hold this long to count."""
    baseline_s: float = 600.0
    """How long a baseline run watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The answer of a check: yes or no, and what was seen."""

    ok: bool
    seen: str = ""


class Witness(Protocol):
    """A user's view of the platform, which the runbook does not control."""

    def look(self) -> Finding:
        """Is the platform serving its users now? Must answer within its own time limit; never raises."""

    def close(self) -> None:
        """Let go of connections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """What became of the work that the platform accepted."""

    accepted: int
    pending: int
    lost: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()

    @property
    def balanced(self) -> bool:
        """Whether each accepted piece of work ended exactly once or is visibly pending."""
        return not self.lost and not self.repeated


Inject = Callable[..., Iterator[None]]
"""A generator function that breaks something, yields once, and undoes it."""

EffectCheck = Callable[[Stack], Finding]
"""Whether a fault is active now; must answer within its own time limit and not raise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A named way to break a stack."""

    name: str
    inject: Inject
    summary: str
    path: str
    line: int
    effect: EffectCheck | None = None
    """Says yes once the fault is proved active; None: the witness alone proves it."""
    needs: tuple[Need, ...] = ()
    """What the machine must have for this scenario, beyond what every drill needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """All that a run needs but the stack."""

    name: str
    scenario: Scenario
    runbook: Runbook
    rules: tuple[Path, ...]
    targets: Targets
    arguments: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    """Keyword arguments of the scenario."""
    bind: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """Values for the runbook's inputs and placeholders."""


class Responder(Protocol):
    """Who answers the page: the automatic one follows the runbook, a person does as people do, nobody does nothing."""

    @property
    def acts(self) -> bool:
        """False if nothing will be done, whatever happens."""

    def steps(self, role: Role, runbook: Runbook) -> tuple[Step, ...]:
        """The steps this responder takes in a phase, in order."""


MakeWitness = Callable[[Stack], Witness]
TakeStock = Callable[[Stack], Accounts]
