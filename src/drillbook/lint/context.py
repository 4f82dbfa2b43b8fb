"""The context of linting: what rules know beside the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from drillbook.clock import unix_time_s
from drillbook.lint.timing import Timing


def today() -> date:
    """The day in UTC."""
    return datetime.fromtimestamp(unix_time_s(), UTC).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The day, the intervals, and what the project knows of its runbooks."""

    today: date = field(default_factory=today)
    timing: Timing = field(default_factory=Timing)
    bound: frozenset[str] = frozenset()
    """Names of placeholders that a drill of the project binds."""
    drilled: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    """By path, when a drill passed last, and whether the runbook has changed since."""
    unfence: bool = False
    """Whether the runbooks inside ``markdown`` fences are linted as well."""
