"""A bench of fakes: time moves only on sleep, users are served as the world says, and an alert follows the users."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from drillbook.clock import FakeClock
from drillbook.engine.loop import Loop
from drillbook.engine.run import Bench, run
from drillbook.engine.steps import Steps
from drillbook.errors import EnvironmentBrokenError
from drillbook.judge import judge
from drillbook.model.drill import Accounts, Arm, Drill, Finding, Scenario, Targets
from drillbook.model.runbook import Input, Role, Runbook, Step
from drillbook.model.stack import Account, Command, StackSpec
from drillbook.model.timeline import Case, Event, Kind, Timeline, Verdict
from drillbook.responder import Automatic, Nobody

PERIOD_S = 15.0
URL = "https://runbooks.example/outage.md"
PATH = "runbooks/outage.md"
JOIN_WITHIN_S = 5.0


@dataclass(slots=True)
class World:
    """What is true now, and what will become true later."""

    clock: FakeClock
    served: bool = True
    due: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    def later(self, seconds: float, change: Callable[[], None]) -> None:
        self.due.append((self.clock.now() + seconds, change))

    def advance(self) -> None:
        ripe = [change for at_s, change in self.due if at_s <= self.clock.now()]
        self.due = [entry for entry in self.due if entry[0] > self.clock.now()]
        for change in ripe:
            change()

    def fail(self) -> None:
        self.served = False

    def heal(self) -> None:
        self.served = True


@dataclass(slots=True)
class Alert:
    """A rule that fires once users have not been served for `for_s`, and ceases when they are."""

    name: str = "Down"
    for_s: float = 120.0
    url: str = URL
    clears: bool = True
    fires: bool = False
    forced: bool = False


@dataclass(slots=True)
class FakeMonitor:
    world: World
    alerts: list[Alert]
    waits_for_scenarios: bool = True
    closed: bool = False
    error_s: float = 2 * PERIOD_S
    _failed_s: float | None = None

    def tick(self, now_s: float) -> tuple[Event, ...]:
        if self.waits_for_scenarios:
            _await_scenarios()
        self.world.advance()
        if self.world.served:
            self._failed_s = None
        elif self._failed_s is None:
            self._failed_s = now_s
        return tuple(event for alert in self.alerts for event in self._changes(alert, now_s))

    def _changes(self, alert: Alert, now_s: float) -> Iterator[Event]:
        due = alert.forced or (self._failed_s is not None and now_s - self._failed_s >= alert.for_s)
        if due == alert.fires or (alert.fires and not alert.clears):
            return
        alert.fires = due
        state = "firing" if due else "inactive"
        yield Event(at_s=now_s, kind=Kind.ALERT, name=alert.name, state=state, facts={"runbook_url": alert.url})

    def firing(self) -> tuple[str, ...]:
        return tuple(alert.name for alert in self.alerts if alert.fires)

    def close(self) -> None:
        self.closed = True


def _await_scenarios() -> None:
    """Fake time must not run away from the thread of a scenario that is about to end."""
    for thread in threading.enumerate():
        if thread.name.startswith("scenario "):
            thread.join(JOIN_WITHIN_S)


@dataclass(slots=True)
class FakeWitness:
    world: World
    closed: bool = False

    def look(self) -> Finding:
        return Finding(ok=self.world.served, seen="" if self.world.served else "HTTP 503")

    def close(self) -> None:
        self.closed = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a command of a runbook does, prints, and ends with after `takes_s` drill seconds."""

    status: int | Callable[[], int] = 0
    output: str = ""
    errors: str = ""
    takes_s: float = 0.0
    act: Callable[[], None] = lambda: None


@dataclass(slots=True)
class FakeProcess:
    status: int
    ends_s: float
    clock: FakeClock
    pid: int = 4711
    ended: bool = False

    def poll(self) -> int | None:
        return self.status if self.ended or self.clock.now() >= self.ends_s else None

    def wait(self, _timeout_s: float) -> int | None:
        return self.poll()

    def signal(self, number: int) -> None:
        self.ended, self.status = True, -number

    def end(self, *, grace_s: float = 2.0) -> None:
        assert grace_s >= 0
        self.signal(15)


@dataclass(slots=True)
class FakeStack:
    """Commands are looked up by their code; what is not known ends with status 127, as in a shell."""

    clock: FakeClock
    replies: Mapping[str, Reply] = field(default_factory=dict)
    disposable: bool = True
    run_id: str = "run-1"
    logs: Path = Path("/nonexistent")
    environment: Mapping[str, str] = field(default_factory=lambda: {"HOME": "/", "PGHOST": "db"})
    spawned: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    processes: list[FakeProcess] = field(default_factory=list)
    spec: StackSpec = field(
        default_factory=lambda: StackSpec(
            name="fake",
            services=(),
            database="db",
            app=Account(user="app", password="app"),  # noqa: S106 -- opens nothing
            admin=Account(user="admin", password="admin"),  # noqa: S106 -- opens nothing
        )
    )

    def spawn(self, command: Command) -> FakeProcess:
        code = command.argv[-1].rpartition("ERR; ")[2]
        self.spawned.append((code, command.env))
        reply = self.replies.get(code, Reply(status=127, errors=f"bash: {code}: command not found"))
        reply.act()
        _put(command.stdout, reply.output)
        _put(command.stderr, reply.errors)
        status = reply.status if isinstance(reply.status, int) else reply.status()
        process = FakeProcess(status, self.clock.now() + reply.takes_s, self.clock)
        self.processes.append(process)
        return process

    def undo(self, _kind: str, **_facts: str) -> AbstractContextManager[None]:
        return nullcontext()


