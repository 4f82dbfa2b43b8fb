"""What the tests of the Toxiproxy server share: servers of both kinds, an API client, and both ends of a connection.

Every conformance test runs against the built-in server, and against the real one where it is installed.
Where they differ on purpose the test asks `expected` which of the two facts holds; all differences stand in
one table, and each of them has a heading in ``docs/reference/toxiproxy.md``.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from drillbook.clock import Deadline

if TYPE_CHECKING:
    from collections.abc import Iterator

BUILT_IN = (sys.executable, "-m", "drillbook.services.toxiproxy_server")
REAL = os.environ.get("DRILLBOOK_TOXIPROXY") or shutil.which("toxiproxy-server")
COMMANDS = {"built-in": BUILT_IN} | ({"real": (REAL,)} if REAL else {})

START_LIMIT_S = 15.0
ANSWER_LIMIT_S = 20.0
READ_SIZE_BYTES = 65_536

# Heading in the reference: what the built-in server shows, what the real one shows.
DIFFERENCES: dict[str, tuple[Any, Any]] = {
    "JSON errors say that they are JSON": ("application/json", "text/plain; charset=utf-8"),
    "A refused change changes nothing": (5, 9),
    "Attributes that crash are refused": (400, 200),
    "A busy API port ends the server": (4, None),
    "Counters are live": (True, False),
    "The seed has an effect": (True, False),
    "A silent upstream holds up nobody else": (True, False),
    "No Logger key": (False, True),
    "A reset is one only where the toxic is active": ("close", "reset"),
    "A reset toxic works on older connections": ("reset", "close"),
    "A timeout that missed its draw closes nothing": (True, False),
    "An unchanged listen address on every interface restarts nothing": (True, False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the API answered."""

    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)


