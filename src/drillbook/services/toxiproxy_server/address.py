"""An address is the text ``host:port``; here it is parsed, resolved, bound and dialled."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drillbook.services.toxiproxy_server.errors import AddressError
from drillbook.services.toxiproxy_server.limits import KEEPALIVE_IDLE_S, LISTEN_BACKLOG_COUNT, RESOLVE_LIMIT_S

if TYPE_CHECKING:
    from typing import Any

PORT_MAX = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A resolved address: what the kernel binds or connects."""

    family: socket.AddressFamily
    sockaddr: tuple[Any, ...]

    def __str__(self) -> str:
        return show(self.sockaddr)


def show(sockaddr: tuple[Any, ...]) -> str:
    """``127.0.0.1:80`` or ``[::1]:80`` for a kernel address."""
    host, port = sockaddr[0], sockaddr[1]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def split(address: str) -> tuple[str, int]:
    """Host and port of an address; empty text is every interface and a port of the kernel's choice.

    Raises:
        AddressError: the text is not ``host:port``, in the words of Go's ``net`` package.
    """
    if not address:
        return "", 0
    host, colon, port = address.rpartition(":")
    if not colon or port.endswith("]"):
        raise AddressError(f"address {address}: missing port in address")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        raise AddressError(f"address {address}: too many colons in address")
    return host, _port(port)


def _port(text: str) -> int:
    if not text:
        return 0
    if text.isascii() and text.isdigit():
        port = int(text) if len(text) <= len(str(PORT_MAX)) else PORT_MAX + 1
        if port > PORT_MAX:
            raise AddressError(f"address {text}: invalid port")
        return port
    try:
        return socket.getservbyname(text, "tcp")
    except (OSError, UnicodeError, ValueError) as error:
        raise AddressError(f"lookup tcp/{text}: unknown port") from error


async def resolve(address: str) -> list[Endpoint]:
    """The endpoints that an address stands for, IPv4 first, without duplicates.

    Raises:
        AddressError: the text is not an address, or its host is not known within `RESOLVE_LIMIT_S`.
    """
    host, port = split(address)
    if not host:
        return _every_interface(port)
    literal = _literal(host, port)
    return [literal] if literal else await _look_up(host, port)


def _every_interface(port: int) -> list[Endpoint]:
    if socket.has_dualstack_ipv6():
        return [Endpoint(family=socket.AF_INET6, sockaddr=("::", port, 0, 0))]
    return [Endpoint(family=socket.AF_INET, sockaddr=("0.0.0.0", port))]  # noqa: S104 - an empty host asks for it


def _literal(host: str, port: int) -> Endpoint | None:
    """The endpoint of a numeric host: no look-up, and so no thread."""
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host)
        except (OSError, ValueError):
            continue
        return Endpoint(family=family, sockaddr=(host, port) if family == socket.AF_INET else (host, port, 0, 0))
    return None


async def _look_up(host: str, port: int) -> list[Endpoint]:
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(RESOLVE_LIMIT_S):
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except TimeoutError as error:
        raise AddressError(f"lookup {host}: no answer within {RESOLVE_LIMIT_S:g} s") from error
    except (OSError, UnicodeError, ValueError) as error:
        raise AddressError(f"lookup {host}: no such host") from error
    endpoints = {Endpoint(family=family, sockaddr=sockaddr) for family, _, _, _, sockaddr in found}
    return sorted(endpoints, key=lambda endpoint: (endpoint.family != socket.AF_INET, endpoint.sockaddr))


def bind(endpoint: Endpoint) -> socket.socket:
    """A listening, non-blocking socket.

    Raises:
        AddressError: the kernel refuses, in the words of Go's ``net`` package.
    """
    listener = socket.socket(endpoint.family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if endpoint.family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.bind(endpoint.sockaddr)
        listener.listen(LISTEN_BACKLOG_COUNT)
    except OSError as error:
        listener.close()
        raise AddressError(f"listen tcp {endpoint}: bind: {(error.strerror or str(error)).lower()}") from error
    listener.setblocking(False)
    return listener


async def dial(address: str) -> socket.socket:
    """A connected, tuned, non-blocking socket; every endpoint of the address is tried in turn.

    Raises:
        AddressError: the address cannot be resolved.
        OSError: no endpoint accepts the connection; the error is the last one's.
    """
    host, port = split(address)
    refused = OSError(f"dial tcp {address}: no endpoint")
    for endpoint in await resolve(f"[{host or '127.0.0.1'}]:{port}"):
        try:
            return await _connect(endpoint)
        except OSError as error:
            refused = error
    raise refused


async def _connect(endpoint: Endpoint) -> socket.socket:
    upstream = socket.socket(endpoint.family, socket.SOCK_STREAM)
    upstream.setblocking(False)
    connected = False
    try:
        await asyncio.get_running_loop().sock_connect(upstream, endpoint.sockaddr)
        tune(upstream)
        connected = True
    finally:
        if not connected:
            upstream.close()
    return upstream


def tune(connection: socket.socket) -> None:
    """Send small pieces at once and notice dead peers, as Go does by default."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if hasattr(socket, "TCP_KEEPIDLE"):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, KEEPALIVE_IDLE_S)
