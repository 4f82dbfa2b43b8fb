"""What a Toxiproxy server costs: start-up, memory, added round trip and throughput, without an active toxic.

Run it with ``python benchmarks/bench_toxiproxy.py``. The real server is measured beside the built-in one when it is on
PATH as ``toxiproxy-server`` or named by DRILLBOOK_TOXIPROXY. Ends with 1 when the built-in server misses a target.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from drillbook.clock import Deadline, real_s

if TYPE_CHECKING:
    from collections.abc import Iterator

BUILT_IN = [sys.executable, "-m", "drillbook.services.toxiproxy_server"]
ADDED_US_MAX = 200.0
THROUGHPUT_MB_PER_S_MIN = 200.0
START_MS_MAX = 150.0
RESIDENT_MB_MAX = 30.0

ROUND_COUNT = 5  # each way is measured in turn, so that all of them see the same machine
ROUND_TRIP_COUNT = 2_000
MESSAGE = b"x" * 100
STREAM_SIZE_BYTES = 200_000_000
BUFFER_SIZE_BYTES = 262_144
START_COUNT = 5
LIMIT_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What was measured on one way to the upstream."""

    name: str
    round_trip_us: float
    throughput_mb_per_s: float
    start_ms: float = 0.0
    resident_mb: float = 0.0


def serve_upstream(listener: socket.socket) -> None:
    """Answer each connection by its first byte: "e" echoes, "d" sends the stream."""
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve_client, args=(client,), daemon=True).start()


