"""Limit data: the stream ends after a number of bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drillbook.services.toxiproxy_server.toxics.contract import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitData:
    """Exactly `bytes` bytes pass, then the link closes; with 0 it closes at the first chunk."""

    bytes: int = 0

    async def pipe(self, stage: Stage) -> None:
        """Pass what is left of the allowance, which outlives a change of this toxic."""
        while chunk := await stage.take():
            left_bytes = max(0, self.bytes - stage.given_bytes)
            stage.drop(after_bytes=left_bytes)
            await stage.give(chunk.data[:left_bytes])
            if stage.given_bytes >= self.bytes:
                return
