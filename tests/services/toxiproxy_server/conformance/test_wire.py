"""Every toxic as it is felt on the wire, on both servers.

Lower bounds are tight, for a toxic guarantees them; upper bounds leave room for a busy machine.
"""

from __future__ import annotations

import pytest

from drillbook.clock import real_s

EARLY_S = 0.003  # clocks of two processes and rounding to milliseconds
LATE_S = 3.0


@pytest.fixture
def pair(server, upstream, wire):
    """Client and server behind the proxy "p", proved to be linked in both directions."""
    client, behind = upstream.connect(server.create("p", upstream.address)["listen"])
    for speaker, hearer in ((client, behind), (behind, client)):
        speaker.sendall(b"hello")
        assert wire.read(hearer, 5) == b"hello"
    return client, behind


@pytest.fixture
def connect(server, upstream):
    """New connections through the proxy "p", after its toxics were added."""
    listen = server.create("p", upstream.address)["listen"]
    return lambda: upstream.connect(listen)


def took_s(since_s):
    return real_s() - since_s


def assert_took(since_s, wanted_s):
    assert wanted_s - EARLY_S <= took_s(since_s) <= wanted_s + LATE_S


def test_without_toxics_bytes_pass_both_ways_in_order(pair, wire):
    client, behind = pair
    data = bytes(range(256)) * 8192
    client.sendall(b"question")
    assert wire.read(behind, 8) == b"question"
    for part in range(0, len(data), 65_536):
        behind.sendall(data[part : part + 65_536])
        assert wire.read(client, 65_536) == data[part : part + 65_536]


def test_the_close_of_either_side_reaches_the_other(connect, wire):
    for side in (0, 1):
        ends = connect()
        ends[side].sendall(b"last words")
        ends[side].close()
        assert wire.read_all(ends[1 - side]) == b"last words"


def test_a_half_close_loses_the_answer(pair, wire):
    client, behind = pair
    client.shutdown(1)
    assert wire.ending(behind) == "close"
    assert wire.ending(client) == "close"


def test_latency_comes_and_goes_on_a_live_connection(server, pair, wire):
    client, behind = pair
    server.poison("p", "latency", latency=300)
    started_s = real_s()
    behind.sendall(b"late")
    assert wire.read(client, 4) == b"late"
    assert_took(started_s, 0.3)
    client.sendall(b"at once")
    assert wire.read(behind, 7) == b"at once"
    server.call("DELETE", "/proxies/p/toxics/latency_downstream")
    started_s = real_s()
    behind.sendall(b"quick")
    assert wire.read(client, 5) == b"quick"
    assert took_s(started_s) < 0.3


def test_latency_shifts_the_stream_and_does_not_throttle_it(server, pair, wire):
    client, behind = pair
    server.poison("p", "latency", latency=300)
    started_s = real_s()
    for _ in range(20):
        behind.sendall(b"x" * 1000)
    assert wire.read(client, 20_000) == b"x" * 20_000
    assert_took(started_s, 0.3)


def test_two_latencies_add_up(server, pair, wire):
    client, behind = pair
    server.poison("p", "latency", name="one", latency=150)
    server.poison("p", "latency", name="two", latency=150)
    started_s = real_s()
    behind.sendall(b"late")
    assert wire.read(client, 4) == b"late"
    assert_took(started_s, 0.3)


def test_jitter_stays_within_its_bounds_and_keeps_the_order(server, pair, wire):
    client, behind = pair
    server.poison("p", "latency", latency=60, jitter=40)
    for number in range(8):
        started_s = real_s()
        behind.sendall(bytes([number]))
        assert wire.read(client, 1) == bytes([number])
        assert_took(started_s, 0.02)


def test_what_latency_holds_passes_when_it_is_removed(server, pair, wire):
    client, behind = pair
    server.poison("p", "latency", latency=60_000)
    behind.sendall(b"held")
    assert wire.is_silent(client, 0.2)
    server.call("DELETE", "/proxies/p/toxics/latency_downstream")
    assert wire.read(client, 4) == b"held"


def test_data_held_at_the_close_still_arrives(server, pair, wire):
    client, behind = pair
    server.poison("p", "latency", latency=300)
    started_s = real_s()
    behind.sendall(b"last words")
    behind.close()
    assert wire.read_all(client) == b"last words"
    assert_took(started_s, 0.3)


