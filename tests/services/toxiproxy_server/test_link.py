"""One direction of a connection, on two pairs of sockets."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace

import pytest

from drillbook.services.toxiproxy_server.link import Link
from drillbook.services.toxiproxy_server.metrics import Traffic
from drillbook.services.toxiproxy_server.values import new_toxic_of

READ_LIMIT_S = 10.0


def toxic(kind, *, toxicity=1, **attributes):
    return new_toxic_of({"type": kind, "toxicity": toxicity, "attributes": attributes})


def with_link(scenario, chain=()):
    """Run a scenario on a link, the far end of its source, the far end of its destination, and the ends it told."""

    async def run():
        source, speaker = socket.socketpair()
        destination, hearer = socket.socketpair()
        ends: list[Link] = []
        link = Link(source, destination, traffic=Traffic(), seed="1", on_end=ends.append)
        for each in (source, speaker, destination, hearer):
            each.setblocking(False)
        with source, speaker, destination, hearer:
            link.start(list(chain))
            await scenario(link, speaker, hearer, ends)
            link.stop()

    asyncio.run(run())


async def hear(hearer, size_bytes):
    data = bytearray()
    async with asyncio.timeout(READ_LIMIT_S):
        while len(data) < size_bytes:
            data += await asyncio.get_running_loop().sock_recv(hearer, size_bytes - len(data))
    return bytes(data)


async def settle():
    """Let the event loop read what was said."""
    for _ in range(20):
        await asyncio.sleep(0)


async def until_ended(ends):
    async with asyncio.timeout(READ_LIMIT_S):
        while not ends:  # noqa: ASYNC110 - what is told is what is waited for
            await asyncio.sleep(0)


HELD = {"latency": 3_600_000}


@pytest.mark.parametrize(
    "undo",
    [
        lambda link, spec: link.remove(spec),
        lambda link, spec: link.change(replace(spec, toxicity=0.0)),
        lambda link, _spec: link.change(toxic("latency")),
    ],
    ids=["removed", "missed its next draw", "changed"],
)
def test_what_a_toxic_held_passes_in_order(undo):
    spec = toxic("latency", **HELD)

    async def scenario(link, speaker, hearer, ends):
        for part in (b"one ", b"two ", b"three "):
            speaker.send(part)
            await settle()
        undo(link, spec)
        speaker.send(b"four")
        assert await hear(hearer, 18) == b"one two three four"
        assert ends == []

    with_link(scenario, [spec])


def test_what_a_toxic_held_passes_to_the_next_toxic():
    first, second = toxic("latency", **HELD), replace(toxic("limit_data", bytes=5), name="second")

    async def scenario(link, speaker, hearer, ends):
        speaker.send(b"1234567")
        await settle()
        link.remove(first)
        assert await hear(hearer, 5) == b"12345"
        await until_ended(ends)

    with_link(scenario, [first, second])


def test_a_toxic_becomes_active_at_its_own_place_in_the_chain():
    first = replace(toxic("limit_data", bytes=4, toxicity=0), name="first")
    second = replace(toxic("limit_data", bytes=9), name="second")

    async def scenario(link, speaker, hearer, ends):
        link.change(replace(first, toxicity=1.0))
        speaker.send(b"123456789")
        assert await hear(hearer, 4) == b"1234"
        await until_ended(ends)

    with_link(scenario, [first, second])


def test_an_end_held_by_a_toxic_passes_when_it_is_removed():
    spec = toxic("slow_close", delay=3_600_000)

    async def scenario(link, speaker, hearer, ends):
        speaker.send(b"x")
        speaker.close()
        assert await hear(hearer, 1) == b"x"
        await settle()
        assert ends == []
        link.remove(spec)
        assert ends == [link]
        assert link.source_ended

    with_link(scenario, [spec])


def test_a_toxic_that_has_begun_to_reset_is_not_stopped_any_more():
    spec = toxic("reset_peer", timeout=50)

    async def scenario(link, speaker, hearer, ends):
        speaker.send(b"x")
        await settle()
        link.change(toxic("reset_peer", timeout=3_600_000))
        link.remove(spec)
        await until_ended(ends)
        assert link.resets

    with_link(scenario, [spec])


def test_a_toxic_of_the_same_name_after_one_that_has_ended_the_stream():
    spec, slow = toxic("limit_data", bytes=0), toxic("slow_close", delay=3_600_000)

    async def scenario(link, speaker, hearer, ends):
        speaker.send(b"x")
        await settle()
        link.remove(spec)
        link.add(spec)
        speaker.send(b"y")
        await settle()
        link.remove(slow)
        await until_ended(ends)
        with pytest.raises(BlockingIOError):
            hearer.recv(1)

    with_link(scenario, [spec, slow])


def test_changes_after_the_end_do_nothing():
    spec = toxic("latency", **HELD)

    async def scenario(link, speaker, hearer, ends):
        link.stop()
        link.change(spec)
        link.remove(spec)
        link.add(spec)
        link.lose_source()
        assert ends == []

    with_link(scenario, [spec])


def test_a_wait_below_the_timers_grain_is_short():
    spec = toxic("slicer", average_size=1, delay=20)

    async def scenario(link, speaker, hearer, ends):
        loop = asyncio.get_running_loop()
        started_s = loop.time()
        speaker.send(b"x" * 1000)
        assert await hear(hearer, 1000) == b"x" * 1000
        # A thousand waits of a whole millisecond would be a second at least.
        assert 0.02 <= loop.time() - started_s < 0.9

    with_link(scenario, [spec])