def _put(stream: IO[bytes] | int | None, text: str) -> None:
    assert stream is not None
    assert not isinstance(stream, int)
    os.write(stream.fileno(), text.encode())


def step(role: Role, code: str, **more: Any) -> Step:
    return Step(**{"line": 10, "language": "bash", "role": role, "code": code, "name": code} | more)


STEPS = (step(Role.DIAGNOSE, "look"), step(Role.ACT, "fix"), step(Role.VERIFY, "check"))


def runbook(
    *steps: Step,
    alerts: tuple[str, ...] = ("Down",),
    inputs: tuple[Input, ...] = (),
) -> Runbook:
    return Runbook(path=PATH, id="outage", title="Outage", steps=steps or STEPS, alerts=alerts, inputs=inputs)


@dataclass(slots=True)
class Story:
    """One run on fakes: change what is to go otherwise, then `play`.

    By default the scenario stops serving users, "Down" fires 120 s later, the step "fix" serves them again, and the
    step "check" says whether they are served.
    """

    arm: Arm = Arm.TREATMENT
    targets: Targets = field(default_factory=Targets)
    book: Runbook = field(default_factory=runbook)
    arguments: Mapping[str, Any] = field(default_factory=dict)
    bind: Mapping[str, str] = field(default_factory=dict)
    accounts: Accounts | Exception = field(default_factory=lambda: Accounts(accepted=7, pending=1))
    effect: Callable[[Any], Finding] | None = None
    broken: Callable[[], str] = lambda: ""
    clock: FakeClock = field(default_factory=lambda: FakeClock(scale=60.0))
    world: World = field(init=False)
    alert: Alert = field(default_factory=Alert)
    others: list[Alert] = field(default_factory=list)
    replies: dict[str, Reply] = field(init=False)
    inject: Callable[..., Any] = field(init=False)
    witness: Any = field(init=False)
    monitor: FakeMonitor = field(init=False)
    stack: FakeStack = field(init=False)
    written: list[Event] = field(default_factory=list)
    logs: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world = World(self.clock)
        self.replies = {
            "look": Reply(output="all down\n"),
            "fix": Reply(act=self.world.heal),
            "check": Reply(status=lambda: 0 if self.world.served else 1),
        }
        self.inject = self.outage
        self.witness = FakeWitness(self.world)
        self.monitor = FakeMonitor(self.world, [self.alert, *self.others])
        self.stack = FakeStack(self.clock, self.replies)

    def outage(self, _stack: object) -> Iterator[None]:
        self.world.fail()
        yield
        self.world.heal()

    def drill(self) -> Drill:
        scenario = Scenario(
            name="outage", inject=self.inject, summary="Down.", path="scenarios/outage.py", line=3, effect=self.effect
        )
        return Drill(
            name="outage",
            scenario=scenario,
            runbook=self.book,
            rules=(),
            targets=self.targets,
            arguments=self.arguments,
            bind=self.bind,
        )

    def loop(self) -> Loop:
        return Loop(
            clock=self.clock,
            monitor=self.monitor,
            witness=self.witness,
            write=self.written.append,
            period_s=PERIOD_S,
            inline=True,
            check=self._check,
        )

    def _check(self) -> None:
        why = self.broken()
        if why:
            raise EnvironmentBrokenError(why)

    def steps(self) -> Steps:
        return Steps(self.loop(), self.stack, self.drill(), lambda name, text: self.logs.append((name, text)))

    def take_stock(self, _stack: object) -> Accounts:
        if isinstance(self.accounts, Exception):
            raise self.accounts
        return self.accounts

    def run(self) -> Timeline:
        bench = Bench(
            drill=self.drill(),
            arm=self.arm,
            stack=self.stack,
            loop=self.loop(),
            responder=Nobody() if self.arm is Arm.CONTROL else Automatic(),
            take_stock=self.take_stock,
            keep_log=lambda name, text: self.logs.append((name, text)),
        )
        return run(bench)

    def case(self) -> Case:
        return Case(drill="outage", arm=self.arm, targets=self.targets, alerts=self.book.alerts, runbook=PATH)

    def play(self) -> Verdict:
        return judge(self.run(), self.case())

    def states(self, kind: Kind) -> list[str]:
        return [event.state for event in self.written if event.kind is kind]