def test_bandwidth(server, pair, wire):
    client, behind = pair
    server.poison("p", "bandwidth", rate=100)
    started_s = real_s()
    behind.sendall(b"x" * 100_000)
    assert wire.read(client, 100_000) == b"x" * 100_000
    assert_took(started_s, 0.98)


def test_bandwidth_zero_passes_nothing_until_it_is_removed(server, pair, wire):
    client, behind = pair
    server.poison("p", "bandwidth", rate=0)
    behind.sendall(b"held")
    assert wire.is_silent(client, 0.3)
    server.call("POST", "/reset")
    assert wire.read(client, 4) == b"held"


def test_slow_close(server, pair, wire):
    client, behind = pair
    server.poison("p", "slow_close", delay=400)
    started_s = real_s()
    behind.sendall(b"data")
    behind.close()
    assert wire.read(client, 4) == b"data"
    assert took_s(started_s) < 0.4
    assert wire.ending(client) == "close"
    assert_took(started_s, 0.4)


def test_timeout_zero_holds_for_ever_and_its_removal_closes(server, pair, wire):
    client, behind = pair
    server.poison("p", "timeout", timeout=0)
    behind.sendall(b"lost")
    assert wire.is_silent(client, 0.3)
    server.call("DELETE", "/proxies/p/toxics/timeout_downstream")
    assert wire.ending(client) == "close"


def test_timeout_closes_after_silence_and_drops_the_data(server, pair, wire):
    client, behind = pair
    started_s = real_s()
    server.poison("p", "timeout", timeout=400)
    for _ in range(3):
        assert wire.is_silent(client, 0.2)
        behind.sendall(b"lost")
        started_s = real_s()
    assert wire.ending(client) == "close"
    assert_took(started_s, 0.4)


def test_a_timeout_that_missed_its_draw(server, pair, wire, expected):
    client, _ = pair
    server.poison("p", "timeout", timeout=0, toxicity=0)
    server.call("DELETE", "/proxies/p/toxics/timeout_downstream")
    stays = wire.is_silent(client, 0.3)
    assert stays is expected("A timeout that missed its draw closes nothing")


def test_reset_peer_on_a_new_connection(server, connect, wire):
    server.poison("p", "reset_peer", timeout=200)
    client, behind = connect()
    started_s = real_s()
    behind.sendall(b"lost")
    assert wire.ending(client) == "reset"
    assert_took(started_s, 0.2)
    assert wire.ending(behind) == "reset"


def test_reset_peer_on_an_older_connection(server, pair, wire, expected):
    client, behind = pair
    server.poison("p", "reset_peer", timeout=0)
    behind.sendall(b"lost")
    assert wire.ending(client) == expected("A reset toxic works on older connections")


def test_reset_peer_that_missed_its_draw(server, connect, wire, expected):
    server.poison("p", "reset_peer", timeout=0, toxicity=0)
    client, behind = connect()
    behind.sendall(b"data")
    assert wire.read(client, 4) == b"data"
    behind.close()
    assert wire.ending(client) == expected("A reset is one only where the toxic is active")


def test_limit_data_passes_exactly_its_bytes_then_closes(server, connect, wire):
    server.poison("p", "limit_data", bytes=100)
    client, behind = connect()
    behind.sendall(b"a" * 60)
    assert wire.read(client, 60) == b"a" * 60
    behind.sendall(b"b" * 60)
    assert wire.read_all(client) == b"b" * 40


def test_limit_data_counts_each_connection_and_survives_a_change(server, connect, wire):
    server.poison("p", "limit_data", bytes=10)
    client, behind = connect()
    behind.sendall(b"a" * 8)
    assert wire.read(client, 8) == b"a" * 8
    server.call("PATCH", "/proxies/p/toxics/limit_data_downstream", {"attributes": {"bytes": 12}})
    behind.sendall(b"b" * 8)
    assert wire.read_all(client) == b"b" * 4
    client, behind = connect()
    behind.sendall(b"c" * 20)
    assert wire.read_all(client) == b"c" * 12


def test_limit_data_zero_closes_at_the_first_byte(server, pair, wire):
    client, behind = pair
    server.poison("p", "limit_data", bytes=0)
    assert wire.is_silent(client, 0.1)
    behind.sendall(b"x")
    assert wire.ending(client) == "close"


