"""Slow close: the end of the stream arrives later than its data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drillbook.services.toxiproxy_server.toxics.contract import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowClose:
    """Data passes at once, the close `delay` milliseconds later."""

    delay: int = 0

    async def pipe(self, stage: Stage) -> None:
        """Pass every chunk, then wait."""
        while chunk := await stage.take():
            await stage.give(chunk.data)
        await stage.until(stage.now_s + self.delay / 1000)
