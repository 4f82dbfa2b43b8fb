"""A stage is a toxic at work on one link: the task that runs it, its queue, and the chunk in its hands."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from drillbook.services.toxiproxy_server.channel import Channel
from drillbook.services.toxiproxy_server.limits import CHANNEL_COUNT_MAX, SPIN_S_MAX

if TYPE_CHECKING:
    from random import Random

    from drillbook.services.toxiproxy_server.channel import Sink
    from drillbook.services.toxiproxy_server.toxics.contract import Chunk, Toxic


class Link(Protocol):
    """What a stage asks of the link that it is a part of."""

    resets: bool

    def behind(self, stage: Stage) -> Sink:
        """What gets the bytes that `stage` passes on."""

    def close_behind(self, stage: Stage) -> None:
        """End the stream for everything behind `stage`."""


class Stage:
    """What a toxic sees of its link (see `toxics.contract.Stage`), and what the link does to it.

    Args:
        loop: whose clock the stage lives by.
        link: the link; it knows what comes behind this stage.
        toxic: what is done to the stream.
        random: the source of every draw of this stage.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, link: Link, *, toxic: Toxic, random: Random) -> None:
        self.random = random
        self.given_bytes = 0
        self.ended = False
        self.committed = False
        self._loop = loop
        self._link = link
        self._toxic = toxic
        self._rest = b""
        self._task: asyncio.Task[None] | None = None
        chunk_count_max = getattr(toxic, "channel_count_max", CHANNEL_COUNT_MAX)
        self.channel = Channel(loop.time, chunk_count_max=chunk_count_max)

    # What the toxic does.

    @property
    def now_s(self) -> float:
        """Seconds of the event loop's monotonic clock."""
        return self._loop.time()

    async def take(self, *, limit_s: float | None = None) -> Chunk | None:
        """The next chunk; None when the input has ended or `limit_s` passed without data."""
        self._rest = b""
        at_s = None if limit_s is None else self.now_s + limit_s
        while not self.channel.has_news:
            if at_s is not None and self.now_s >= at_s:
                return None
            await self._wait_for_news(at_s)
        chunk = self.channel.take()
        if chunk is not None:
            self._rest = chunk.data
        return chunk

    async def give(self, data: bytes) -> None:
        """Pass on the next bytes of the chunk taken last; waits while the next stage is full."""
        if not data:
            return
        # What comes behind may change during the wait, so it is looked up each time.
        while not (sink := self._link.behind(self)).has_room:
            await self._wait_for_room(sink)
        sink.put(data)
        self.given_bytes += len(data)
        self._rest = self._rest[len(data) :]

    async def until(self, at_s: float) -> None:
        """Wait until the event loop's clock shows `at_s`."""
        while (left_s := at_s - self.now_s) > 0:
            woken = self._loop.create_future()
            if left_s < SPIN_S_MAX:
                timer: asyncio.Handle = self._loop.call_soon(_resolve, woken)
            else:
                timer = self._loop.call_at(at_s, _resolve, woken)
            try:
                await woken
            finally:
                timer.cancel()

    def drop(self, *, after_bytes: int = 0) -> None:
        """Let go of what was not given of the chunk taken last, but for its next `after_bytes`."""
        self._rest = self._rest[:after_bytes]

    def commit(self) -> None:
        """From here on this toxic ends the link, whatever is changed meanwhile."""
        self.committed = True

    def reset(self) -> None:
        """The close of this link shall be a TCP reset on both sides."""
        self._link.resets = True

    # What the link does.

    def start(self) -> None:
        """Let the toxic work."""
        self._task = self._loop.create_task(self._run())

    def change(self, toxic: Toxic) -> None:
        """Go on with another toxic: what the old one held passes, the queue waits for the new one."""
        self._toxic = toxic
        self._hand_over(self._link.behind(self))
        self.start()

    def leave(self, sink: Sink) -> None:
        """Stop, and hand everything held and queued to `sink`."""
        self._hand_over(sink)
        self.channel.move_to(sink)

    def cancel(self) -> None:
        """Stop and forget everything."""
        if self._task is not None:
            self._task.cancel()

    def _hand_over(self, sink: Sink) -> None:
        """Stop the toxic, and pass on what it held."""
        self.cancel()
        rest, self._rest = self._rest, b""
        if rest:
            sink.put(rest)
            self.given_bytes += len(rest)

    async def _run(self) -> None:
        closes = True
        try:
            await self._toxic.pipe(self)
        except asyncio.CancelledError:
            closes = False
            raise
        finally:
            # A defect in a toxic closes the link too, and the event loop reports it.
            if closes:
                self._close()

    def _close(self) -> None:
        self.ended = True
        self._rest = b""
        self.channel.close()
        self._link.close_behind(self)

    async def _wait_for_news(self, at_s: float | None) -> None:
        woken = self._loop.create_future()
        self.channel.when_news(lambda: _resolve(woken))
        timer = None if at_s is None else self._loop.call_at(at_s, _resolve, woken)
        try:
            await woken
        finally:
            if timer is not None:
                timer.cancel()

    async def _wait_for_room(self, sink: Sink) -> None:
        woken = self._loop.create_future()
        sink.when_room(lambda: _resolve(woken))
        await woken


def _resolve(woken: asyncio.Future[None]) -> None:
    """A wait may be over for two reasons in the same turn, or be cancelled already."""
    if not woken.done():
        woken.set_result(None)
