"""A stage of a link that is a fake: what comes behind it is a queue."""

from __future__ import annotations

import asyncio
from random import Random

from drillbook.services.toxiproxy_server.channel import Channel
from drillbook.services.toxiproxy_server.stage import Stage


class Link:
    """A route of one stage, and a queue behind it."""

    def __init__(self, *, chunk_count_max: int = 100) -> None:
        self.resets = False
        self.closed: list[Stage] = []
        self.sink = Channel(asyncio.get_running_loop().time, chunk_count_max=chunk_count_max)

    def behind(self, _stage: Stage) -> Channel:
        return self.sink

    def close_behind(self, stage: Stage) -> None:
        self.closed.append(stage)

    def came(self) -> list[bytes]:
        found = []
        while (chunk := self.sink.take()) is not None:
            found.append(chunk.data)
        return found


class Passing:
    """Gives every chunk on."""

    async def pipe(self, stage):
        while (chunk := await stage.take()) is not None:
            await stage.give(chunk.data)


class Half:
    """Gives the first half of each chunk on, and waits for ever with the other."""

    async def pipe(self, stage):
        chunk = await stage.take()
        await stage.give(chunk.data[: len(chunk.data) // 2])
        await stage.until(stage.now_s + 3600)


class Broken:
    async def pipe(self, stage):
        await stage.take()
        raise ZeroDivisionError


def with_stage(toxic, scenario, **more):
    async def run():
        link = Link(**more)
        stage = Stage(asyncio.get_running_loop(), link, toxic=toxic, random=Random(1))  # noqa: S311 -- no secret
        stage.start()
        await scenario(stage, link)
        stage.cancel()

    asyncio.run(run())


async def settle():
    """Let the toxic work."""
    for _ in range(20):
        await asyncio.sleep(0)


def test_what_is_put_is_passed_on_until_the_end():
    async def scenario(stage, link):
        stage.channel.put(b"one")
        stage.channel.put(b"two")
        stage.channel.end()
        await settle()
        assert link.came() == [b"one", b"two"]
        assert (stage.given_bytes, stage.ended, link.closed) == (6, True, [stage])

    with_stage(Passing(), scenario)


def test_it_waits_while_what_comes_behind_is_full():
    async def scenario(stage, link):
        for part in (b"1", b"2", b"3"):
            stage.channel.put(part)
        await settle()
        assert (stage.given_bytes, len(link.came())) == (1, 1)
        await settle()
        assert link.came() == [b"2"]

    with_stage(Passing(), scenario, chunk_count_max=1)


def test_a_change_passes_on_what_the_old_toxic_held():
    async def scenario(stage, link):
        stage.channel.put(b"12345678")
        stage.channel.put(b"next")
        await settle()
        assert link.came() == [b"1234"]
        stage.change(Passing())
        await settle()
        assert link.came() == [b"5678", b"next"]

    with_stage(Half(), scenario)


def test_a_stage_that_leaves_hands_over_what_it_held_and_what_was_queued():
    async def scenario(stage, link):
        stage.channel.put(b"12345678")
        stage.channel.put(b"next")
        stage.channel.end()
        await settle()
        stage.leave(link.sink)
        assert link.came() == [b"1234", b"5678", b"next"]
        assert link.sink.ended
        assert link.closed == []

    with_stage(Half(), scenario)


def test_what_a_toxic_drops_is_not_handed_over():
    class Dropping(Half):
        async def pipe(self, stage):
            await stage.take()
            stage.drop(after_bytes=3)
            await stage.until(stage.now_s + 3600)

    async def scenario(stage, link):
        stage.channel.put(b"12345678")
        await settle()
        stage.leave(link.sink)
        assert link.came() == [b"123"]

    with_stage(Dropping(), scenario)


def test_waiting_for_a_chunk_ends_at_its_limit():
    found = []

    class Impatient:
        async def pipe(self, stage):
            found.append(await stage.take(limit_s=0.0))

    async def scenario(stage, _link):
        await settle()
        assert (found, stage.ended) == ([None], True)

    with_stage(Impatient(), scenario)


def test_a_defect_in_a_toxic_closes_the_link_and_is_reported():
    reported = []

    async def scenario(stage, link):
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: reported.append(context["exception"]))
        stage.channel.put(b"x")
        await settle()
        assert link.closed == [stage]
        assert isinstance(stage._task.exception(), ZeroDivisionError)

    with_stage(Broken(), scenario)


def test_a_reset_is_the_links_to_make():
    async def scenario(stage, link):
        stage.commit()
        stage.reset()
        assert (stage.committed, link.resets) == (True, True)

    with_stage(Passing(), scenario)
