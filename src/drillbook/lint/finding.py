"""A finding: one thing in a runbook or rule file that will fail at night, with its place and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How bad a finding is; the order of the members is the order of gravity."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    def reaches(self, other: Severity) -> bool:
        """Whether this is as grave as `other` or graver."""
        order = list(Severity)
        return order.index(self) <= order.index(other)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Finding:
    """What one rule has found; ``str()`` is the line that people read."""

    path: str
    line: int
    id: str
    severity: Severity
    message: str
    """What is wrong, then what to do, as sentences."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.id}: {self.message}"

    def as_data(self) -> dict[str, Any]:
        """The finding as JSON holds it."""
        return {
            "path": self.path,
            "line": self.line,
            "id": self.id,
            "severity": self.severity.value,
            "message": self.message,
        }
