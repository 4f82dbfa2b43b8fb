"""HTTP as clients and fuzzers speak it: the server answers or closes, and lives on."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drillbook.services.toxiproxy_server import exchange
from drillbook.services.toxiproxy_server.exchange import Exchanges
from drillbook.services.toxiproxy_server.message import Response

LIVES_ON = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
HEAD = b"GET /version HTTP/1.1\r\nHost: x\r\n"
CHUNKED = b"POST /populate HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.fixture(scope="module")
def built_in(start_built_in):
    server = start_built_in()
    yield server
    assert server.stop() == 0
    server.process.stderr.close()


def say(server, data, *, ends=True):
    """Everything that the server answers to some bytes, until it closes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as client:
        with contextlib.suppress(ConnectionError):
            client.sendall(data)
            if ends:
                client.shutdown(socket.SHUT_WR)
        answer = b""
        while part := client.recv(65_536):
            answer += part
        return answer


def statuses(answer):
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]


def test_a_connection_carries_several_requests(built_in):
    assert statuses(say(built_in, (HEAD + b"\r\n") * 3)) == [200, 200, 200]


@pytest.mark.parametrize(
    "head",
    [
        HEAD + b"Connection: close\r\n\r\n",
        b"GET /version HTTP/1.0\r\n\r\n",
        b"GET http://x/version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /version HTTP/1.1\nHost: x\nConnection: close\n\n",
    ],
)
def test_forms_of_a_request(built_in, head):
    answer = say(built_in, head, ends=False)
    assert statuses(answer) == [200]
    assert b"Connection: close\r\n" in answer


def test_a_chunked_body(built_in):
    answer = say(built_in, CHUNKED + b"1;ext=1\r\n[\r\n1\r\n]\r\n0\r\nTrailer: x\r\n\r\n")
    assert statuses(answer) == [201]


def test_a_client_may_wait_for_continue(built_in):
    request = b"POST /populate HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    with socket.create_connection(("127.0.0.1", built_in.port), timeout=20) as client:
        client.sendall(request)
        assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"[]")
        assert statuses(client.recv(1000)) == [201]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"rubbish\r\n", 400),
        (b"GET /version\r\n", 400),
        (b"GET /version HTTP/2.0\r\n", 400),
        (b"GET  /version HTTP/1.1\r\n", 400),
        (b"G@T /version HTTP/1.1\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\n", 400),
        (b"GET /version HTTP/1.1\r\n\r\n", 400),
        (HEAD + b"no colon\r\n\r\n", 400),
        (HEAD + b"Name : x\r\n\r\n", 400),
        (HEAD + b" folded\r\n\r\n", 400),
        (HEAD + b"Host: y\r\n\r\n", 400),
        (HEAD + b"Content-Length: -1\r\n\r\n", 400),
        (HEAD + b"Content-Length: 1e3\r\n\r\n", 400),
        (HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (HEAD + b"Content-Length: 9\r\n\r\nshort", 400),
        (HEAD + b"Content-Length: 99999999999\r\n\r\n", 413),
        (HEAD + b"Transfer-Encoding: gzip\r\n\r\n", 400),
        (HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", 400),
        (CHUNKED + b"x\r\n", 400),
        (CHUNKED + b"-1\r\n", 400),
        (CHUNKED + b"ffffffff\r\n", 413),
        (CHUNKED + b"1\r\nab\r\n", 400),
        (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n", 431),
        (HEAD + b"X: " + b"a" * 100_000 + b"\r\n\r\n", 431),
        (HEAD + b"X: y\r\n" * 20_000 + b"\r\n", 431),
        (HEAD + b"X: y\r\n" * 200 + b"\r\n", 431),
        (HEAD, 400),
        (b"G", 400),
    ],
)
def test_a_malformed_request_is_answered_and_the_connection_closed(built_in, data, status):
    answer = say(built_in, data)
    assert statuses(answer) == [status]
    assert b"Connection: close\r\n" in answer


@LIVES_ON
@given(data=st.binary(min_size=1, max_size=400))
def test_rubbish_gets_a_refusal(built_in, data):
    assert all(400 <= status < 500 for status in statuses(say(built_in, data)))
    assert built_in.call("GET", "/version").status == 200


@LIVES_ON
@given(cut=st.integers(0, 60), extra=st.binary(max_size=30))
def test_a_damaged_request_gets_an_answer(built_in, cut, extra):
    request = b"POST /populate HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n[]"
    found = statuses(say(built_in, request[:cut] + extra + request[cut:]))
    assert found
    assert all(status < 500 for status in found)


KEYS = st.sampled_from(["name", "upstream", "enabled", "type", "stream", "toxicity", "attributes", "latency", "Rate"])
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)


