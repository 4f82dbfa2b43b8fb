"""Latency: the stream arrives later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from drillbook.services.toxiproxy_server.limits import DELAY_CHANNEL_COUNT_MAX

if TYPE_CHECKING:
    from random import Random

    from drillbook.services.toxiproxy_server.toxics.contract import Stage

JITTER_MS_MAX = 2**62 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Each chunk is delayed by `latency` ± `jitter` milliseconds, counted from its arrival.

    Counting from the arrival shifts the stream instead of throttling it. The order is kept, so a chunk
    never overtakes one that drew a longer delay.
    """

    channel_count_max: ClassVar[int] = DELAY_CHANNEL_COUNT_MAX

    latency: int = 0
    jitter: int = 0

    def __post_init__(self) -> None:
        if self.jitter > JITTER_MS_MAX:
            # Toxiproxy doubles it and dies of the overflow at the first data.
            raise ValueError(f"jitter must be at most {JITTER_MS_MAX}, not {self.jitter}")

    def delay_s(self, random: Random) -> float:
        """Seconds drawn evenly from `latency` - `jitter` up to `latency` + `jitter`."""
        drawn_ms = random.randrange(-self.jitter, self.jitter) if self.jitter > 0 else 0
        return (self.latency + drawn_ms) / 1000

    async def pipe(self, stage: Stage) -> None:
        """Hold every chunk until its time has come."""
        while chunk := await stage.take():
            await stage.until(chunk.arrived_s + self.delay_s(stage.random))
            await stage.give(chunk.data)
