"""Versions, paths, methods, bodies and errors, on both servers."""

from __future__ import annotations

import re

import pytest

BODIES_TO = ("/proxies", "/populate", "/proxies/p/toxics")


def test_version(server):
    answer = server.call("GET", "/version")
    # A real server that was not built by its own release script calls itself "git".
    known = [b'{"version": "2.12.0"}\n', b'{"version": "git"}\n'][: 1 + (server.kind == "real")]
    assert answer.status == 200
    assert answer.raw in known
    assert answer.headers["content-type"] == "application/json;charset=utf-8"


def test_a_routed_answer_has_a_request_id(server):
    first, second = (server.call("GET", "/version").headers["x-toxiproxy-request-id"] for _ in range(2))
    assert re.fullmatch("[0-9a-v]{20}", first)
    assert first != second


@pytest.mark.parametrize("path", ["/", "/nothing", "/proxies/", "/proxies/p/toxics/t/more", "/proxies/p/nothing"])
def test_an_unknown_path(server, path):
    answer = server.call("GET", path)
    assert (answer.status, answer.raw) == (404, b"404 page not found\n")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "x-toxiproxy-request-id" not in answer.headers


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/version"),
        ("HEAD", "/version"),
        ("GET", "/reset"),
        ("GET", "/populate"),
        ("DELETE", "/proxies"),
        ("PUT", "/proxies/p"),
        ("OPTIONS", "/proxies"),
        ("PATCH", "/proxies/p/toxics"),
        ("PUT", "/proxies/p/toxics/t"),
    ],
)
def test_a_wrong_method(server, method, path):
    answer = server.call(method, path)
    assert (answer.status, answer.raw) == (405, b"")
    assert "x-toxiproxy-request-id" not in answer.headers


def test_browsers_are_refused(server):
    answer = server.call("GET", "/version", headers={"User-Agent": "Mozilla/5.0"})
    assert (answer.status, answer.raw) == (403, b"User agent not allowed\n")
    assert server.call("GET", "/version", headers={"User-Agent": "toxiproxy-cli/2 Mozilla/5"}).status == 200


def test_a_query_is_ignored(server):
    assert server.call("GET", "/proxies?verbose=1").status == 200


@pytest.mark.parametrize("path", BODIES_TO)
def test_an_empty_body(server, upstream, path):
    server.create("p", upstream.address)
    answer = server.call("POST", path, b"")
    assert answer.status == 400
    assert answer.json["error"] == "bad request body: EOF"


@pytest.mark.parametrize("path", BODIES_TO)
@pytest.mark.parametrize(
    "body", [b"{", b"not json", b'"text"', b"7", b'[{"name"', b"\xff\xfe", b'{"name":7}', b'[{"name":7}]']
)
def test_a_body_that_is_not_what_it_should_be(server, upstream, path, body):
    server.create("p", upstream.address)
    answer = server.call("POST", path, body)
    assert answer.status == 400
    assert answer.json["status"] == 400


def test_an_error_is_json_and_says_so(server, expected):
    answer = server.call("GET", "/proxies/unknown")
    assert (answer.status, answer.raw) == (404, b'{"error":"proxy not found","status":404}\n')
    assert answer.headers["content-type"] == expected("JSON errors say that they are JSON")


def test_keys_match_whatever_their_case_and_unknown_ones_are_ignored(server):
    answer = server.call("POST", "/proxies", {"NAME": "p", "Listen": "127.0.0.1:0", "upStream": "a:1", "more": [{}]})
    assert answer.status == 201
    assert answer.json["upstream"] == "a:1"


def test_what_follows_the_first_value_is_ignored(server):
    body = b' {"name":"p","listen":"127.0.0.1:0","upstream":"a:1","enabled":null} ]]'
    answer = server.call("POST", "/proxies", body, headers={"Content-Type": "text/html"})
    assert answer.status == 201
    assert answer.json["enabled"] is True


def test_metrics_are_there_only_when_asked_for(new_server, server):
    assert server.call("GET", "/metrics").status == 200
    assert server.call("POST", "/metrics").status == 200
    assert new_server(server.kind).call("GET", "/metrics").status == 404
