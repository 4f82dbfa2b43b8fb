"""A stack of real servers on loopback, each a process of the run's warden."""

from __future__ import annotations

import os
import secrets
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import drillbook
from drillbook.errors import EnvironmentBrokenError, ProjectError
from drillbook.model.reading import Disk, Usage
from drillbook.model.stack import Command, Process, ServiceSpec, StackSpec
from drillbook.services.journal import Journal
from drillbook.services.local import launch, steps
from drillbook.services.local.addresses import allot
from drillbook.services.local.usage import Meter
from drillbook.services.warden.client import Plan, Warden

REPLICAS_MAX = 16
HOMES = Path("/tmp")  # noqa: S108 -- private to the stack where namespaces are to be had, else named at random
PREPARED_WITHIN_S = 10.0


@dataclass(slots=True)
class LocalService:
    """One service of a local stack, with the processes of its replicas."""

    spec: ServiceSpec
    stack: LocalStack
    host: str
    port: int
    seen_port: int
    replicas: list[Process] = field(default_factory=list)
    restarts: int = 0

    @property
    def name(self) -> str:
        """Its name in the stack file."""
        return self.spec.name

    @property
    def data(self) -> Path:
        """Its data folder, as the stack sees it."""
        return self.stack.site.data(self.spec)

    def processes(self) -> tuple[Process, ...]:
        """The main process of each replica."""
        return tuple(self.replicas)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a run keeps things."""

    run_id: str
    project: Path
    folder: Path
    """The run's folder; logs of services go to its `logs`."""
    plain: bool = False
    """Do without namespaces."""


