"""A stack's life: declared in the project's stack file, opened on a backend, brought up in order, ended."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from drillbook.clock import Deadline
from drillbook.errors import EnvironmentBrokenError, UsageError
from drillbook.model.drill import Need
from drillbook.model.stack import Kind, ServiceSpec, StackSpec
from drillbook.services import health, postgres
from drillbook.services.journal import Journal
from drillbook.services.local.stack import LocalService, LocalStack, Place

BACKENDS = ("local",)
POLL_S = 0.02
LOG_TAIL_LINES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What the caller wants to know, and to say, while a stack comes up."""

    healthy: Callable[[str, float], None] = lambda _name, _seconds: None
    """Told the name of each service that has become healthy, and the real seconds that it took."""
    check: Callable[[], None] = lambda: None
    """Asked again and again; raises what must end the start."""


@contextmanager
def opened(
    spec: StackSpec, place: Place, *, backend: str, watch: Watch, needs: Container[Need] = ()
) -> Iterator[LocalStack]:
    """A healthy stack for the length of the block; nothing of it is left afterwards.

    Raises:
        UsageError: the backend is not known.
        ProjectError: the stack file asks for something impossible.
        EnvironmentBrokenError: the machine lacks what is needed, or a service does not get healthy in time.
    """
    if backend not in BACKENDS:
        raise UsageError(f'--stack: "{backend}" is not known. Choose one of: {", ".join(BACKENDS)}.')
    stack = LocalStack(spec, place, journal=Journal(place.folder))
    try:
        stack.open()
        if stack.plain and Need.BOUNDED_DISK in needs:
            why = f"a drill that needs a {Need.BOUNDED_DISK} is not available here: {stack.plain}"
            raise EnvironmentBrokenError(f"{why}. See: drillbook doctor")
        bring_up(stack, project=place.project, watch=watch)
        yield stack
    finally:
        stack.close()


@dataclass(slots=True)
class _Ascent:
    """How far the start of a stack has come."""

    waiting: list[ServiceSpec]
    starting: dict[str, Deadline] = field(default_factory=dict)
    healthy: set[str] = field(default_factory=set)
    seen: dict[str, str] = field(default_factory=dict)


def bring_up(stack: LocalStack, *, project: Path, watch: Watch) -> None:
    """Start every service as soon as those it needs are healthy, and wait until all are.

    Raises:
        EnvironmentBrokenError: a service ends, or is not healthy within its time limit.
    """
    ascent = _Ascent(waiting=list(stack.spec.services))
    pace = Deadline(sum(service.healthy_within_s for service in stack.spec.services))
    while ascent.waiting or ascent.starting:
        watch.check()
        for spec in [spec for spec in ascent.waiting if ascent.healthy.issuperset(spec.needs)]:
            ascent.waiting.remove(spec)
            ascent.starting[spec.name] = Deadline(spec.healthy_within_s)
            stack.start(spec.name)
        for name in list(ascent.starting):
            _look(stack[name], ascent, project=project)
            if name in ascent.healthy:
                watch.healthy(name, ascent.starting.pop(name).spent_s)
        pace.pause(POLL_S)


def _look(service: LocalService, ascent: _Ascent, *, project: Path) -> None:
    """Take note if the service is healthy now; raises EnvironmentBrokenError if it never will be."""
    stack, deadline = service.stack, ascent.starting[service.name]
    finding = health.probe(service)
    if finding.ok:
        if service.spec.kind is Kind.POSTGRES:
            postgres.furnish(service, stack.spec, project=project)
        ascent.healthy.add(service.name)
        return
    ended = [status for process in service.processes() if (status := process.poll()) is not None]
    if ended or deadline.over:
        log = stack.logs / f"{service.name}.log"
        why = (
            f"ended with status {ended[0]}"
            if ended
            else f"did not get healthy within {deadline.limit_s:.0f} s. Last answer: {finding.seen or 'none'}"
        )
        raise EnvironmentBrokenError(f"stack: {service.name} {why}. Log: {log}{_tail(log)}")


def _tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_TAIL_LINES:]
    return "".join(f"\n  | {line}" for line in lines)
