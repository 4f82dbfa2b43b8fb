"""The end of a link, on a pair of sockets."""

from __future__ import annotations

import asyncio
import socket

from drillbook.services.toxiproxy_server.metrics import Traffic
from drillbook.services.toxiproxy_server.writer import Writer

MEGABYTE_BYTES = 1_000_000


def with_writer(scenario):
    """Run a scenario on a writer, the far end of its destination, its traffic, and the ends that it told."""

    async def run():
        near, far = socket.socketpair()
        near.setblocking(False)
        far.setblocking(False)
        ends: list[str] = []
        traffic = Traffic()
        loop = asyncio.get_running_loop()
        writer = Writer(loop, near, traffic=traffic, on_end=lambda: ends.append("end"))
        with near, far:
            await scenario(writer, far, traffic, ends)
            writer.close()

    asyncio.run(run())


async def read(end, size_bytes):
    data = bytearray()
    while len(data) < size_bytes:
        data += await asyncio.get_running_loop().sock_recv(end, 65_536)
    return bytes(data)


def test_what_the_kernel_takes_is_sent_at_once():
    async def scenario(writer, far, traffic, ends):
        writer.put(b"abc")
        assert far.recv(10) == b"abc"
        assert writer.has_room
        writer.end()
        assert ends == ["end"]
        assert traffic.sent_bytes == 3

    with_writer(scenario)


def test_what_it_does_not_take_is_kept_in_order_and_the_end_waits_for_it():
    async def scenario(writer, far, traffic, ends):
        woken = []
        writer.put(b"a" * MEGABYTE_BYTES)
        writer.put(memoryview(b"b" * 10))
        assert not writer.has_room
        writer.when_room(lambda: woken.append("room"))
        writer.end()
        assert (woken, ends) == ([], [])
        assert await read(far, MEGABYTE_BYTES + 10) == b"a" * MEGABYTE_BYTES + b"b" * 10
        assert (woken, ends) == (["room"], ["end"])
        assert traffic.sent_bytes == MEGABYTE_BYTES + 10

    with_writer(scenario)


def test_a_broken_destination_is_an_end_told_once():
    async def scenario(writer, far, traffic, ends):
        far.close()
        writer.put(b"a")
        writer.put(b"b")
        writer.end()
        assert ends == ["end"]
        assert not writer.has_room
        assert traffic.sent_bytes == 0

    with_writer(scenario)


def test_after_the_end_nothing_is_sent():
    async def scenario(writer, far, traffic, ends):
        writer.end()
        writer.put(b"late")
        assert traffic.sent_bytes == 0
        assert ends == ["end"]

    with_writer(scenario)
