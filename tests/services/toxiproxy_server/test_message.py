"""HTTP messages as values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillbook.services.toxiproxy_server.message import MalformedError, Response, parse_chunk_length, parse_head

LINE = b"GET /proxies/a%20b?x=1 HTTP/1.1"


def test_a_head():
    head = parse_head([LINE, b"Host: x", b"X-Empty:", b"EXPECT:  100-Continue ", b"Content-Length: 7"])
    assert (head.method, head.segments, head.keeps_alive) == ("GET", ("proxies", "a b"), True)
    assert head.headers["x-empty"] == ""
    assert head.wants_continue
    assert (head.is_chunked, head.body_size_bytes) == (False, 7)


@pytest.mark.parametrize(
    ("target", "segments"),
    [
        ("/", ("",)),
        ("/a/", ("a", "")),
        ("/a%2Fb", None),
        ("http://h:1/a/b", ("a", "b")),
        ("*", ("",)),
        ("/%ff", ("�",)),
    ],
)
def test_a_path_is_split_before_it_is_decoded(target, segments):
    assert parse_head([f"GET {target} HTTP/1.1".encode(), b"Host: x"]).segments == segments


@pytest.mark.parametrize(
    ("version", "connection", "keeps_alive"),
    [("1.1", "", True), ("1.1", "Close", False), ("1.0", "", False), ("1.0", "Keep-Alive", True)],
)
def test_keeping_the_connection(version, connection, keeps_alive):
    head = parse_head([f"GET / HTTP/{version}".encode(), b"Host: x", f"Connection: {connection}".encode()])
    assert head.keeps_alive is keeps_alive


def status_of(lines):
    """What a head is answered with before its path is looked at: 200 if it is one."""
    try:
        assert parse_head(lines).body_size_bytes >= 0
    except MalformedError as error:
        return error.status
    return 200


@given(lines=st.lists(st.binary(max_size=40), min_size=1, max_size=5))
def test_any_lines_are_a_head_or_refused(lines):
    assert status_of(lines) in (200, 400, 413, 431)


@given(lines=st.lists(st.from_regex(rb"[A-Za-z-]{1,20}: ?[ -~]{0,20}", fullmatch=True), max_size=5))
def test_any_headers_are_a_head_or_refused(lines):
    assert status_of([LINE, b"Host: x", *lines]) in (200, 400, 413)


@pytest.mark.parametrize(("line", "size_bytes"), [(b"0", 0), (b"fF;a=b", 255), (b" 10 ", 16)])
def test_a_chunk_length(line, size_bytes):
    assert parse_chunk_length(line) == size_bytes


@pytest.mark.parametrize("line", [b"", b"-1", b"0x1", b"g", b"+1", b"1_0", b"f" * 16])
def test_what_is_no_chunk_length(line):
    with pytest.raises(MalformedError):
        parse_chunk_length(line)


def test_a_response():
    rendered = Response(status=200, body=b"{}", headers={"X": "y"}).render(keeps_alive=True)
    assert rendered == b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nX: y\r\n\r\n{}"


def test_a_response_without_body():
    assert Response(status=204).render(keeps_alive=False) == b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
    assert Response(status=405).render(keeps_alive=True).endswith(b"Content-Length: 0\r\n\r\n")
