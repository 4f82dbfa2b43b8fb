"""Who answers the page."""

from __future__ import annotations

from dataclasses import dataclass

from drillbook.model.runbook import Role, Runbook, Step


@dataclass(frozen=True, slots=True)
class Automatic:
    """Follows the runbook to the letter, as an engineer with only the runbook would."""

    acts: bool = True

    def steps(self, role: Role, runbook: Runbook) -> tuple[Step, ...]:
        """Every executable step of the phase, in document order."""
        return runbook.having(role)


@dataclass(frozen=True, slots=True)
class Nobody:
    """Does nothing: the control run."""

    acts: bool = False

    def steps(self, role: Role, runbook: Runbook) -> tuple[Step, ...]:
        """No step, whatever the runbook says."""
        del role, runbook
        return ()