class LocalStack:
    """Implements `drillbook.model.stack.Stack` with processes on this machine.

    Attributes:
        plain: why there are no namespaces and thus no bounded disk; "" if there are.
        extra_environment: variables that steps find besides those of the services.
    """

    disposable = True

    def __init__(self, spec: StackSpec, place: Place, *, journal: Journal) -> None:
        """Reserve ports; nothing is started yet.

        Raises:
            ProjectError: the stack file asks for something impossible.
            EnvironmentBrokenError: a program is missing.
        """
        self.spec = spec
        self.run_id = place.run_id
        self.logs = place.folder / "logs"
        self.logs.mkdir(parents=True, exist_ok=True)
        self._journal = journal
        self.site = launch.Site(
            spec=spec,
            addresses=allot(spec),
            project=place.project,
            home=HOMES / f"drillbook-{secrets.token_hex(4)}",
            tools=place.folder / "bin",
            records=self.logs.resolve(),
            python=sys.executable,
            run_id=place.run_id,
        )
        self._services = {service.name: self._service(service) for service in spec.services}
        self._warden = Warden(self._plan(place), log=self.logs / "warden.log")
        self._meter: Meter | None = None
        self.plain = ""
        self.extra_environment: Mapping[str, str] = {}

    def open(self) -> None:
        """Start the warden and prepare the stack's folder; `close` is due whatever becomes of it.

        Raises:
            EnvironmentBrokenError: the warden does not start.
        """
        self._journal.note("processes", run=self.run_id)
        self._journal.note("folder", path=str(self.site.home), run=self.run_id)
        self._warden.start()
        self.plain = self._warden.plain
        self._meter = Meter(self._warden.pid)
        self._prepare()

    def _service(self, spec: ServiceSpec) -> LocalService:
        address = self.site.addresses.get(spec.name)
        if address is None:
            return LocalService(spec=spec, stack=self, host="", port=0, seen_port=0)
        return LocalService(spec=spec, stack=self, host=address.host, port=address.port, seen_port=address.seen_port)

    def _plan(self, place: Place) -> Plan:
        library = Path(drillbook.__file__).parent
        visible = (place.project, place.folder, library, Path(sys.prefix), Path(sys.base_prefix))
        return Plan(
            run_id=place.run_id,
            home=str(self.site.home),
            writable=(str(self.logs.resolve()),),
            visible=tuple(str(path.resolve()) for path in visible),
            disks=tuple((service.name, service.volume_bytes) for service in self.spec.services if service.volume_bytes),
            plain=place.plain,
        )

    def _prepare(self) -> None:
        """Make the folders that services expect, and the password file that psql reads."""
        folders = ["tmp", "log", *self._services]
        words = "\n".join(steps.password_lines(self.spec)) + "\n"
        script = 'cd "$HOME" && mkdir -p "$@" && umask 077 && cat > .pgpass'
        read, write = os.pipe()
        with os.fdopen(read, "rb") as source, os.fdopen(write, "wb") as sink:
            command = Command(argv=("sh", "-c", script, "prepare", *folders), env=self.site.base, stdin=source)
            process = self.spawn(command)
            sink.write(words.encode())
        if process.wait(PREPARED_WITHIN_S) != 0:
            raise EnvironmentBrokenError(f"the stack's folder {self.site.home} cannot be prepared.")

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment of runbook steps."""
        return {**steps.environment(self.site), **self.extra_environment}

    def environment_of(self, name: str) -> Mapping[str, str]:
        """What a command finds that runs inside a service: that of a step, and the service's own but for secrets."""
        spec = self[name].spec
        extra = launch.extra_environment(spec, self.site)
        extra.pop("POSTGRES_PASSWORD", None)
        return {**self.environment, **self.site.environment(spec), **extra}

    def __getitem__(self, name: str) -> LocalService:
        """The service of that name; KeyError if there is none."""
        return self._services[name]

    def __iter__(self) -> Iterator[LocalService]:
        """All services in the order of the stack file."""
        return iter(self._services.values())

    def spawn(self, command: Command) -> Process:
        """Start a process inside the stack; whatever `env` says, it carries the mark of the run."""
        marked = {**command.env, "DRILLBOOK_RUN": self.run_id}
        return self._warden.spawn(replace(command, env=marked))

    @contextmanager
    def undo(self, kind: str, **facts: str) -> Iterator[None]:
        """Note on disk how to undo what the block is about to do; struck off when the block ends well."""
        number = self._journal.note(kind, **facts)
        yield
        self._journal.strike(number)

    def start(self, name: str) -> None:
        """Start the service's missing replicas."""
        service = self[name]
        self.scale(name, max(service.spec.replicas, len(_living(service))))

    def stop(self, name: str) -> None:
        """Stop all replicas: the service's own signal first, SIGKILL when its time is over."""
        service = self[name]
        _end(service, service.replicas)
        service.replicas = []

    def scale(self, name: str, replicas: int) -> None:
        """Start or stop replicas until there are that many.

        Raises:
            ProjectError: more than one of a service that listens on a port, or more than the limit.
        """
        service = self[name]
        if not 0 <= replicas <= REPLICAS_MAX or (replicas > 1 and service.spec.listens):
            limit = 1 if service.spec.listens else REPLICAS_MAX
            raise ProjectError(f"stack: {name} cannot have {replicas} replicas. Choose 0 to {limit}.")
        service.replicas = _living(service)
        _end(service, service.replicas[replicas:])
        service.replicas = service.replicas[:replicas]
        while len(service.replicas) < replicas:
            service.replicas.append(self._launch(service))

    def _launch(self, service: LocalService) -> Process:
        number = len(service.replicas) + 1
        environment = {
            **self.site.environment(service.spec),
            **launch.extra_environment(service.spec, self.site),
            "SERVICE_NAME": service.name if number == 1 else f"{service.name}-{number}",
        }
        argv = launch.argv(service.spec, self.site)
        log = self.logs / (f"{service.name}.log" if number == 1 else f"{service.name}-{number}.log")
        with log.open("ab") as output:
            command = Command(argv=argv, env=environment, cwd=self.site.project, stdout=output, stderr=output)
            return self._warden.spawn(command)

    def restart(self, name: str) -> None:
        """Stop and start all replicas that there were."""
        wanted = max(1, len(self[name].replicas))
        self.stop(name)
        self[name].restarts += 1
        self.scale(name, wanted)

    def exited(self) -> tuple[str, ...]:
        """Sentences about services whose processes ended without having been stopped."""
        return tuple(
            f"{service.name} ended with status {status}. Log: {self.logs / (service.name + '.log')}"
            for service in self
            for process in service.replicas
            if (status := process.poll()) is not None
        )

    def usage(self) -> tuple[Usage, ...]:
        """What each service uses now; not to be called from two threads at once."""
        if self._meter is None:
            return ()
        meter = self._meter
        meter.read({service.name: [process.pid for process in _living(service)] for service in self})
        return tuple(
            Usage(
                service=service.name,
                cpu_s=meter.cpu_s.get(service.name, 0.0),
                resident_bytes=meter.resident_bytes[service.name],
                processes=meter.processes[service.name],
                restarts=service.restarts,
                cpus=service.spec.cpus,
            )
            for service in self
        )

    def disks(self) -> tuple[Disk, ...]:
        """The bounded disks of the stack; none without namespaces."""
        if self.plain:
            return ()
        return tuple(self._disk(service.data) for service in self if service.spec.volume_bytes)

    def _disk(self, mountpoint: Path) -> Disk:
        state = os.statvfs(f"/proc/{self._warden.pid}/root{mountpoint}")
        return Disk(
            mountpoint=str(mountpoint),
            filesystem="tmpfs",
            size_bytes=state.f_blocks * state.f_frsize,
            free_bytes=state.f_bfree * state.f_frsize,
            available_bytes=state.f_bavail * state.f_frsize,
            files=state.f_files,
            files_free=state.f_ffree,
        )

    @property
    def alive(self) -> bool:
        """Whether the warden still keeps the stack."""
        return self._warden.alive

    @property
    def warden_pid(self) -> int:
        """The warden's process as the host sees it."""
        return self._warden.pid

    def close(self) -> None:
        """End everything that belongs to the stack."""
        self._warden.close()
        self._journal.strike_all()
        self._journal.close()


def _living(service: LocalService) -> list[Process]:
    return [process for process in service.replicas if process.poll() is None]


def _end(service: LocalService, processes: Sequence[Process]) -> None:
    for process in processes:
        process.signal(signal.Signals[service.spec.stop_signal])
    for process in processes:
        if process.wait(service.spec.stop_within_s) is None:
            process.end(grace_s=0.0)
