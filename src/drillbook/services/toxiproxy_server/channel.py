"""A channel is the bounded queue of chunks in front of a stage."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Protocol

from drillbook.services.toxiproxy_server.toxics.contract import Chunk

if TYPE_CHECKING:
    from collections.abc import Callable

    Wake = Callable[[], None]


class Sink(Protocol):
    """Where a link's source or a stage puts what it passes on."""

    @property
    def has_room(self) -> bool:
        """Whether more should be put now."""

    def put(self, data: bytes | memoryview) -> None:
        """Accept bytes. Never refuses: who puts without room (a removed stage) has a bounded amount left."""

    def end(self) -> None:
        """No more bytes will come."""

    def when_room(self, wake: Wake) -> None:
        """Call `wake` once, when there may be room."""


class Channel:
    """A queue of chunks with a moment of arrival.

    Args:
        clock: gives the moment, in seconds.
        chunk_count_max: chunks that fit before who puts has to wait.
    """

    def __init__(self, clock: Callable[[], float], *, chunk_count_max: int) -> None:
        self._clock = clock
        self._chunk_count_max = chunk_count_max
        self._chunks: deque[Chunk] = deque()
        self._room_waiters: list[Wake] = []
        self._taker: Wake | None = None
        self.ended = False
        self._closed = False

    @property
    def has_room(self) -> bool:
        """Whether another chunk fits; never again once the stage behind is closed."""
        return len(self._chunks) < self._chunk_count_max and not self._closed

    @property
    def has_news(self) -> bool:
        """Whether taking needs no waiting."""
        return self.ended or bool(self._chunks)

    def put(self, data: bytes | memoryview) -> None:
        """Append a chunk that arrives now; after the end or the close it is dropped."""
        if not self.ended and not self._closed:
            self._chunks.append(Chunk(data=bytes(data), arrived_s=self._clock()))
            self._wake_taker()

    def end(self) -> None:
        """Let the taker know that nothing follows the chunks in the queue."""
        self.ended = True
        self._wake_taker()

    def take(self) -> Chunk | None:
        """The oldest chunk, or None if there is none."""
        if not self._chunks:
            return None
        chunk = self._chunks.popleft()
        self._wake_waiters()
        return chunk

    def when_news(self, wake: Wake) -> None:
        """Call `wake` once, when something can be taken."""
        self._taker = wake

    def when_room(self, wake: Wake) -> None:
        """Call `wake` once, when there may be room."""
        self._room_waiters.append(wake)

    def close(self) -> None:
        """Forget the queue and refuse more: the stage behind has ended the stream."""
        self._chunks.clear()
        self._closed = True

    def move_to(self, sink: Sink) -> None:
        """Hand everything over to `sink`, and who waits for room here to their next look around."""
        while self._chunks:
            sink.put(self._chunks.popleft().data)
        if self.ended:
            sink.end()
        self._wake_waiters()

    def _wake_taker(self) -> None:
        taker, self._taker = self._taker, None
        if taker is not None:
            taker()

    def _wake_waiters(self) -> None:
        waiters, self._room_waiters = self._room_waiters, []
        for wake in waiters:
            wake()
