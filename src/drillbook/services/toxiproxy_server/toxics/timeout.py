"""Timeout: the stream goes silent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from drillbook.services.toxiproxy_server.toxics.contract import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeout:
    """All data is dropped; the link closes after `timeout` milliseconds without incoming data, with 0 never.

    Removing the toxic closes the connection: what was dropped has left a hole in the stream.
    """

    closes_on_removal: ClassVar[bool] = True

    timeout: int = 0

    async def pipe(self, stage: Stage) -> None:
        """Take and drop until the end or the limit."""
        limit_s = self.timeout / 1000 if self.timeout > 0 else None
        while await stage.take(limit_s=limit_s):
            stage.drop()
