"""The collection is every proxy of the server, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drillbook.services.toxiproxy_server.errors import AddressError, ApiError, Refusal
from drillbook.services.toxiproxy_server.proxy import Proxy

if TYPE_CHECKING:
    from drillbook.services.toxiproxy_server.connection import Terms
    from drillbook.services.toxiproxy_server.metrics import TrafficTable
    from drillbook.services.toxiproxy_server.values import ProxySpec


class Collection:
    """Adds, finds and removes proxies. The caller sees to it that changes do not overlap.

    Args:
        terms: of every connection of the server.
        traffic: where bytes are counted.
    """

    def __init__(self, terms: Terms, traffic: TrafficTable) -> None:
        self._terms = terms
        self._traffic = traffic
        self._proxies: dict[str, Proxy] = {}

    def all(self) -> list[Proxy]:
        """Every proxy, by name in alphabetical order."""
        return [self._proxies[name] for name in sorted(self._proxies)]

    def find(self, name: str) -> Proxy:
        """The proxy of that name.

        Raises:
            ApiError: there is none.
        """
        try:
            return self._proxies[name]
        except KeyError:
            raise ApiError(Refusal.PROXY_NOT_FOUND) from None

    async def add(self, spec: ProxySpec) -> Proxy:
        """A new proxy, listening if enabled.

        Raises:
            ApiError: the name is taken.
            AddressError: it cannot listen; nothing is stored.
        """
        if spec.name in self._proxies:
            raise ApiError(Refusal.PROXY_EXISTS)
        return await self._create(spec)

    def remove(self, name: str) -> None:
        """Stop and forget a proxy.

        Raises:
            ApiError: there is none of that name.
        """
        self.find(name).stop()
        del self._proxies[name]

    async def populate(self, specs: list[ProxySpec]) -> tuple[list[Proxy], AddressError | None]:
        """Add or replace proxies in order; those that would listen and lead as before are left untouched.

        Returns:
            The proxies done, and the error that ended the work early, if any. What was done stays.
        """
        done: list[Proxy] = []
        for spec in specs:
            try:
                done.append(await self._put(spec))
            except AddressError as error:
                return done, error
        return done, None

    async def reset(self) -> None:
        """Enable every proxy and remove all toxics.

        Raises:
            AddressError: a proxy cannot listen; those after it are not reset.
        """
        for proxy in self.all():
            await proxy.start()
            for spec in tuple(proxy.toxics):
                proxy.remove_toxic(spec)

    def stop(self) -> None:
        """Stop every proxy."""
        for proxy in self.all():
            proxy.stop()

    async def _put(self, spec: ProxySpec) -> Proxy:
        existing = self._proxies.get(spec.name)
        if existing is not None:
            if not await existing.differs(spec):
                return existing
            existing.stop()
        return await self._create(spec)

    async def _create(self, spec: ProxySpec) -> Proxy:
        proxy = Proxy(spec, terms=self._terms, traffic=self._traffic)
        if spec.enabled:
            await proxy.start()
        self._proxies[spec.name] = proxy
        return proxy
