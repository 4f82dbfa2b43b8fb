"""The drill clock: the only module that knows what time it is and how fast it goes.

One real second may stand for many *drill seconds* (``scale``), so that alert rules with production
durations (`for: 5m`) can be drilled in seconds. Everything else counts drill seconds.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Protocol


class Clock(Protocol):
    """Time in drill seconds since the clock was made."""

    @property
    def scale(self) -> float:
        """Drill seconds per real second."""

    @property
    def epoch_s(self) -> float:
        """Unix time at drill second 0; samples are stamped ``epoch_s + now()``."""

    def now(self) -> float:
        """Drill seconds since the clock was made; never goes back."""

    def sleep(self, seconds: float) -> None:
        """Wait for `seconds` drill seconds."""


@dataclass(frozen=True, slots=True)
class DrillClock:
    """Real time, sped up by `scale` on paper: real durations are multiplied, nothing runs faster."""

    scale: float = 1.0
    epoch_s: float = field(default_factory=time.time)
    _started_s: float = field(default_factory=time.monotonic)

    def now(self) -> float:
        """Drill seconds since the clock was made."""
        return (time.monotonic() - self._started_s) * self.scale

    def sleep(self, seconds: float) -> None:
        """Wait for `seconds` drill seconds, that is ``seconds / scale`` real ones."""
        if seconds > 0:
            time.sleep(seconds / self.scale)


@dataclass(slots=True)
class FakeClock:
    """A clock for tests: time moves only on `sleep`."""

    scale: float = 1.0
    epoch_s: float = 1_700_000_000.0
    current_s: float = 0.0

    def now(self) -> float:
        """Drill seconds slept so far."""
        return self.current_s

    def sleep(self, seconds: float) -> None:
        """Move time forward; returns at once."""
        self.current_s += max(0.0, seconds)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A limit in real seconds for machinery: health checks, processes, connections."""

    limit_s: float
    _started_s: float = field(default_factory=time.monotonic)

    @property
    def left_s(self) -> float:
        """Real seconds left, never below 0."""
        return max(0.0, self.limit_s - (time.monotonic() - self._started_s))

    @property
    def spent_s(self) -> float:
        """Real seconds since the deadline was set."""
        return time.monotonic() - self._started_s

    @property
    def over(self) -> bool:
        """Whether the limit is reached."""
        return self.left_s <= 0.0

    def pause(self, seconds: float) -> bool:
        """Sleep up to `seconds` real seconds; false once the deadline is over."""
        time.sleep(min(seconds, self.left_s))
        return not self.over


def unix_time_s() -> float:
    """Wall-clock Unix time in real seconds, for names and stamps of records only."""
    return time.time()


def real_s() -> float:
    """Monotonic real seconds, for stating how long machinery took."""
    return time.monotonic()
