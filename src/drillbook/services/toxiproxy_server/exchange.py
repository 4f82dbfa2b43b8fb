"""Exchanges: the requests and responses that follow each other on one API connection."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from drillbook.services.toxiproxy_server.limits import (
    API_CONNECTION_COUNT_MAX,
    DRAIN_LIMIT_S,
    DRAIN_SIZE_BYTES_MAX,
    HANDLER_LIMIT_S,
    HEAD_SIZE_BYTES_MAX,
    IDLE_LIMIT_S,
    READ_LIMIT_S,
    WRITE_LIMIT_S,
)
from drillbook.services.toxiproxy_server.message import (
    TEXT,
    MalformedError,
    Response,
    check_size,
    parse_chunk_length,
    parse_head,
    parse_request_line,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from drillbook.services.toxiproxy_server.message import Head

    Handler = Callable[[Head, bytes], Awaitable[Response]]

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Exchanges:
    """Serves API connections, each until it is idle, malformed or closed.

    Args:
        handler: carries out one request.
    """

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._count = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request after the other (the callback of `asyncio.start_server`)."""
        self._count += 1
        try:
            # A peer that is gone, and one that takes no answer within the limit, need no more care.
            with contextlib.suppress(OSError, TimeoutError):
                if self._count <= API_CONNECTION_COUNT_MAX:
                    while await self._exchange(reader, writer):
                        pass
        finally:
            self._count -= 1
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its response; false when the connection shall be closed."""
        try:
            request = await _read_request(reader, writer)
        except MalformedError as error:
            body = f"{error.status} {error}\n".encode()
            await _send(writer, Response(status=error.status, body=body, content_type=TEXT), keeps_alive=False)
            await _drain(reader, writer)
            return False
        if request is None:
            return False
        head, body = request
        try:
            async with asyncio.timeout(HANDLER_LIMIT_S):
                response = await self._handler(head, body)
        except TimeoutError:
            response = Response(status=503)
        await _send(writer, response, keeps_alive=head.keeps_alive)
        return head.keeps_alive


async def _read_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[Head, bytes] | None:
    """The next request, or None when the client has no more.

    Raises:
        MalformedError: what came is no request, too large or too slow.
    """
    try:
        async with asyncio.timeout(IDLE_LIMIT_S):
            first = await reader.read(1)
    except TimeoutError:
        return None
    if not first:
        return None
    try:
        async with asyncio.timeout(READ_LIMIT_S):
            head = parse_head(await _read_head(reader, first))
            if head.wants_continue:
                writer.write(CONTINUE)
            return head, await _read_body(reader, head)
    except TimeoutError as error:
        raise MalformedError(408, f"the request did not arrive within {READ_LIMIT_S:g} s") from error
    except asyncio.IncompleteReadError as error:
        raise MalformedError(400, "the request ends too early") from error


async def _read_head(reader: asyncio.StreamReader, first: bytes) -> list[bytes]:
    """The lines of a head without their ends; the request line is looked at before more is waited for."""
    lines: list[bytes] = []
    left_bytes = HEAD_SIZE_BYTES_MAX
    while True:
        line = await _read_line(reader)
        left_bytes -= len(line) + 1
        if left_bytes < 0:
            raise MalformedError(431, f"a head of more than {HEAD_SIZE_BYTES_MAX} bytes")
        if not lines:
            line = first + line
            parse_request_line(line)
        elif not line:
            return lines
        lines.append(line)


async def _read_line(reader: asyncio.StreamReader) -> bytes:
    try:
        line = await reader.readuntil(b"\n")
    except asyncio.LimitOverrunError as error:
        raise MalformedError(431, f"a line of more than {HEAD_SIZE_BYTES_MAX} bytes") from error
    return line[:-1].removesuffix(b"\r")


async def _read_body(reader: asyncio.StreamReader, head: Head) -> bytes:
    if not head.is_chunked:
        return await reader.readexactly(head.body_size_bytes)
    body = bytearray()
    while size_bytes := parse_chunk_length(await _read_line(reader)):
        check_size(len(body) + size_bytes)
        body += await reader.readexactly(size_bytes)
        if await _read_line(reader):
            raise MalformedError(400, "malformed chunk")
    while await _read_line(reader):
        pass  # trailers say nothing to this API; READ_LIMIT_S bounds them
    return bytes(body)


async def _send(writer: asyncio.StreamWriter, response: Response, *, keeps_alive: bool) -> None:
    writer.write(response.render(keeps_alive=keeps_alive))
    async with asyncio.timeout(WRITE_LIMIT_S):
        await writer.drain()


async def _drain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read what the client still sends: closing over unread bytes would reset the answer away (RFC 9112, 9.6)."""
    if writer.can_write_eof():
        writer.write_eof()
    left_bytes = DRAIN_SIZE_BYTES_MAX
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_LIMIT_S):
            while left_bytes > 0 and (data := await reader.read(left_bytes)):
                left_bytes -= len(data)