@dataclass(slots=True, kw_only=True)
class Server:
    """A running server of either kind."""

    kind: str
    port: int
    process: subprocess.Popen[bytes]

    def call(self, method: str, path: str, body: Any = None, *, headers: dict[str, str] | None = None) -> Answer:
        """One request on a connection of its own; `body` is JSON unless it is bytes."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_LIMIT_S)
        with contextlib.closing(connection):
            connection.request(method, path, data, headers or {})
            response = connection.getresponse()
            shown = {name.lower(): value for name, value in response.getheaders()}
            return Answer(status=response.status, headers=shown, raw=response.read())

    def create(self, name: str, upstream: str, **more: Any) -> dict[str, Any]:
        """A new proxy on a port of the kernel's choice."""
        body = {"name": name, "upstream": upstream, "listen": "127.0.0.1:0", **more}
        answer = self.call("POST", "/proxies", body)
        assert answer.status == 201, answer.raw
        return answer.json

    def poison(self, proxy: str, kind: str, *, stream: str = "downstream", **more: Any) -> dict[str, Any]:
        """A new toxic; what is not `name` or `toxicity` is an attribute."""
        body = {"type": kind, "stream": stream, "attributes": more}
        body |= {key: more.pop(key) for key in ("name", "toxicity") if key in more}
        answer = self.call("POST", f"/proxies/{proxy}/toxics", body)
        assert answer.status == 200, answer.raw
        return answer.json

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        self.process.terminate()
        try:
            return self.process.wait(ANSWER_LIMIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_server(kind: str, *flags: str) -> Server:
    port = free_port()
    process = subprocess.Popen(
        [*COMMANDS[kind], "-host", "127.0.0.1", "-port", str(port), *flags],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    server = Server(kind=kind, port=port, process=process)
    deadline = Deadline(START_LIMIT_S)
    while not _answers(server):
        if process.poll() is not None or not deadline.pause(0.01):
            process.kill()
            raise AssertionError(f"{kind} did not start: {process.communicate()[1]!r}")
    return server


def _answers(server: Server) -> bool:
    with contextlib.suppress(OSError):
        return server.call("GET", "/version").status == 200
    return False


@pytest.fixture
def new_server(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Starts servers with flags of the test's choice, and stops them."""
    started: list[Server] = []

    def start(kind: str, *flags: str) -> Server:
        started.append(start_server(kind, *flags))
        return started[-1]

    yield start
    for server in started:
        if server.process.poll() is None:
            server.stop()
        server.process.stderr.close()


@pytest.fixture(params=list(COMMANDS))
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of server that is installed."""
    return request.param


@pytest.fixture(scope="session", params=list(COMMANDS))
def shared_server(request: pytest.FixtureRequest) -> Iterator[Server]:
    server = start_server(request.param, "-proxy-metrics", "-runtime-metrics")
    yield server
    assert server.stop() is not None
    server.process.stderr.close()


@pytest.fixture
def server(shared_server: Server) -> Iterator[Server]:
    """A running server of each kind, without proxies before and after."""
    yield shared_server
    for name in shared_server.call("GET", "/proxies").json:
        assert shared_server.call("DELETE", f"/proxies/{quote(name)}").status == 204


@pytest.fixture
def expected(server: Server) -> Any:
    """Which side of a difference the server in hand is on."""

    def lookup(heading: str) -> Any:
        built_in, real = DIFFERENCES[heading]
        return built_in if server.kind == "built-in" else real

    return lookup


@dataclass(slots=True)
class Upstream:
    """A listening socket whose connections the test accepts by hand."""

    listener: socket.socket
    kept: list[socket.socket] = field(default_factory=list)

    @property
    def address(self) -> str:
        host, port = self.listener.getsockname()
        return f"{host}:{port}"

    def connect(self, listen: str) -> tuple[socket.socket, socket.socket]:
        """A client connected to `listen`, and the server's side of the connection behind it."""
        client = self.client(listen)
        accepted, _ = self.listener.accept()
        accepted.settimeout(ANSWER_LIMIT_S)
        self.kept.append(accepted)
        return client, accepted

    def client(self, listen: str) -> socket.socket:
        """A client connected to `listen` and nothing else."""
        host, _, port = listen.rpartition(":")
        client = socket.create_connection((host, int(port)), timeout=ANSWER_LIMIT_S)
        self.kept.append(client)
        return client


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    listener.settimeout(ANSWER_LIMIT_S)
    end = Upstream(listener)
    yield end
    for each in (*end.kept, listener):
        each.close()


@dataclass(frozen=True, slots=True)
class Wire:
    """Reads of a test: everything up to a length or the end, and how the end came."""

    def read(self, end: socket.socket, size_bytes: int) -> bytes:
        """Exactly so many bytes, or fewer if the end comes first."""
        data = bytearray()
        while len(data) < size_bytes and (part := end.recv(min(READ_SIZE_BYTES, size_bytes - len(data)))):
            data += part
        return bytes(data)

    def read_all(self, end: socket.socket) -> bytes:
        """Everything up to the end."""
        return self.read(end, sys.maxsize)

    def ending(self, end: socket.socket) -> str:
        """How the connection ends: "close" or "reset"."""
        try:
            assert self.read_all(end) == b""
        except ConnectionResetError:
            return "reset"
        return "close"

    def is_silent(self, end: socket.socket, for_s: float) -> bool:
        """Whether neither a byte nor an end comes within `for_s`."""
        end.settimeout(for_s)
        try:
            end.recv(1, socket.MSG_PEEK)
        except TimeoutError:
            return True
        else:
            return False
        finally:
            end.settimeout(ANSWER_LIMIT_S)


@pytest.fixture(scope="session")
def wire() -> Wire:
    return Wire()


@pytest.fixture(scope="session")
def differences() -> dict[str, tuple[Any, Any]]:
    return DIFFERENCES


@pytest.fixture(scope="session")
def commands() -> dict[str, tuple[str, ...]]:
    """The command of each kind of server that is installed."""
    return COMMANDS


@pytest.fixture(scope="session")
def start_built_in() -> Any:
    """Starts a built-in server that the caller stops."""
    return lambda *flags: start_server("built-in", *flags)
