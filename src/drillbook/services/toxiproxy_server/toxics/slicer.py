"""Slicer: the stream arrives in small pieces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from drillbook.services.toxiproxy_server.toxics.contract import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Slicer:
    """Chunks are cut to `average_size` ± `size_variation` bytes, with `delay` microseconds after each piece."""

    average_size: int = 0
    size_variation: int = 0
    delay: int = 0

    def __post_init__(self) -> None:
        # Toxiproxy halves such pieces for ever and dies of a stack overflow at the first data.
        if self.average_size < 1:
            raise ValueError(f"average_size must be 1 or more, not {self.average_size}")
        if not 0 <= self.size_variation < self.average_size:
            raise ValueError(f"size_variation must be from 0 to below average_size, not {self.size_variation}")

    def pieces(self, data: bytes, random: Random) -> Iterator[bytes]:
        """Halves of halves, each cut moved by up to `size_variation`, until they are small enough."""
        if len(data) <= self.average_size + self.size_variation:
            yield data
            return
        cut = len(data) // 2
        if self.size_variation:
            cut += random.randrange(-self.size_variation, self.size_variation)
        yield from self.pieces(data[:cut], random)
        yield from self.pieces(data[cut:], random)

    async def pipe(self, stage: Stage) -> None:
        """Give piece after piece."""
        while chunk := await stage.take():
            for piece in self.pieces(chunk.data, stage.random):
                await stage.give(piece)
                await stage.until(stage.now_s + self.delay / 1_000_000)
