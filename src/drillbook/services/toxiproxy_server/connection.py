"""A connection is a client, its upstream, and the two links between them."""

from __future__ import annotations

import contextlib
import socket
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drillbook.services.toxiproxy_server.link import Link
from drillbook.services.toxiproxy_server.values import STREAMS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from drillbook.services.toxiproxy_server.metrics import Traffic
    from drillbook.services.toxiproxy_server.values import ToxicSpec

RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # struct linger: on, 0 seconds (socket(7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What all connections of a server have in common.

    `seed` is the source of every draw; `half_close` lets one direction go on after the other has ended.
    """

    seed: str
    half_close: bool = False


class Connection:
    """Owns both sockets and closes them.

    When a link ends its destination is closed. As that is the source of the other link, the other one ends
    too, once what it holds has passed its toxics. With half-close a link whose source has ended leaves the
    other one alone and only shuts down the sending side of its destination.

    Args:
        client: the accepted socket, non-blocking.
        upstream: the dialled socket, non-blocking.
        terms: the server's terms, with this connection's own seed.
        traffic: by stream, counts what passes.
        on_end: called once, when both sockets are closed, but not after `stop`.
    """

    def __init__(
        self,
        client: socket.socket,
        upstream: socket.socket,
        *,
        terms: Terms,
        traffic: Mapping[str, Traffic],
        on_end: Callable[[Connection], None],
    ) -> None:
        self._half_close = terms.half_close
        self._closed = False
        self._on_end = on_end
        self._ends = {"upstream": (client, upstream), "downstream": (upstream, client)}
        self._links = {
            stream: Link(
                *self._ends[stream],
                traffic=traffic[stream],
                seed=f"{terms.seed}/{stream}",
                on_end=self._link_ended,
            )
            for stream in STREAMS
        }

    def start(self, toxics: list[ToxicSpec]) -> None:
        """Let the bytes flow."""
        for stream, link in self._links.items():
            link.start([spec for spec in toxics if spec.direction == stream])

    def link(self, spec: ToxicSpec) -> Link:
        """The link that a toxic belongs to."""
        return self._links[spec.direction]

    def stop(self) -> None:
        """Close both sockets now; what is under way is lost."""
        for link in self._links.values():
            link.stop()
        self._close()

    def _link_ended(self, link: Link) -> None:
        stream = next(stream for stream, each in self._links.items() if each is link)
        source, destination = self._ends[stream]
        other = next(each for each in self._links.values() if each is not link)
        if link.resets:
            for end in (source, destination):
                _reset_on_close(end)
        if self._half_close and link.source_ended and not link.resets and not other.ended:
            with contextlib.suppress(OSError):  # the destination may be gone already
                destination.shutdown(socket.SHUT_WR)
            return
        other.lose_source()
        destination.close()
        if other.ended and not self._closed:
            self._close()
            self._on_end(self)

    def _close(self) -> None:
        self._closed = True
        for end in self._ends["upstream"]:
            end.close()


def _reset_on_close(end: socket.socket) -> None:
    with contextlib.suppress(OSError):  # already closed: there is nothing left to reset
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