def test_slicer_keeps_the_bytes_and_spaces_the_pieces(server, pair, wire):
    client, behind = pair
    data = bytes(range(250)) * 4
    server.poison("p", "slicer", average_size=100, size_variation=0, delay=30_000)
    started_s = real_s()
    behind.sendall(data)
    sizes = []
    received = b""
    while len(received) < len(data):
        part = client.recv(65_536)
        sizes.append(len(part))
        received += part
    assert received == data
    # Halves of halves of 1000 bytes are sixteen pieces; a late reader may find two of them together.
    assert_took(started_s, 15 * 0.03)
    assert min(sizes) <= 63
    assert len(sizes) > 1


def test_slicer_without_delay_keeps_much_data(server, pair, wire):
    client, behind = pair
    server.poison("p", "slicer", average_size=500, size_variation=400)
    data = bytes(range(256)) * 200
    behind.sendall(data)
    assert wire.read(client, len(data)) == data


def test_upstream_toxics_act_on_what_the_client_sends(server, pair, wire):
    client, behind = pair
    server.poison("p", "latency", stream="upstream", latency=300)
    started_s = real_s()
    behind.sendall(b"at once")
    assert wire.read(client, 7) == b"at once"
    assert took_s(started_s) < 0.3
    started_s = real_s()
    client.sendall(b"late")
    assert wire.read(behind, 4) == b"late"
    assert_took(started_s, 0.3)


def test_toxics_work_in_the_order_of_their_chain(server, pair, wire):
    client, behind = pair
    server.poison("p", "limit_data", bytes=5)
    server.poison("p", "latency", latency=300)
    started_s = real_s()
    behind.sendall(b"1234567")
    assert wire.read_all(client) == b"12345"
    assert_took(started_s, 0.3)


def test_toxicity_is_drawn_for_each_connection(server, connect, wire):
    server.poison("p", "limit_data", bytes=0, toxicity=0.5)
    passed = 0
    for _ in range(40):
        client, behind = connect()
        behind.sendall(b"x" * 8)
        passed += wire.read(client, 8) == b"x" * 8
    assert 3 <= passed <= 37  # a fair coin leaves this range once in fifty million tries


@pytest.mark.parametrize(("toxicity", "received"), [(0, b"data"), (1, b"")])
def test_toxicity_none_and_all(server, connect, wire, toxicity, received):
    server.poison("p", "limit_data", bytes=0, toxicity=toxicity)
    for _ in range(5):
        client, behind = connect()
        behind.sendall(b"data")
        assert wire.read(client, 4) == received


def test_a_change_of_toxicity_draws_again_on_live_connections(server, pair, wire):
    client, behind = pair
    server.poison("p", "latency", latency=60_000, toxicity=0)
    behind.sendall(b"one")
    assert wire.read(client, 3) == b"one"
    server.call("PATCH", "/proxies/p/toxics/latency_downstream", {"toxicity": 1})
    behind.sendall(b"two")
    assert wire.is_silent(client, 0.2)
    server.call("PATCH", "/proxies/p/toxics/latency_downstream", {"toxicity": 0})
    assert wire.read(client, 3) == b"two"


def test_a_connection_that_was_opened_before_the_toxic_feels_it(server, pair, wire):
    client, behind = pair
    for kind, stream in (("noop", "downstream"), ("noop", "upstream"), ("limit_data", "upstream")):
        server.poison("p", kind, stream=stream)
    client.sendall(b"x")
    assert wire.ending(behind) == "close"


def test_counters(server, connect, wire, expected):
    client, behind = connect()
    client.sendall(b"12345")
    assert wire.read(behind, 5) == b"12345"
    behind.sendall(b"123")
    assert wire.read(client, 3) == b"123"

    def count(name, direction):
        lines = server.call("GET", "/metrics").raw.decode().splitlines()
        start = f'toxiproxy_proxy_{name}_bytes_total{{direction="{direction}",listener="127.0.0.1:'
        found = [line for line in lines if line.startswith(start) and f'upstream="127.0.0.1:{port}"' in line]
        return float(found[0].rpartition(" ")[2]) if found else None

    port = behind.getsockname()[1]
    assert (count("received", "upstream") == 5) is expected("Counters are live")
    client.close()
    assert wire.ending(behind) == "close"
    limit_s = real_s() + LATE_S
    while count("sent", "downstream") is None and real_s() < limit_s:
        pass
    assert [count("received", "upstream"), count("sent", "upstream")] == [5, 5]
    assert [count("received", "downstream"), count("sent", "downstream")] == [3, 3]
