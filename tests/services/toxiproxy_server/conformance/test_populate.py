"""Populate, on both servers."""

from __future__ import annotations

import pytest


def entry(name: str, upstream: str = "a:1", **more: object) -> dict[str, object]:
    return {"name": name, "listen": "127.0.0.1:0", "upstream": upstream, **more}


def test_new_proxies_are_created_in_order(server):
    answer = server.call("POST", "/populate", [entry("b"), entry("a", enabled=False)])
    assert answer.status == 201
    assert answer.headers["content-type"] == "application/json"
    assert [proxy["name"] for proxy in answer.json["proxies"]] == ["b", "a"]
    assert [proxy["enabled"] for proxy in answer.json["proxies"]] == [True, False]


def test_nothing_is_null(server):
    answer = server.call("POST", "/populate", [])
    assert (answer.status, answer.raw) == (201, b'{"proxies":null}')


def test_the_same_proxy_is_left_untouched_with_toxics_and_connections(server, upstream, wire):
    proxy = server.create("p", upstream.address)
    toxic = server.poison("p", "noop")
    client, behind = upstream.connect(proxy["listen"])
    same = {"name": "p", "listen": proxy["listen"], "upstream": upstream.address, "enabled": False}
    answer = server.call("POST", "/populate", [same])
    assert answer.status == 201
    assert (answer.json["proxies"][0]["enabled"], answer.json["proxies"][0]["toxics"]) == (True, [toxic])
    behind.sendall(b"here")
    assert wire.read(client, 4) == b"here"


def test_another_proxy_of_the_name_replaces_it(server, upstream, wire):
    proxy = server.create("p", upstream.address)
    server.poison("p", "noop")
    client, _ = upstream.connect(proxy["listen"])
    answer = server.call("POST", "/populate", [{"name": "p", "listen": proxy["listen"], "upstream": "b:1"}])
    assert answer.status == 201
    assert (answer.json["proxies"][0]["upstream"], answer.json["proxies"][0]["toxics"]) == ("b:1", [])
    assert wire.ending(client) == "close"


def test_proxies_that_are_not_named_stay(server):
    server.create("p", "a:1")
    server.call("POST", "/populate", [entry("q")])
    assert set(server.call("GET", "/proxies").json) == {"p", "q"}


@pytest.mark.parametrize(
    ("second", "missing"), [({"upstream": "a:1"}, "name"), ({"name": "q"}, "upstream"), (None, "name")]
)
def test_an_invalid_entry_creates_nothing(server, second, missing):
    answer = server.call("POST", "/populate", [entry("p"), second])
    assert (answer.status, answer.headers["content-type"]) == (400, "application/json")
    message = f"missing required field: {missing} at proxy 2"
    assert answer.json == {"error": message, "status": 400, "proxies": None}
    assert server.call("GET", "/proxies").json == {}


def test_an_object_is_refused(server):
    answer = server.call("POST", "/populate", entry("p"))
    assert answer.status == 400
    assert answer.json["error"].startswith("bad request body: ")
    assert answer.json["proxies"] is None


def test_a_failure_midway_keeps_what_was_done(server, upstream):
    busy = {"name": "busy", "listen": upstream.address, "upstream": "a:1"}
    answer = server.call("POST", "/populate", [entry("p"), busy, entry("q")])
    assert (answer.status, answer.json["status"]) == (500, 500)
    assert answer.json["error"].endswith("bind: address already in use")
    assert [proxy["name"] for proxy in answer.json["proxies"]] == ["p"]
    assert set(server.call("GET", "/proxies").json) == {"p"}


def test_a_failed_replacement_leaves_the_old_one_stopped(server, upstream):
    old = server.create("p", "a:1")
    answer = server.call("POST", "/populate", [{"name": "p", "listen": upstream.address, "upstream": "a:1"}])
    assert answer.status == 500
    assert server.call("GET", "/proxies/p").json == {**old, "enabled": False}
