"""A stack: the services under drill, first as declared, then as running."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import IO, Protocol

from drillbook.model.reading import Disk, Usage

HEALTHY_WITHIN_S = 30.0

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Kind(StrEnum):
    """What a service is; a backend knows how to start each kind."""

    POSTGRES = "postgres"
    REDIS = "redis"
    TOXIPROXY = "toxiproxy"
    PROCESS = "process"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A login that steps and services may use."""

    user: str
    password: str
    superuser: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSpec:
    """One service as `fixtures/stack.py` declares it.

    Words in braces in `command` and in the values of `env` are filled in by the backend: ``{postgres}`` is the
    address (``host:port``) at which *postgres* is reached by other services, through Toxiproxy if it is `proxied`;
    ``{postgres.direct}`` goes past Toxiproxy; ``{port}``, ``{data}``, ``{logs}``, ``{home}``, ``{records}``,
    ``{python}``, ``{project}`` speak of the service itself.
    """

    name: str
    kind: Kind = Kind.PROCESS
    command: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    needs: tuple[str, ...] = ()
    """Services that must be healthy before this one starts."""
    health: str = ""
    """``/path`` of an HTTP probe that must answer 2xx, or ``redis-key NAME`` that must exist; "": the port accepts."""
    healthy_within_s: float = HEALTHY_WITHIN_S
    metrics: str = ""
    """``/path`` of a Prometheus exposition, or ""."""
    listens: bool = True
    proxied: bool = False
    """Toxiproxy stands between this service and those that use it."""
    volume_bytes: int = 0
    """Size of the bounded disk that holds the service's data; 0: unbounded."""
    cpus: float = 0.0
    """CPU cores that the service may use, as in Compose; 0: no limit. Usage is measured against it everywhere; it is
    enforced where the backend can: a process without a control group of its own cannot be held to it."""
    port: int = 0
    """The port to listen on; 0: any free one."""
    stop_signal: str = "SIGTERM"
    stop_within_s: float = 10.0
    """Real seconds between the stop signal and SIGKILL, as in Compose's `stop_grace_period`."""
    replicas: int = 1
    settings: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """Server settings (postgresql.conf, valkey.conf)."""
    init: tuple[str, ...] = ()
    """SQL files, relative to the project, run once by a superuser."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StackSpec:
    """All services under drill, and how the outside looks at them."""

    name: str
    services: tuple[ServiceSpec, ...]
    database: str
    app: Account
    admin: Account
    env: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """More variables for runbook steps; braces as in `ServiceSpec`."""

    def __getitem__(self, name: str) -> ServiceSpec:
        """The service of that name; KeyError if there is none."""
        for service in self.services:
            if service.name == name:
                return service
        raise KeyError(name)


class Process(Protocol):
    """A process started in a stack."""

    @property
    def pid(self) -> int:
        """Its number as the stack itself sees it."""

    def poll(self) -> int | None:
        """The exit status (negative: ended by that signal), or None while it runs."""

    def wait(self, timeout_s: float) -> int | None:
        """The exit status, or None if it still runs after `timeout_s` real seconds."""

    def signal(self, number: int) -> None:
        """Send a signal to its whole process group; nothing if it has ended."""

    def end(self, *, grace_s: float = 2.0) -> None:
        """SIGTERM its group, and SIGKILL it after `grace_s` real seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What to run in a stack."""

    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """The whole environment; nothing is inherited."""
    cwd: Path | None = None
    stdin: IO[bytes] | int | None = None
    stdout: IO[bytes] | int | None = None
    stderr: IO[bytes] | int | None = None


class Service(Protocol):
    """A running service."""

    @property
    def name(self) -> str:
        """Its name in the stack file."""

    @property
    def spec(self) -> ServiceSpec:
        """How it was declared."""

    @property
    def host(self) -> str:
        """Where it listens."""

    @property
    def port(self) -> int:
        """Where it listens; 0 if it does not."""

    @property
    def seen_port(self) -> int:
        """Where other services find it: Toxiproxy's port if it is proxied, else `port`."""

    @property
    def stack(self) -> Stack:
        """The stack it belongs to."""

    @property
    def data(self) -> Path:
        """The folder of its data, as the stack sees it; on its bounded disk if it has one."""

    def processes(self) -> tuple[Process, ...]:
        """Its main processes, one for each replica that was started and not stopped."""


class Stack(Protocol):
    """Several running services."""

    @property
    def run_id(self) -> str:
        """The identity that everything of this run carries."""

    @property
    def spec(self) -> StackSpec:
        """How it was declared."""

    @property
    def disposable(self) -> bool:
        """True if the run made the stack and will throw it away."""

    @property
    def logs(self) -> Path:
        """The folder of the run's logs, the same inside and outside of the stack."""

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment of runbook steps."""

    def environment_of(self, name: str) -> Mapping[str, str]:
        """The environment of a command that runs inside a service; KeyError if there is none of that name."""

    def __getitem__(self, name: str) -> Service:
        """The service of that name; KeyError if there is none."""

    def __iter__(self) -> Iterator[Service]:
        """All services in the order of their start."""

    def spawn(self, command: Command) -> Process:
        """Start a process inside the stack; it cannot outlive the stack."""

    def undo(self, kind: str, **facts: str) -> AbstractContextManager[None]:
        """Note on disk how to undo what the block is about to do; struck off when the block ends."""

    def start(self, name: str) -> None:
        """Start the service's missing replicas; does not wait for health."""

    def stop(self, name: str) -> None:
        """Stop all replicas of a service."""

    def restart(self, name: str) -> None:
        """Stop and start all replicas of a service."""

    def scale(self, name: str, replicas: int) -> None:
        """Start or stop replicas until there are that many."""

    def usage(self) -> tuple[Usage, ...]:
        """What each service uses now."""

    def disks(self) -> tuple[Disk, ...]:
        """The bounded disks of the stack."""

    def exited(self) -> tuple[str, ...]:
        """Sentences about services whose processes ended without having been stopped."""
