"""What only the built-in server's connections do: half-close on request, and bounded memory."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path

import pytest

MEGABYTE_BYTES = 1_000_000


@pytest.fixture
def half_closing(new_server, upstream):
    server = new_server("built-in", "-half-close")
    listen = server.create("p", upstream.address)["listen"]
    return server, lambda: upstream.connect(listen)


def test_with_half_close_the_answer_arrives_after_the_question_has_ended(half_closing, wire):
    _, connect = half_closing
    client, behind = connect()
    client.sendall(b"question")
    client.shutdown(socket.SHUT_WR)
    assert wire.read_all(behind) == b"question"
    behind.sendall(b"answer")
    behind.close()
    assert wire.read_all(client) == b"answer"


def test_with_half_close_the_other_way_round(half_closing, wire):
    _, connect = half_closing
    client, behind = connect()
    behind.shutdown(socket.SHUT_WR)
    assert wire.read_all(client) == b""
    client.sendall(b"still talking")
    client.close()
    assert wire.read_all(behind) == b"still talking"


def test_with_half_close_a_toxic_still_closes_both_sides(half_closing, wire):
    server, connect = half_closing
    server.poison("p", "limit_data", bytes=3)
    client, behind = connect()
    behind.sendall(b"1234")
    assert wire.read_all(client) == b"123"
    assert wire.ending(behind) in ("close", "reset")


def fill(end):
    """Send until nothing more is taken; the bytes that were."""
    end.settimeout(0.5)
    sent_bytes = 0
    with contextlib.suppress(TimeoutError):
        while sent_bytes < 200 * MEGABYTE_BYTES:
            sent_bytes += end.send(bytes(65_536))
    return sent_bytes


def resident_kib(server):
    return int(Path(f"/proc/{server.process.pid}/status").read_text().partition("VmRSS:")[2].split()[0])


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from Linux's /proc")
@pytest.mark.parametrize(
    ("kind", "attributes", "grown_kib_max"),
    [
        (None, {}, 4 * 1024),
        ("bandwidth", {"rate": 1}, 4 * 1024),
        ("slow_close", {"delay": 1}, 4 * 1024),
        ("latency", {"latency": 60_000}, 40 * 1024),
    ],
)
def test_a_reader_that_does_not_read_costs_bounded_memory(new_server, upstream, kind, attributes, grown_kib_max):
    server = new_server("built-in")
    client, behind = upstream.connect(server.create("p", upstream.address)["listen"])
    if kind:
        server.poison("p", kind, **attributes)
    before_kib = resident_kib(server)
    assert fill(behind) < 200 * MEGABYTE_BYTES
    assert resident_kib(server) - before_kib < grown_kib_max
    assert client.fileno() != -1  # it was open and unread all the time


def test_changes_answer_at_once_while_a_connection_is_stuck(new_server, upstream, wire):
    server = new_server("built-in")
    _, behind = upstream.connect(server.create("p", upstream.address)["listen"])
    server.poison("p", "bandwidth", rate=0)
    server.poison("p", "slicer", average_size=10)
    assert fill(behind) < 200 * MEGABYTE_BYTES
    server.poison("p", "latency", latency=1)
    assert server.call("PATCH", "/proxies/p/toxics/slicer_downstream", {"attributes": {"delay": 1}}).status == 200
    assert server.call("DELETE", "/proxies/p/toxics/bandwidth_downstream").status == 204
    assert server.call("POST", "/reset").status == 204


def test_no_byte_is_lost_or_turned_round_while_toxics_come_and_go(new_server, upstream, wire):
    server = new_server("built-in")
    client, behind = upstream.connect(server.create("p", upstream.address)["listen"])
    sent = bytearray()
    received = bytearray()
    kinds = {
        "latency": {"latency": 5, "jitter": 5},
        "slicer": {"average_size": 50, "size_variation": 40},
        "bandwidth": {"rate": 5_000},
        "noop": {},
        "slow_close": {"delay": 50},
    }
    for number in range(60):
        part = bytes([number]) * 997
        behind.sendall(part)
        sent += part
        kind = list(kinds)[number % len(kinds)]
        path = f"/proxies/p/toxics/{kind}_downstream"
        if number % 10 < len(kinds):
            server.poison("p", kind, toxicity=0.8, **kinds[kind])
        else:
            assert server.call("PATCH", path, {"toxicity": 0.5}).status == 200
            assert server.call("DELETE", path).status == 204
        received += client.recv(500)
    behind.close()
    received += wire.read_all(client)
    assert bytes(received) == bytes(sent)


def test_many_connections_at_once(new_server, upstream, wire):
    server = new_server("built-in")
    listen = server.create("p", upstream.address)["listen"]
    server.poison("p", "latency", latency=20)
    pairs = [upstream.connect(listen) for _ in range(100)]
    for number, (_, behind) in enumerate(pairs):
        behind.sendall(bytes([number]) * 1000)
    for number, (client, _) in enumerate(pairs):
        assert wire.read(client, 1000) == bytes([number]) * 1000
