"""A stage without sockets, tasks or real time: it plays chunks to a toxic and writes down what comes out when."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from drillbook.services.toxiproxy_server.toxics.contract import Chunk


class FakeStage:
    """Time moves only when the toxic waits, or when the next chunk is due.

    `given` holds (data, at_s); `closed_s` is when the toxic ended the stream.
    """

    def __init__(self, chunks: list[tuple[float, bytes]], end_s: float | None = None) -> None:
        self.random = Random(1)  # noqa: S311 - draws shall be repeatable, not secret
        self.now_s = 0.0
        self.given: list[tuple[bytes, float]] = []
        self.given_bytes = 0
        self.committed = False
        self.has_reset = False
        self.left = list(chunks)
        self.end_s = end_s

    async def take(self, *, limit_s: float | None = None) -> Chunk | None:
        arrives_s = self.left[0][0] if self.left else self.end_s
        limit_at_s = float("inf") if limit_s is None else self.now_s + limit_s
        if arrives_s is None or arrives_s > limit_at_s:
            assert limit_s is not None, "the toxic waits for ever"
            self.now_s = limit_at_s
            return None
        self.now_s = max(self.now_s, arrives_s)
        if not self.left:
            return None
        return Chunk(data=self.left.pop(0)[1], arrived_s=arrives_s)

    async def give(self, data: bytes) -> None:
        if data:
            self.given.append((data, self.now_s))
            self.given_bytes += len(data)

    async def until(self, at_s: float) -> None:
        assert at_s != float("inf"), "the toxic waits for ever"
        self.now_s = max(self.now_s, at_s)

    def drop(self, *, after_bytes: int = 0) -> None:
        assert after_bytes >= 0

    def commit(self) -> None:
        self.committed = True

    def reset(self) -> None:
        assert self.committed
        self.has_reset = True


@pytest.fixture
def play():
    """Runs a toxic on chunks, each (arrives_s, data), and an end at `end_s`."""

    def run(toxic, chunks, *, end_s=None):
        stage = FakeStage(chunks, end_s)
        asyncio.run(toxic.pipe(stage))
        return stage

    return run
