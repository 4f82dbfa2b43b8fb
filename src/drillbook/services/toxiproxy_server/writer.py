"""A writer is the end of a link: it sends to the destination and keeps what the kernel does not take yet."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    import socket
    from collections.abc import Callable

    from drillbook.services.toxiproxy_server.channel import Wake
    from drillbook.services.toxiproxy_server.metrics import Traffic


class Writer:
    """Sends at once what it can; has room only while nothing is kept back.

    Args:
        loop: the event loop that tells when the destination takes more.
        destination: a non-blocking socket, which the writer does not close.
        traffic: counts what was sent.
        on_end: called once, when everything before the end was sent or the destination is broken.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        destination: socket.socket,
        *,
        traffic: Traffic,
        on_end: Callable[[], None],
    ) -> None:
        self._loop = loop
        self._destination = destination
        self._traffic = traffic
        self._on_end = on_end
        self._kept: deque[memoryview] = deque()
        self._room_waiters: list[Wake] = []
        self._ending = False
        self._closed = False

    @property
    def has_room(self) -> bool:
        """Whether the kernel took everything so far."""
        return not self._kept and not self._closed

    def put(self, data: bytes | memoryview) -> None:
        """Send, and keep what is left; after the end it is dropped."""
        if self._closed or self._ending:
            return
        sent_bytes = 0 if self._kept else self._send(data)
        if sent_bytes < len(data) and not self._closed:
            if not self._kept:
                self._loop.add_writer(self._destination, self._writable)
            self._kept.append(memoryview(bytes(data[sent_bytes:])))

    def end(self) -> None:
        """Tell `on_end` as soon as everything was sent."""
        self._ending = True
        if not self._kept:
            self._finish()

    def when_room(self, wake: Wake) -> None:
        """Call `wake` once, when there may be room."""
        self._room_waiters.append(wake)

    def close(self) -> None:
        """Forget everything that was not sent and leave the destination alone."""
        if self._kept:
            self._loop.remove_writer(self._destination)
            self._kept.clear()
        self._closed = True

    def _send(self, data: bytes | memoryview) -> int:
        try:
            sent_bytes = self._destination.send(data)
        except (BlockingIOError, InterruptedError):
            return 0
        except OSError:
            self._finish()
            return 0
        self._traffic.sent_bytes += sent_bytes
        return sent_bytes

    def _writable(self) -> None:
        while self._kept:
            data = self._kept[0]
            sent_bytes = self._send(data)
            if self._closed:
                return
            if sent_bytes < len(data):
                self._kept[0] = data[sent_bytes:]
                return
            self._kept.popleft()
        self._loop.remove_writer(self._destination)
        waiters, self._room_waiters = self._room_waiters, []
        for wake in waiters:
            wake()
        if self._ending:
            self._finish()

    def _finish(self) -> None:
        if not self._closed:
            self.close()
            self._on_end()
