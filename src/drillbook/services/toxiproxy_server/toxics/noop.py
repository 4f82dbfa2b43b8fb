"""Noop: the stream passes as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drillbook.services.toxiproxy_server.toxics.contract import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Noop:
    """No damage, no attributes."""

    async def pipe(self, stage: Stage) -> None:
        """Pass every chunk."""
        while chunk := await stage.take():
            await stage.give(chunk.data)
