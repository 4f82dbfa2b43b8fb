"""The server: the API on its port and the proxies behind it, from start to signal."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from drillbook.errors import EnvironmentBrokenError
from drillbook.services.toxiproxy_server.address import bind, resolve, show
from drillbook.services.toxiproxy_server.api import VERSION, Api
from drillbook.services.toxiproxy_server.collection import Collection
from drillbook.services.toxiproxy_server.connection import Terms
from drillbook.services.toxiproxy_server.errors import AddressError, ApiError
from drillbook.services.toxiproxy_server.exchange import Exchanges
from drillbook.services.toxiproxy_server.limits import HEAD_SIZE_BYTES_MAX
from drillbook.services.toxiproxy_server.metrics import TrafficTable, render_runtime
from drillbook.services.toxiproxy_server.values import decode, proxies_of

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from drillbook.services.toxiproxy_server.values import ProxySpec

log = logging.getLogger(__name__)

SEED_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The command line as values; without a seed one is drawn and logged."""

    host: str = "localhost"
    port: int = 8474
    config: Path | None = None
    seed: int | None = None
    proxy_metrics: bool = False
    runtime_metrics: bool = False
    half_close: bool = False


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises:
        EnvironmentBrokenError: the API cannot listen.
    """
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    seed = int.from_bytes(os.urandom(SEED_BYTES)) if settings.seed is None else settings.seed
    traffic = TrafficTable()
    collection = Collection(Terms(seed=str(seed), half_close=settings.half_close), traffic)
    if settings.config is not None:
        await _populate(collection, _specs_in(settings.config))
    api = Api(collection, render_metrics=_metrics(settings, traffic))
    listener = await _listen(settings)
    server = await asyncio.start_server(Exchanges(api.handle).serve, sock=listener, limit=HEAD_SIZE_BYTES_MAX)
    log.info("Toxiproxy %s (Drillbook) at %s, seed %s", VERSION, show(listener.getsockname()), seed)
    await stopped.wait()
    server.close()
    collection.stop()
    log.info("Stopped by a signal")


async def _listen(settings: Settings) -> socket.socket:
    address = f"[{settings.host}]:{settings.port}"
    try:
        return bind((await resolve(address))[0])
    except AddressError as error:
        raise EnvironmentBrokenError(
            f"-host {settings.host} -port {settings.port}: the API cannot listen ({error}). "
            "Stop what uses the port, or choose another with -port."
        ) from error


def _specs_in(config: Path) -> list[ProxySpec]:
    """The proxies of a configuration file; what is wrong with it is logged, and the server goes on without."""
    try:
        return proxies_of(decode(config.read_bytes()))
    except (OSError, ApiError) as error:
        log.error("Configuration %s: %s", config, error)  # noqa: TRY400 - the text says all, a traceback nothing more
        return []


async def _populate(collection: Collection, specs: list[ProxySpec]) -> None:
    """Create the proxies of a configuration; what cannot listen is logged, and the server goes on."""
    proxies, error = await collection.populate(specs)
    if error is not None:
        log.error("Configuration: %s", error)
    log.info("Configuration: %d proxies", len(proxies))


def _metrics(settings: Settings, traffic: TrafficTable) -> Callable[[], str] | None:
    parts: list[Callable[[], str]] = []
    if settings.proxy_metrics:
        parts.append(traffic.render)
    if settings.runtime_metrics:
        parts.append(render_runtime)
    return (lambda: "".join(part() for part in parts)) if parts else None
