"""The loop: the one owner of time, which looks at everything once a period and writes what changed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

from drillbook.clock import Clock
from drillbook.errors import DrillbookError, ProjectError
from drillbook.model.drill import Finding, Witness
from drillbook.model.timeline import Event, Kind, Timeline
from drillbook.monitor import Monitor


class Write(Protocol):
    """Where events go as they happen."""

    def __call__(self, event: Event) -> None:
        """Keep one event; on disk when it returns."""


@dataclass(slots=True)
class Watch:
    """Asks a slow question in the background, one at a time, so that the loop never waits for the answer."""

    ask: Callable[[], Finding]
    inline: bool = False
    """Ask in the loop itself: for tests with a fake clock."""
    last: Finding | None = None
    changed_s: float = 0.0
    """When `last.ok` became what it is, in drill seconds: the moment at which that was asked."""
    _asked_s: float = 0.0
    _pool: ThreadPoolExecutor | None = None
    _running: Future[Finding] | None = None

    def tick(self, now_s: float) -> Finding | None:
        """The answer if it differs from the one before, else None."""
        if self.inline:
            return self._hear(self._answer(), asked_s=now_s)
        heard = None
        if self._running is not None and self._running.done():
            ended, self._running = self._running, None
            heard = self._hear(ended.result(), asked_s=self._asked_s)
        if self._running is None:
            self._pool = self._pool or ThreadPoolExecutor(max_workers=1, thread_name_prefix="watch")
            self._running, self._asked_s = self._pool.submit(self._answer), now_s
        return heard

    def _answer(self) -> Finding:
        """Ask; what the project's code raises is an error of the project, so that the run ends in order."""
        try:
            return self.ask()
        except DrillbookError:
            raise
        except Exception as error:
            what = f"a witness or effect check raised {type(error).__name__}: {error}. Make it answer with a Finding."
            raise ProjectError(what) from error

    def _hear(self, finding: Finding, *, asked_s: float) -> Finding | None:
        changed = self.last is None or self.last.ok != finding.ok
        self.last = finding
        if changed:
            self.changed_s = asked_s
            return finding
        return None

    def close(self) -> None:
        """Let go of the thread."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)


@dataclass(slots=True)
class Loop:
    """Ticks once a period until a condition holds."""

    clock: Clock
    monitor: Monitor
    witness: Witness
    write: Write
    period_s: float
    """Drill seconds between two ticks: the sampling period."""
    inline: bool = False
    check: Callable[[], None] = lambda: None
    """Raises what must end the run: an interruption, or that the stack itself is gone."""
    effect: Watch | None = None
    """The scenario's own effect check while it is being waited for."""
    events: list[Event] = field(default_factory=list)
    users: Watch = field(init=False)
    _next_s: float = 0.0

    def __post_init__(self) -> None:
        self.users = Watch(self.witness.look, inline=self.inline)

    @property
    def now_s(self) -> float:
        """Drill seconds since the run began."""
        return self.clock.now()

    @property
    def timeline(self) -> Timeline:
        """What has been written so far."""
        return Timeline(events=tuple(self.events))

    def say(self, kind: Kind, name: str, *, state: str = "", **facts: Any) -> Event:
        """Write an event of now."""
        event = Event(at_s=self.now_s, kind=kind, name=name, state=state, facts=facts)
        self._keep(event)
        return event

    def _keep(self, event: Event) -> None:
        self.events.append(event)
        self.write(event)

    def tick(self) -> None:
        """Look at everything once."""
        for event in self.monitor.tick(self.now_s):
            self._keep(event)
        found = self.users.tick(self.now_s)
        if found is not None:
            state = "healthy" if found.ok else "unhealthy"
            self._keep(
                Event(
                    at_s=self.users.changed_s, kind=Kind.WITNESS, name="users", state=state, facts={"seen": found.seen}
                )
            )
        if self.effect is not None:
            self.effect.tick(self.now_s)
        self.check()

    def until(self, condition: Callable[[], bool], *, limit_s: float, enduring: bool = False) -> bool:
        """Tick until the condition holds, at most `limit_s` drill seconds; false if it never held.

        With `enduring` it goes on although looking fails: a fault is undone even if the stack is gone. What is broken
        is said by the next tick that does not endure.
        """
        end_s = self.now_s + limit_s
        while True:
            with suppress(DrillbookError) if enduring else nullcontext():
                self.tick()
            if condition():
                return True
            if self.now_s >= end_s:
                return False
            self._next_s = max(self._next_s + self.period_s, self.now_s - self.period_s)
            self.clock.sleep(min(max(self._next_s - self.now_s, 0.0), end_s - self.now_s))

    def wait(self, seconds: float) -> None:
        """Tick for that many drill seconds."""
        self.until(lambda: False, limit_s=seconds)

    @property
    def healthy(self) -> bool:
        """Whether the witness was served when it looked last."""
        return self.users.last is not None and self.users.last.ok

    def healthy_for_s(self) -> float:
        """How long the witness has been served without a break, in drill seconds."""
        return self.now_s - self.users.changed_s if self.healthy else 0.0

    def close(self) -> None:
        """Let go of threads and connections."""
        self.users.close()
        if self.effect is not None:
            self.effect.close()
        self.monitor.close()
        self.witness.close()
