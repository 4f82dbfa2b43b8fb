"""HTTP/1.1 messages as values (RFC 9112): a request's head is parsed, a response is rendered."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from drillbook.services.toxiproxy_server.limits import BODY_SIZE_BYTES_MAX, HEADER_COUNT_MAX

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON = "application/json"
TEXT = "text/plain; charset=utf-8"
REASONS: Mapping[int, str] = {
    200: "OK",
    201: "Created",
    204: "No Content",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    409: "Conflict",
    413: "Content Too Large",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    503: "Service Unavailable",
}

TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
TARGET = re.compile(r"[!-~]+")
VERSION = re.compile(r"HTTP/1\.[01]")
LENGTH = re.compile(r"[0-9]{1,18}")
CHUNK_LENGTH = re.compile(r"[0-9A-Fa-f]{1,15}")


class MalformedError(Exception):
    """Bytes that are no request; the connection is closed after the answer.

    Args:
        status: what the answer is.
        what: what is wrong, for its body.
    """

    def __init__(self, status: int, what: str) -> None:
        self.status = status
        super().__init__(what)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The request line and headers; header names are lower-case."""

    method: str
    target: str
    keeps_alive: bool
    headers: Mapping[str, str]

    @property
    def segments(self) -> tuple[str, ...] | None:
        """The decoded path between its slashes, or None where a decoded segment holds a slash."""
        path = self.target.partition("?")[0]
        if not path.startswith("/"):  # absolute form: http://host/path
            path = "/" + path.partition("://")[2].partition("/")[2]
        segments = tuple(unquote(segment) for segment in path[1:].split("/"))
        return None if any("/" in segment for segment in segments) else segments

    @property
    def is_chunked(self) -> bool:
        """Whether the body comes in chunks of announced size."""
        return "transfer-encoding" in self.headers

    @property
    def body_size_bytes(self) -> int:
        """The announced size of a body that does not come in chunks."""
        return int(self.headers.get("content-length", "0"))

    @property
    def wants_continue(self) -> bool:
        """Whether the client waits for a 100 before it sends the body."""
        return self.headers.get("expect", "").lower() == "100-continue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What is answered; without a body there is no content type."""

    status: int
    body: bytes = b""
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)

    def render(self, *, keeps_alive: bool) -> bytes:
        """The bytes on the wire."""
        lines = [f"HTTP/1.1 {self.status} {REASONS[self.status]}"]
        if self.body:
            lines.append(f"Content-Type: {self.content_type}")
        if self.status != 204:  # RFC 9110, 8.6: a 204 has no length
            lines.append(f"Content-Length: {len(self.body)}")
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if not keeps_alive:
            lines.append("Connection: close")
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


def parse_request_line(line: bytes) -> tuple[str, str, str]:
    """Method, target and version.

    Raises:
        MalformedError: it is none.
    """
    words = line.decode("latin-1").split(" ")
    if len(words) == 3:
        method, target, version = words
        if TOKEN.fullmatch(method) and TARGET.fullmatch(target) and VERSION.fullmatch(version):
            return method, target, version
    raise MalformedError(400, "malformed request line")


def parse_head(lines: list[bytes]) -> Head:
    """The head from its lines without their ends.

    Raises:
        MalformedError: a line is malformed, or the lines contradict each other or ask for too much.
    """
    method, target, version = parse_request_line(lines[0])
    headers: dict[str, str] = {}
    if len(lines) > HEADER_COUNT_MAX:
        raise MalformedError(431, f"more than {HEADER_COUNT_MAX} headers")
    for line in lines[1:]:
        name, colon, value = line.decode("latin-1").partition(":")
        key, text = name.lower(), value.strip(" \t")
        if not colon or not TOKEN.fullmatch(name) or "\x00" in text or "\r" in text:
            raise MalformedError(400, "malformed header")
        if key in ("host", "content-length", "transfer-encoding") and headers.get(key, text) != text:
            raise MalformedError(400, f"two different {key} headers")
        headers[key] = text
    _check(headers, version)
    asked = headers.get("connection", "").lower()
    keeps_alive = "close" not in asked and (version == "HTTP/1.1" or "keep-alive" in asked)
    return Head(method=method, target=target, keeps_alive=keeps_alive, headers=headers)


def _check(headers: Mapping[str, str], version: str) -> None:
    if version == "HTTP/1.1" and "host" not in headers:
        raise MalformedError(400, "missing required Host header")
    if "transfer-encoding" in headers:
        if "content-length" in headers or headers["transfer-encoding"].lower() != "chunked":
            raise MalformedError(400, "unsupported transfer encoding")
    elif "content-length" in headers:
        if not LENGTH.fullmatch(headers["content-length"]):
            raise MalformedError(400, "malformed content length")
        check_size(int(headers["content-length"]))


def check_size(size_bytes: int) -> None:
    """Refuse a body that is too large.

    Raises:
        MalformedError: it is.
    """
    if size_bytes > BODY_SIZE_BYTES_MAX:
        raise MalformedError(413, f"body of more than {BODY_SIZE_BYTES_MAX} bytes")


def parse_chunk_length(line: bytes) -> int:
    """The size in bytes of the chunk that follows; extensions are ignored.

    Raises:
        MalformedError: it is no hexadecimal number.
    """
    text = line.decode("latin-1").partition(";")[0].strip(" \t")
    if not CHUNK_LENGTH.fullmatch(text):
        raise MalformedError(400, "malformed chunk length")
    return int(text, 16)
