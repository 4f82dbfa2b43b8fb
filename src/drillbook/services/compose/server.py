"""The side of the stand-in that runs with the stack: carries out what `docker compose` was asked.

One connection a command: a line of JSON ``{"token", "argv"}`` in, a line ``{"output", "status", "exec"}`` out.
"""

from __future__ import annotations

import hmac
import json
import secrets
import shlex
import signal
import socketserver
import threading
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from drillbook.errors import DrillbookError, UsageError
from drillbook.services.compose import grammar
from drillbook.services.local.stack import LocalService, LocalStack
from drillbook.services.ports import LOOPBACK

REQUEST_BYTES_MAX = 1 << 16
REQUEST_WITHIN_S = 10.0
LOG_BYTES_MAX = 1 << 20
ADDRESS = "DRILLBOOK_STACK"
TOKEN = "DRILLBOOK_STACK_TOKEN"  # noqa: S105 -- the name of the variable, not its value


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the stand-in prints, and how it ends; `exec`: the command that it becomes; `top`: whose processes."""

    output: str = ""
    status: int = 0
    argv: list[str] = field(default_factory=list)
    env: dict[str, str] = field(default_factory=dict)
    top: dict[str, list[int]] = field(default_factory=dict)


@contextmanager
def serving(stack: LocalStack) -> Iterator[dict[str, str]]:
    """Serve one stack for the length of the block; yields the variables by which the stand-in finds it."""
    token = secrets.token_hex(16)
    turn = threading.Lock()

    class Handler(socketserver.StreamRequestHandler):
        timeout = REQUEST_WITHIN_S

        def handle(self) -> None:
            request = json.loads(self.rfile.readline(REQUEST_BYTES_MAX))
            if not hmac.compare_digest(request["token"], token):
                return
            with turn:
                answer = answer_to(request["argv"], stack)
            self.wfile.write(json.dumps(asdict(answer)).encode() + b"\n")

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server((LOOPBACK, 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield {ADDRESS: f"{LOOPBACK}:{server.server_address[1]}", TOKEN: token}
        finally:
            server.shutdown()
            thread.join()


def answer_to(argv: list[str], stack: LocalStack) -> Answer:
    """Carry out one command line (what follows ``docker compose``)."""
    try:
        wanted = grammar.parse(argv)
        names = [wanted.service] if wanted.verb == "exec" else wanted.services
        for name in names:
            _known(name, stack)
        return _VERBS[wanted.verb](wanted, stack)
    except DrillbookError as error:
        return Answer(output=f"{error}\n", status=1)


def _known(name: str, stack: LocalStack) -> None:
    names = [service.name for service in stack]
    if name not in names:
        raise UsageError(f"no such service: {name}. This stack has: {', '.join(names)}.")


def _chosen(wanted: Namespace, stack: LocalStack) -> list[str]:
    return list(wanted.services) or [service.name for service in stack]


def _ps(wanted: Namespace, stack: LocalStack) -> Answer:
    rows = [row for name in _chosen(wanted, stack) for row in _rows(stack[name])]
    if not wanted.all:
        rows = [row for row in rows if row["State"] == "running"]
    if wanted.names_only:
        lines = list(dict.fromkeys(row["Service"] for row in rows))
    elif wanted.quiet:
        lines = [row["Name"] for row in rows]
    elif wanted.format == "json":
        lines = [json.dumps(row) for row in rows]
    else:
        lines = [f"{'NAME':28}{'SERVICE':20}{'STATUS':16}PORTS"]
        lines += [f"{row['Name']:28}{row['Service']:20}{row['Status']:16}{row['Ports']}" for row in rows]
    return Answer(output="".join(f"{line}\n" for line in lines))


def _rows(service: LocalService) -> list[dict[str, str]]:
    """One row for each replica, or one of a service that was stopped."""
    statuses = [process.poll() for process in service.processes()] or [0]
    return [
        {
            "Name": f"{service.stack.spec.name}-{service.name}-{number}",
            "Service": service.name,
            "State": "running" if status is None else "exited",
            "Status": "Up" if status is None else f"Exited ({status})",
            "Ports": f"{service.host}:{service.port}" if service.port else "",
        }
        for number, status in enumerate(statuses, start=1)
    ]


def _logs(wanted: Namespace, stack: LocalStack) -> Answer:
    if wanted.follow:
        raise UsageError("docker compose logs --follow never ends. Use --tail N.")
    keep = int(wanted.tail) if wanted.tail.isdigit() else None
    shown = []
    for name in _chosen(wanted, stack):
        for path in sorted(stack.logs.glob(f"{name}*.log")):
            if path.stem == name or path.stem.removeprefix(f"{name}-").isdigit():
                shown += [f"{path.stem:<12} | {line}" for line in _last_lines(path, keep)]
    return Answer(output="".join(f"{line}\n" for line in shown))


def _last_lines(path: Path, keep: int | None) -> list[str]:
    with path.open("rb") as log:
        log.seek(max(0, path.stat().st_size - LOG_BYTES_MAX))
        lines = log.read().decode(errors="replace").splitlines()
    return lines if keep is None else lines[max(0, len(lines) - keep) :]


def _top(wanted: Namespace, stack: LocalStack) -> Answer:
    running = {name: [process.pid for process in stack[name].processes()] for name in _chosen(wanted, stack)}
    return Answer(top=running)


def _each(wanted: Namespace, stack: LocalStack, *, act: Callable[[str], None], done: str) -> Answer:
    names = _chosen(wanted, stack)
    for name in names:
        act(name)
    return Answer(output="".join(f" Container {stack.spec.name}-{name}-1  {done}\n" for name in names))


def _restart(wanted: Namespace, stack: LocalStack) -> Answer:
    return _each(wanted, stack, act=stack.restart, done="Restarted")


def _stop(wanted: Namespace, stack: LocalStack) -> Answer:
    return _each(wanted, stack, act=stack.stop, done="Stopped")


def _start(wanted: Namespace, stack: LocalStack) -> Answer:
    return _each(wanted, stack, act=stack.start, done="Started")


def _kill(wanted: Namespace, stack: LocalStack) -> Answer:
    try:
        number = signal.Signals["SIG" + wanted.signal.removeprefix("SIG")]
    except KeyError:
        raise UsageError(f"docker compose: {wanted.signal} is not a signal.") from None
    for name in _chosen(wanted, stack):
        for process in stack[name].processes():
            process.signal(number)
    return Answer()


def _exec(wanted: Namespace, stack: LocalStack) -> Answer:
    service = stack[wanted.service]
    if not any(process.poll() is None for process in service.processes()):
        raise UsageError(f'service "{service.name}" is not running.')
    if not wanted.command:
        raise UsageError("docker compose: exec needs a command.")
    named = dict(word.partition("=")[::2] for word in wanted.env)
    return Answer(argv=list(wanted.command), env={**stack.environment_of(service.name), **named})


def _up(wanted: Namespace, stack: LocalStack) -> Answer:
    scales = grammar.scales(wanted.scale)
    for name in scales:
        _known(name, stack)
    if not (wanted.d or wanted.detach):
        raise UsageError(f"docker compose up without -d never ends. Write: {shlex.join(['up', '-d'])}.")
    for name in wanted.services or scales or [service.name for service in stack]:
        if name not in scales:
            stack.start(name)
    for name, replicas in scales.items():
        stack.scale(name, replicas)
    return Answer(output="".join(f" Container {stack.spec.name}-{name}  Started\n" for name in scales))


_VERBS = {
    "ps": _ps,
    "logs": _logs,
    "top": _top,
    "restart": _restart,
    "stop": _stop,
    "start": _start,
    "kill": _kill,
    "exec": _exec,
    "up": _up,
}