@LIVES_ON
@given(body=JSON_VALUES, path=st.sampled_from(["/proxies", "/populate", "/proxies/p/toxics", "/proxies/p/toxics/t"]))
def test_any_json_body_gets_an_answer_below_500(built_in, body, path):
    built_in.call("POST", "/proxies", {"name": "p", "upstream": "a:1", "enabled": False})
    built_in.call("POST", "/proxies/p/toxics", {"name": "t", "type": "latency"})
    answer = built_in.call("POST", path, body)
    assert answer.status < 500
    assert answer.json is not None


@LIVES_ON
@given(body=st.binary(max_size=60))
def test_any_bytes_as_a_body_are_refused_or_understood(built_in, body):
    assert built_in.call("POST", "/populate", body).status in (201, 400)


def test_a_deeply_nested_body_is_refused(built_in):
    assert built_in.call("POST", "/populate", b"[" * 200_000).status == 400


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"1e999", b"9" * 5000])
def test_numbers_that_json_or_the_protocol_does_not_know_are_refused(built_in, number):
    body = b'{"type":"latency","toxicity":' + number + b"}"
    built_in.call("POST", "/proxies", {"name": "p", "upstream": "a:1", "enabled": False})
    assert built_in.call("POST", "/proxies/p/toxics", body).status == 400


def test_a_lone_surrogate_in_a_name_can_be_shown(built_in):
    answer = built_in.call("POST", "/proxies", rb'{"name":"\ud800","upstream":"a:1","enabled":false}')
    assert answer.status == 201
    assert built_in.call("GET", "/proxies").status == 200


def test_too_many_idle_clients_do_not_stop_the_server(built_in):
    with contextlib.ExitStack() as idle:
        for _ in range(300):
            idle.enter_context(socket.create_connection(("127.0.0.1", built_in.port), timeout=20))
    assert built_in.call("GET", "/version").status == 200


def run_exchange(handler, data):
    """Everything that exchanges with a handler answer to some bytes."""

    async def run():
        server = await asyncio.start_server(Exchanges(handler).serve, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(data)
        answer = await reader.read()
        writer.close()
        server.close()
        return answer

    return asyncio.run(run())


async def never(head, body):
    await asyncio.get_running_loop().create_future()


async def empty(head, body):
    return Response(status=204)


def test_a_handler_over_its_limit_is_answered_for(monkeypatch):
    monkeypatch.setattr(exchange, "HANDLER_LIMIT_S", 0.05)
    answer = run_exchange(never, HEAD + b"Connection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n")


def test_a_request_that_does_not_arrive_in_time_is_refused(monkeypatch):
    monkeypatch.setattr(exchange, "READ_LIMIT_S", 0.05)
    assert statuses(run_exchange(empty, HEAD)) == [408]


def test_an_idle_connection_is_closed_without_a_word(monkeypatch):
    monkeypatch.setattr(exchange, "IDLE_LIMIT_S", 0.05)
    assert run_exchange(empty, b"") == b""
    assert statuses(run_exchange(empty, HEAD + b"\r\n")) == [204]