def serve_client(client: socket.socket) -> None:
    """One connection of the upstream."""
    with client, contextlib.suppress(ConnectionError):
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if client.recv(1) == b"e":
            while data := client.recv(BUFFER_SIZE_BYTES):
                client.sendall(data)
        else:
            data = bytes(BUFFER_SIZE_BYTES)
            for _ in range(STREAM_SIZE_BYTES // BUFFER_SIZE_BYTES + 1):
                client.sendall(data)


def connect(port: int, mode: bytes) -> socket.socket:
    """A client of the upstream or of a proxy before it."""
    client = socket.create_connection(("127.0.0.1", port), timeout=LIMIT_S)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    client.sendall(mode)
    return client


def round_trip_us(port: int) -> float:
    """Median microseconds from sending a message to having its echo."""
    times_s = []
    with connect(port, b"e") as client:
        for _ in range(ROUND_TRIP_COUNT):
            started_s = real_s()
            client.sendall(MESSAGE)
            client.recv(BUFFER_SIZE_BYTES)
            times_s.append(real_s() - started_s)
    return statistics.median(times_s) * 1e6


def throughput_mb_per_s(port: int) -> float:
    """Megabytes (of a million bytes) received per second on one connection."""
    buffer = bytearray(BUFFER_SIZE_BYTES)
    with connect(port, b"d") as client:
        received_bytes = 0
        started_s = real_s()
        while size_bytes := client.recv_into(buffer):
            received_bytes += size_bytes
        return received_bytes / 1e6 / (real_s() - started_s)


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def call(port: int, method: str, *, path: str, body: object = None) -> bytes:
    """One request to the API."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT_S)
    with contextlib.closing(connection):
        connection.request(method, path, json.dumps(body))
        return connection.getresponse().read()


@contextlib.contextmanager
def running(command: list[str]) -> Iterator[tuple[int, int, float]]:
    """A server: the port of its API, its process id, and the milliseconds to its first answer."""
    port = free_port()
    started_s = real_s()
    flags = ["-host", "127.0.0.1", "-port", str(port)]
    with subprocess.Popen([*command, *flags], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = Deadline(LIMIT_S)
            while not answers(port) and deadline.pause(0.001):
                pass
            yield port, process.pid, (real_s() - started_s) * 1000
        finally:
            process.terminate()


def answers(port: int) -> bool:
    """Whether the API answers."""
    with contextlib.suppress(OSError):
        return bool(call(port, "GET", path="/version"))
    return False


def resident_mb(pid: int) -> float:
    """Megabytes in memory, or 0 where the kernel has no /proc."""
    status = Path(f"/proc/{pid}/status")
    return int(status.read_text().partition("VmRSS:")[2].split()[0]) / 1000 if status.exists() else 0.0


def proxy_port(port: int, upstream_port: int) -> int:
    """The port of a new proxy to the upstream."""
    body = {"name": "p", "listen": "127.0.0.1:0", "upstream": f"127.0.0.1:{upstream_port}"}
    proxy = json.loads(call(port, "POST", path="/proxies", body=body))
    return int(proxy["listen"].rpartition(":")[2])


def start_ms(command: list[str]) -> float:
    """Median milliseconds from starting a server to its first answer."""
    times_ms = []
    for _ in range(START_COUNT):
        with running(command) as (_, _, time_ms):
            times_ms.append(time_ms)
    return statistics.median(times_ms)


def measure(commands: dict[str, list[str]], upstream_port: int) -> list[Cost]:
    """All costs of going to the upstream directly and through each server."""
    starts_ms = {name: start_ms(command) for name, command in commands.items()}
    with contextlib.ExitStack() as servers:
        ports, pids = {"direct": upstream_port}, dict[str, int]()
        for name, command in commands.items():
            port, pids[name], _ = servers.enter_context(running(command))
            ports[name] = proxy_port(port, upstream_port)
        trips_us: dict[str, list[float]] = {name: [] for name in ports}
        speeds: dict[str, list[float]] = {name: [] for name in ports}
        for _ in range(ROUND_COUNT):
            for name, port in ports.items():
                trips_us[name].append(round_trip_us(port))
                speeds[name].append(throughput_mb_per_s(port))
        return [
            Cost(
                name=name,
                round_trip_us=statistics.median(trips_us[name]),
                throughput_mb_per_s=statistics.median(speeds[name]),
                start_ms=starts_ms.get(name, 0.0),
                resident_mb=resident_mb(pids[name]) if name in pids else 0.0,
            )
            for name in ports
        ]


def misses(direct: Cost, built_in: Cost) -> list[str]:
    """The targets that the built-in server does not reach."""
    added_us = built_in.round_trip_us - direct.round_trip_us
    checks = {
        f"added round trip {added_us:.0f} us > {ADDED_US_MAX:.0f} us": added_us > ADDED_US_MAX,
        f"throughput < {THROUGHPUT_MB_PER_S_MIN:.0f} MB/s": built_in.throughput_mb_per_s < THROUGHPUT_MB_PER_S_MIN,
        f"start-up > {START_MS_MAX:.0f} ms": built_in.start_ms > START_MS_MAX,
        f"memory > {RESIDENT_MB_MAX:.0f} MB": built_in.resident_mb > RESIDENT_MB_MAX,
    }
    return [text for text, missed in checks.items() if missed]


def upstream_in_a_process() -> int:
    """Serve the upstream in a child, so that it does not share the measuring process's interpreter lock."""
    listener = socket.create_server(("127.0.0.1", 0))
    if os.fork() == 0:
        parent = os.getppid()
        threading.Thread(target=serve_upstream, args=(listener,), daemon=True).start()
        while os.getppid() == parent:
            Deadline(LIMIT_S).pause(0.2)
        os._exit(0)
    return int(listener.getsockname()[1])


def main() -> int:
    """Measure, print, judge."""
    upstream_port = upstream_in_a_process()
    real = os.environ.get("DRILLBOOK_TOXIPROXY") or shutil.which("toxiproxy-server")
    costs = measure({"built-in": BUILT_IN} | ({"real": [real]} if real else {}), upstream_port)
    direct, built_in = costs[:2]
    print("way        round trip us   added us   MB/s   start ms   memory MB")
    for cost in costs:
        added_us = cost.round_trip_us - direct.round_trip_us
        print(
            f"{cost.name:<10} {cost.round_trip_us:>13.1f} {added_us:>10.1f} {cost.throughput_mb_per_s:>6.0f}"
            f" {cost.start_ms:>10.0f} {cost.resident_mb:>11.1f}"
        )
    missed = misses(direct, built_in)
    print("targets: " + ("; ".join(missed) or "reached"))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
