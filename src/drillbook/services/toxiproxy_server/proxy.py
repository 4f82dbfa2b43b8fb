"""A proxy is a listener, the address that it leads to, its toxics and its live connections."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from drillbook.services.toxiproxy_server.address import bind, dial, resolve, show, tune
from drillbook.services.toxiproxy_server.connection import Connection, Terms
from drillbook.services.toxiproxy_server.errors import AddressError, ApiError, Refusal
from drillbook.services.toxiproxy_server.limits import (
    ACCEPT_BATCH_COUNT,
    ACCEPT_PAUSE_S,
    CONNECTION_COUNT_MAX,
    DIAL_LIMIT_S,
)
from drillbook.services.toxiproxy_server.metrics import Series
from drillbook.services.toxiproxy_server.values import STREAMS

if TYPE_CHECKING:
    import socket

    from drillbook.services.toxiproxy_server.metrics import TrafficTable
    from drillbook.services.toxiproxy_server.values import ProxySpec, ToxicSpec

log = logging.getLogger(__name__)


class Proxy:
    """Accepts clients while it is enabled and connects each of them to its upstream.

    Args:
        spec: what it shall be; `enabled` is left to `start`.
        terms: of every connection of the server.
        traffic: where its bytes are counted.
    """

    def __init__(self, spec: ProxySpec, *, terms: Terms, traffic: TrafficTable) -> None:
        self.spec = replace(spec, enabled=False)
        self.toxics: list[ToxicSpec] = []
        self._terms = terms
        self._table = traffic
        self._listener: socket.socket | None = None
        self._connections: set[Connection] = set()
        self._dials: set[asyncio.Task[None]] = set()
        self._accepted_count = 0
        self._has_warned = False

    def as_json(self) -> dict[str, Any]:
        """The proxy as the API shows it."""
        spec = self.spec
        return {
            "name": spec.name,
            "listen": spec.listen,
            "upstream": spec.upstream,
            "enabled": spec.enabled,
            "toxics": self.toxics_as_json(),
        }

    def toxics_as_json(self) -> list[dict[str, Any]]:
        """All toxics, those of the upstream first, each stream in the order of its chain."""
        return [spec.as_json() for stream in STREAMS for spec in self.toxics if spec.direction == stream]

    # On and off.

    async def start(self) -> None:
        """Listen, and from now on show the resolved address; does nothing if enabled already.

        Raises:
            AddressError: the address is wrong or taken; the proxy stays disabled.
        """
        if self.spec.enabled:
            return
        try:
            endpoint = (await resolve(self.spec.listen))[0]
        except AddressError as error:
            raise AddressError(f"listen tcp: {error}") from error
        self._listener = bind(endpoint)
        self.spec = replace(self.spec, listen=show(self._listener.getsockname()), enabled=True)
        self._watch()

    def stop(self) -> None:
        """Close the listener and every connection; the toxics and the address stay."""
        self.spec = replace(self.spec, enabled=False)
        if self._listener is not None:
            asyncio.get_running_loop().remove_reader(self._listener)
            self._listener.close()
            self._listener = None
        for dial_task in self._dials:
            dial_task.cancel()
        for connection in self._connections:
            connection.stop()
        self._connections.clear()

    async def differs(self, wanted: ProxySpec) -> bool:
        """Whether `wanted` listens or leads elsewhere.

        Raises:
            AddressError: the wanted listen address is wrong.
        """
        listen = str((await resolve(wanted.listen))[0])
        return listen != self.spec.listen or wanted.upstream != self.spec.upstream

    async def change(self, wanted: ProxySpec) -> None:
        """Become `wanted`; connections live on if only the name or nothing differs.

        Raises:
            AddressError: the wanted listen address is wrong (nothing is changed), or taken (the proxy is
                disabled and keeps the new address).
        """
        if await self.differs(wanted):
            self.stop()
            self.spec = replace(self.spec, listen=wanted.listen, upstream=wanted.upstream)
        if wanted.enabled:
            await self.start()
        elif self.spec.enabled:
            self.stop()

    # Toxics.

    def toxic(self, name: str) -> ToxicSpec:
        """The toxic of that name.

        Raises:
            ApiError: there is none.
        """
        for spec in self.toxics:
            if spec.name == name:
                return spec
        raise ApiError(Refusal.TOXIC_NOT_FOUND)

    def add_toxic(self, spec: ToxicSpec) -> None:
        """Append a toxic to its chain, on live connections too.

        Raises:
            ApiError: its name is taken, in either stream.
        """
        if any(each.name == spec.name for each in self.toxics):
            raise ApiError(Refusal.TOXIC_EXISTS)
        self.toxics.append(spec)
        for connection in tuple(self._connections):
            connection.link(spec).add(spec)

    def change_toxic(self, spec: ToxicSpec) -> None:
        """Replace the toxic of the same name, on live connections too."""
        self.toxics = [spec if each.name == spec.name else each for each in self.toxics]
        for connection in tuple(self._connections):
            connection.link(spec).change(spec)

    def remove_toxic(self, spec: ToxicSpec) -> None:
        """Take a toxic out, on live connections too."""
        self.toxics.remove(spec)
        for connection in tuple(self._connections):
            connection.link(spec).remove(spec)

    # Connections.

    def _watch(self) -> None:
        if self._listener is not None:
            asyncio.get_running_loop().add_reader(self._listener, self._accept, self._listener)

    def _accept(self, listener: socket.socket) -> None:
        for _ in range(ACCEPT_BATCH_COUNT):
            try:
                client, _ = listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                # Out of file descriptors: the client stays in the kernel's queue, and asking again at once is no use.
                self._warn_once(error)
                loop = asyncio.get_running_loop()
                loop.remove_reader(listener)
                loop.call_later(ACCEPT_PAUSE_S, self._watch)
                return
            self._admit(client)

    def _warn_once(self, error: OSError) -> None:
        """Said once: a log that nobody reads must not fill its pipe and stop the server."""
        if not self._has_warned:
            self._has_warned = True
            log.warning("Proxy %s cannot accept: %s", self.spec.name, error)

    def _admit(self, client: socket.socket) -> None:
        if len(self._connections) + len(self._dials) >= CONNECTION_COUNT_MAX:
            client.close()
            return
        client.setblocking(False)
        self._accepted_count += 1
        dial_task = asyncio.get_running_loop().create_task(self._connect(client, self._accepted_count))
        self._dials.add(dial_task)
        dial_task.add_done_callback(partial(self._dial_ended, client))

    def _dial_ended(self, client: socket.socket, dial_task: asyncio.Task[None]) -> None:
        self._dials.discard(dial_task)
        if dial_task.cancelled():
            client.close()

    async def _connect(self, client: socket.socket, number: int) -> None:
        """Dial apart from the accept loop, so that a silent upstream holds up nobody but its own client."""
        try:
            tune(client)
            async with asyncio.timeout(DIAL_LIMIT_S):
                upstream = await dial(self.spec.upstream)
        except (OSError, AddressError) as error:
            client.close()
            log.debug("Proxy %s cannot reach %s: %s", self.spec.name, self.spec.upstream, error)
            return
        spec = self.spec
        series = {
            stream: Series(direction=stream, listener=spec.listen, proxy=spec.name, upstream=spec.upstream)
            for stream in STREAMS
        }
        connection = Connection(
            client,
            upstream,
            terms=replace(self._terms, seed=f"{self._terms.seed}/{spec.name}/{number}"),
            traffic={stream: self._table.row(labels) for stream, labels in series.items()},
            on_end=self._connections.discard,
        )
        self._connections.add(connection)
        connection.start(self.toxics)
