"""A link is one direction of a connection: source, then the stages of the active toxics, then the writer."""

from __future__ import annotations

import asyncio
from random import Random
from typing import TYPE_CHECKING, Final

from drillbook.services.toxiproxy_server.limits import CHUNK_SIZE_BYTES, READ_SIZE_BYTES
from drillbook.services.toxiproxy_server.stage import Stage
from drillbook.services.toxiproxy_server.writer import Writer

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from drillbook.services.toxiproxy_server.channel import Sink
    from drillbook.services.toxiproxy_server.metrics import Traffic
    from drillbook.services.toxiproxy_server.values import ToxicSpec

# One buffer serves all links: the event loop runs one callback at a time, and every sink copies what it keeps.
BUFFER: Final = memoryview(bytearray(READ_SIZE_BYTES))


class Link:
    """Moves bytes from a source to a destination.

    Without an active toxic a read is sent on in the same turn of the event loop. Reading stops while what comes
    first (a stage or the writer) has no room.

    Args:
        source: a non-blocking socket to read, which the link does not close.
        destination: a non-blocking socket to write, which the link does not close.
        traffic: counts the bytes of both.
        seed: the source of every draw on this link.
        on_end: called once, when the last byte was sent or the destination is broken.
    """

    def __init__(
        self,
        source: socket.socket,
        destination: socket.socket,
        *,
        traffic: Traffic,
        seed: str,
        on_end: Callable[[Link], None],
    ) -> None:
        self.resets = False
        self.ended = False
        self.source_ended = False
        self._source = source
        self._traffic = traffic
        self._seed = seed
        self._toxic_count = 0
        self._on_end = on_end
        self._loop = asyncio.get_running_loop()
        self._writer = Writer(self._loop, destination, traffic=traffic, on_end=self._end)
        self._stages: dict[str, Stage] = {}  # one for each toxic of the chain, active or not, in the chain's order
        self._route: list[Stage] = []  # those that the stream passes
        self._reading = False

    def start(self, chain: list[ToxicSpec]) -> None:
        """Begin with the toxics of `chain`."""
        for spec in chain:
            self.add(spec)
        self._resume()

    def add(self, spec: ToxicSpec) -> None:
        """Append a toxic; the draw against its toxicity decides whether the stream passes it."""
        self._toxic_count += 1
        random = Random(f"{self._seed}/{self._toxic_count}")  # noqa: S311 - draws shall be repeatable, not secret
        stage = Stage(self._loop, self, toxic=spec.toxic, random=random)
        self._stages[spec.name] = stage
        if not self.ended and random.random() < spec.toxicity:
            self._enter(stage)
            stage.start()

    def change(self, spec: ToxicSpec) -> None:
        """Go on with other attributes and another draw."""
        stage = self._stages[spec.name]
        if self.ended or stage.ended or stage.committed:
            return
        was_active, is_active = stage in self._route, stage.random.random() < spec.toxicity
        if was_active and not is_active:
            self._leave(stage)
            return
        if is_active and not was_active:
            self._enter(stage)
        if is_active:
            stage.change(spec.toxic)

    def remove(self, spec: ToxicSpec) -> None:
        """Take a toxic out; what it held passes at once, unless its removal closes the link."""
        stage = self._stages.pop(spec.name)
        if self.ended or stage.ended or stage.committed or stage not in self._route:
            return
        if getattr(spec.toxic, "closes_on_removal", False):
            self._end()
        else:
            self._leave(stage)

    def behind(self, stage: Stage) -> Sink:
        """What gets the bytes that `stage` passes on."""
        position = self._route.index(stage) + 1
        return self._route[position].channel if position < len(self._route) else self._writer

    def close_behind(self, stage: Stage) -> None:
        """The toxic of `stage` has ended the stream."""
        if self.resets:
            # A reset makes the kernel forget what it holds, so there is no sense in sending what is kept here.
            self._writer.close()
            self._end()
        else:
            self.behind(stage).end()

    def lose_source(self) -> None:
        """The source has ended: the stream ends behind what was read so far."""
        if not self.source_ended and not self.ended:
            self.source_ended = True
            self._pause()
            self._first.end()

    def stop(self) -> None:
        """Forget everything and leave both sockets alone."""
        self.ended = True
        self._pause()
        self._writer.close()
        for stage in self._route:
            stage.cancel()

    @property
    def _first(self) -> Sink:
        return self._route[0].channel if self._route else self._writer

    def _enter(self, stage: Stage) -> None:
        """Put a stage into the route, at its place in the chain."""
        chain = list(self._stages.values())
        followers = chain[chain.index(stage) + 1 :]
        places = (place for place, each in enumerate(self._route) if each in followers)
        self._route.insert(next(places, len(self._route)), stage)

    def _leave(self, stage: Stage) -> None:
        """Take a stage out of the route; what it has goes to what came behind it."""
        sink = self.behind(stage)
        self._route.remove(stage)
        stage.leave(sink)

    def _readable(self) -> None:
        sink = self._first
        try:
            size_bytes = self._source.recv_into(BUFFER, CHUNK_SIZE_BYTES if self._route else READ_SIZE_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            size_bytes = 0
        if not size_bytes:
            self.lose_source()
            return
        self._traffic.received_bytes += size_bytes
        sink.put(BUFFER[:size_bytes])
        if not sink.has_room:
            self._pause()
            sink.when_room(self._resume)

    def _resume(self) -> None:
        if self.source_ended or self.ended or self._reading:
            return
        sink = self._first
        if sink.has_room:
            self._loop.add_reader(self._source, self._readable)
            self._reading = True
        else:
            sink.when_room(self._resume)

    def _pause(self) -> None:
        if self._reading:
            self._loop.remove_reader(self._source)
            self._reading = False

    def _end(self) -> None:
        if not self.ended:
            self.stop()
            self._on_end(self)
