"""Bandwidth: the stream is throttled."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drillbook.services.toxiproxy_server.toxics.contract import Stage

PIECE_S = 0.1
BYTES_IN_KB = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Bandwidth:
    """At most `rate` KB pass per second (1 KB is 1000 bytes); with 0 nothing passes."""

    rate: int = 0

    def __post_init__(self) -> None:
        if self.rate < 0:
            # Toxiproxy slices with the negative number and dies at the first data.
            raise ValueError(f"rate must be 0 or more, not {self.rate}")

    def pieces(self, data: bytes) -> Iterator[tuple[bytes, float]]:
        """What passes, and the seconds that it takes: pieces of a tenth of a second, then the rest."""
        rate_bytes_per_s = self.rate * BYTES_IN_KB
        piece_bytes = round(rate_bytes_per_s * PIECE_S) or len(data)
        for start in range(0, len(data), piece_bytes):
            piece = data[start : start + piece_bytes]
            yield piece, len(piece) / rate_bytes_per_s if rate_bytes_per_s else inf

    async def pipe(self, stage: Stage) -> None:
        """Give each piece when the line would have carried it; waiting too long is made up for by the next."""
        free_s = 0.0
        while chunk := await stage.take():
            free_s = max(free_s, chunk.arrived_s)
            for piece, cost_s in self.pieces(chunk.data):
                free_s += cost_s
                await stage.until(free_s)
                await stage.give(piece)
