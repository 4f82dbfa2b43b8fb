"""Reset peer: the connection is reset as soon as something is said on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drillbook.services.toxiproxy_server.toxics.contract import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetPeer:
    """The first chunk is dropped; `timeout` milliseconds later both sides see a TCP reset."""

    timeout: int = 0

    async def pipe(self, stage: Stage) -> None:
        """Wait for the first chunk or the end, then for the time, then reset."""
        await stage.take()
        stage.drop()
        stage.commit()
        await stage.until(stage.now_s + self.timeout / 1000)
        stage.reset()
