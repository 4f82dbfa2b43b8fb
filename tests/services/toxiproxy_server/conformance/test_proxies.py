"""Proxies: create, show, change, delete and reset, on both servers."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor, wait

import pytest


def test_no_proxies(server):
    answer = server.call("GET", "/proxies")
    assert (answer.status, answer.raw) == (200, b"{}")
    assert answer.headers["content-type"] == "application/json"


def test_a_created_proxy_shows_its_resolved_address(server, expected):
    answer = server.call("POST", "/proxies", {"name": "p", "listen": "localhost:0", "upstream": "b.invalid:1"})
    assert answer.status == 201
    proxy = answer.json
    assert proxy["listen"].startswith("127.0.0.1:")
    assert not proxy["listen"].endswith(":0")
    assert ("Logger" in proxy) is expected("No Logger key")
    proxy.pop("Logger", None)
    assert list(proxy) == ["name", "listen", "upstream", "enabled", "toxics"]
    assert (proxy["name"], proxy["upstream"], proxy["enabled"], proxy["toxics"]) == ("p", "b.invalid:1", True, [])
    assert server.call("GET", "/proxies/p").json == answer.json
    assert server.call("GET", "/proxies").json == {"p": answer.json}


def test_an_empty_listen_address_is_every_interface(server):
    proxy = server.create("p", "a:1", listen="")
    assert proxy["listen"].startswith("[::]:")


def test_a_proxy_created_disabled_keeps_the_text_and_does_not_listen(server):
    proxy = server.create("p", "a:1", listen="localhost:0", enabled=False)
    assert (proxy["listen"], proxy["enabled"]) == ("localhost:0", False)


def test_a_taken_name_comes_before_a_taken_port(server, upstream):
    server.create("p", "a:1")
    answer = server.call("POST", "/proxies", {"name": "p", "listen": upstream.address, "upstream": "a:1"})
    assert (answer.status, answer.json["error"]) == (409, "proxy already exists")


@pytest.mark.parametrize(("body", "field"), [({"upstream": "a:1"}, "name"), ({"name": "p"}, "upstream"), ({}, "name")])
def test_a_missing_field(server, body, field):
    answer = server.call("POST", "/proxies", body)
    assert (answer.status, answer.json["error"]) == (400, f"missing required field: {field}")


def test_a_busy_port_stores_nothing(server, upstream):
    answer = server.call("POST", "/proxies", {"name": "p", "listen": upstream.address, "upstream": "a:1"})
    assert answer.status == 500
    assert answer.json["error"] == f"listen tcp {upstream.address}: bind: address already in use"
    assert server.call("GET", "/proxies").json == {}


@pytest.mark.parametrize("listen", ["local373", "127.0.0.1", "127.0.0.1:99999", "a:b:c", "127.0.0.1:no-such-port"])
def test_a_wrong_listen_address(server, listen):
    assert server.call("POST", "/proxies", {"name": "p", "listen": listen, "upstream": "a:1"}).status == 500
    assert server.call("GET", "/proxies").json == {}


@pytest.mark.parametrize("method", ["GET", "PATCH", "POST", "DELETE"])
def test_an_unknown_proxy_comes_before_the_body(server, method):
    answer = server.call(method, "/proxies/unknown", b"not json")
    assert (answer.status, answer.json) == (404, {"error": "proxy not found", "status": 404})


def test_delete_closes_listener_and_connections(server, upstream, wire):
    listen = server.create("p", upstream.address)["listen"]
    client, behind = upstream.connect(listen)
    answer = server.call("DELETE", "/proxies/p")
    assert (answer.status, answer.raw) == (204, b"")
    assert "content-type" not in answer.headers
    assert (wire.ending(client), wire.ending(behind)) == ("close", "close")
    with pytest.raises(ConnectionRefusedError):
        upstream.client(listen)
    assert server.call("GET", "/proxies/p").status == 404


def test_disable_refuses_connections_and_enable_keeps_port_and_toxics(server, upstream, wire):
    proxy = server.create("p", upstream.address)
    toxic = server.poison("p", "latency", latency=1)
    client, _ = upstream.connect(proxy["listen"])
    answer = server.call("PATCH", "/proxies/p", {"enabled": False})
    assert (answer.status, answer.json["enabled"], answer.json["listen"]) == (200, False, proxy["listen"])
    assert wire.ending(client) == "close"
    with pytest.raises(ConnectionRefusedError):
        upstream.client(proxy["listen"])
    answer = server.call("POST", "/proxies/p", {"enabled": True})
    assert (answer.status, answer.json["listen"], answer.json["toxics"]) == (200, proxy["listen"], [toxic])
    upstream.connect(proxy["listen"])


def test_a_change_that_changes_nothing_keeps_connections(server, upstream, wire):
    proxy = server.create("p", upstream.address)
    client, behind = upstream.connect(proxy["listen"])
    body = {"name": "other", "listen": proxy["listen"], "upstream": upstream.address, "enabled": True}
    answer = server.call("PATCH", "/proxies/p", body)
    assert (answer.status, answer.json["name"]) == (200, "p")
    client.sendall(b"still here")
    assert wire.read(behind, 10) == b"still here"


def test_another_upstream_drops_connections(server, upstream, wire):
    proxy = server.create("p", "127.0.0.1:1")
    server.call("PATCH", "/proxies/p", {"upstream": upstream.address})
    client, behind = upstream.connect(proxy["listen"])
    answer = server.call("PATCH", "/proxies/p", {"upstream": "127.0.0.1:1"})
    assert (answer.status, answer.json["upstream"], answer.json["listen"]) == (200, "127.0.0.1:1", proxy["listen"])
    assert (wire.ending(client), wire.ending(behind)) == ("close", "close")


def test_an_empty_upstream_is_accepted_in_a_change(server):
    server.create("p", "a:1")
    answer = server.call("PATCH", "/proxies/p", {"upstream": ""})
    assert (answer.status, answer.json["upstream"], answer.json["enabled"]) == (200, "", True)


def test_port_zero_is_always_another_port(server):
    listen = server.create("p", "a:1")["listen"]
    answer = server.call("PATCH", "/proxies/p", {"listen": "127.0.0.1:0"})
    assert answer.status == 200
    assert answer.json["listen"] not in (listen, "127.0.0.1:0")


def test_a_host_name_for_the_same_address_keeps_connections(server, upstream, wire):
    proxy = server.create("p", upstream.address)
    client, behind = upstream.connect(proxy["listen"])
    answer = server.call("PATCH", "/proxies/p", {"listen": proxy["listen"].replace("127.0.0.1", "localhost")})
    assert (answer.status, answer.json["listen"]) == (200, proxy["listen"])
    behind.sendall(b"yes")
    assert wire.read(client, 3) == b"yes"


def test_the_same_address_on_every_interface(server, upstream, wire, expected):
    proxy = server.create("p", upstream.address, listen=":0")
    port = proxy["listen"].rpartition(":")[2]
    client, _ = upstream.connect(f"127.0.0.1:{port}")
    assert server.call("PATCH", "/proxies/p", {"listen": f":{port}"}).status == 200
    stays = expected("An unchanged listen address on every interface restarts nothing")
    assert wire.is_silent(client, 0.2) is stays


def test_a_wrong_listen_address_in_a_change_changes_nothing(server):
    proxy = server.create("p", "a:1")
    answer = server.call("PATCH", "/proxies/p", {"listen": "nonsense", "upstream": "b:1"})
    assert (answer.status, answer.json["error"]) == (500, "address nonsense: missing port in address")
    assert server.call("GET", "/proxies/p").json == proxy


def test_a_busy_listen_address_in_a_change_disables_and_is_kept(server, upstream):
    server.create("p", "a:1")
    answer = server.call("PATCH", "/proxies/p", {"listen": upstream.address})
    assert answer.status == 500
    shown = server.call("GET", "/proxies/p").json
    assert (shown["enabled"], shown["listen"]) == (False, upstream.address)


def test_reset_enables_everything_and_removes_all_toxics(server, upstream):
    proxy = server.create("on", upstream.address)
    server.poison("on", "latency", latency=1)
    server.poison("on", "noop", stream="upstream")
    off = server.create("off", upstream.address)
    server.call("PATCH", "/proxies/off", {"enabled": False})
    for _ in range(2):
        answer = server.call("POST", "/reset", b"ignored")
        assert (answer.status, answer.raw) == (204, b"")
    shown = server.call("GET", "/proxies").json
    assert shown == {"on": proxy, "off": off}
    upstream.connect(off["listen"])


def test_an_upstream_that_is_down_costs_the_client_and_not_the_proxy(server, upstream, wire):
    proxy = server.create("p", "127.0.0.1:1")
    assert wire.ending(upstream.client(proxy["listen"])) == "close"
    assert wire.ending(upstream.client(proxy["listen"])) == "close"
    assert server.call("GET", "/proxies/p").json["enabled"] is True


def test_a_name_with_a_slash_cannot_be_addressed(server):
    server.create("a b", "a:1")
    assert server.call("GET", "/proxies/a%20b").status == 200
    assert server.call("GET", "/proxies/a%2Fb").status == 404


@pytest.fixture
def silent_upstream():
    """A listener whose full queue answers no connection attempt: a dial to it hangs until it is closed."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=0)
    fillers = [socket.socket() for _ in range(4)]
    for filler in fillers:
        filler.setblocking(False)
        filler.connect_ex(listener.getsockname())
    yield listener
    for each in (listener, *fillers):
        each.close()


def test_a_silent_upstream_and_the_rest_of_the_proxy(server, upstream, wire, expected, silent_upstream):
    host, port = silent_upstream.getsockname()
    proxy = server.create("p", f"{host}:{port}")
    assert wire.is_silent(upstream.client(proxy["listen"]), 0.2)
    with ThreadPoolExecutor() as pool:
        disabling = pool.submit(server.call, "PATCH", "/proxies/p", {"enabled": False})
        answered, _ = wait([disabling], timeout=0.7)
        silent_upstream.close()
        assert disabling.result().status == 200
    assert bool(answered) is expected("A silent upstream holds up nobody else")
