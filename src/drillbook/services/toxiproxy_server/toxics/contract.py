"""The contract of a toxic: one coroutine that moves one direction of one connection through a stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Bytes that arrived together.

    `arrived_s` is when they entered the stage, in seconds of the stage's own clock.
    """

    data: bytes
    arrived_s: float


class Stage(Protocol):
    """What a toxic may do with the stream.

    What was taken and not yet given is the stage's to keep: it is passed on when the toxic is changed or
    removed in the middle of a wait, so a toxic needs no code for that. Taking the next chunk lets go of it.
    """

    random: Random
    given_bytes: int

    @property
    def now_s(self) -> float:
        """Seconds of the stage's clock."""

    async def take(self, *, limit_s: float | None = None) -> Chunk | None:
        """The next chunk; None when the input has ended or `limit_s` passed without data."""

    async def give(self, data: bytes) -> None:
        """Pass on the next bytes of the chunk taken last; waits while the next stage is full."""

    async def until(self, at_s: float) -> None:
        """Wait until the stage's clock shows `at_s`."""

    def drop(self, *, after_bytes: int = 0) -> None:
        """Let go of what was not given of the chunk taken last, but for its next `after_bytes`."""

    def commit(self) -> None:
        """From here on this toxic ends the link, whatever is changed meanwhile."""

    def reset(self) -> None:
        """The close of this link shall be a TCP reset on both sides."""


class Toxic(Protocol):
    """One kind of damage, as a frozen dataclass.

    Its fields are whole numbers named as the protocol names the attributes; each class states their units.
    """

    async def pipe(self, stage: Stage) -> None:
        """Move the stream; returning closes it for everything behind this stage."""
