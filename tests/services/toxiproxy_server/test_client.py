"""The published Python client, toxiproxy-python, against the built-in server."""

from __future__ import annotations

import pytest
from toxiproxy import Toxiproxy
from toxiproxy.api import APIConsumer
from toxiproxy.exceptions import ProxyExists


@pytest.fixture
def client(new_server, monkeypatch):
    server = new_server("built-in")
    # The client keeps the server's address in class attributes.
    monkeypatch.setattr(APIConsumer, "host", "127.0.0.1")
    monkeypatch.setattr(APIConsumer, "port", server.port)
    return Toxiproxy()


def test_the_server_is_found(client):
    assert client.running() is True
    assert "2.12.0" in str(client.version())


def test_proxies_are_created_found_changed_and_destroyed(client, upstream, wire):
    proxy = client.create(upstream=upstream.address, name="p", listen="127.0.0.1:0")
    assert client.get_proxy("p").upstream == upstream.address
    ends = upstream.connect(client.get_proxy("p").listen)
    ends[0].sendall(b"x")
    assert wire.read(ends[1], 1) == b"x"
    with pytest.raises(ProxyExists):
        client.create(upstream=upstream.address, name="p", listen="127.0.0.1:0")
    proxy.disable()
    assert client.get_proxy("p").enabled is False
    proxy.enable()
    assert client.get_proxy("p").enabled is True
    assert client.destroy(proxy) is True
    assert client.proxies() == {}


def test_toxics_are_added_listed_and_removed(client, upstream):
    proxy = client.create(upstream=upstream.address, name="p", listen="127.0.0.1:0")
    proxy.add_toxic(type="latency", attributes={"latency": 100, "jitter": 10})
    assert list(proxy.toxics()) == ["latency_downstream"]
    assert proxy.get_toxic("latency_downstream").attributes == {"latency": 100, "jitter": 10}
    proxy.destroy_toxic("latency_downstream")
    assert proxy.toxics() == {}


def test_populate_and_reset(client, upstream):
    client.populate([{"name": "p", "upstream": upstream.address, "listen": "127.0.0.1:0"}])
    client.get_proxy("p").add_toxic(type="timeout")
    client.reset()
    assert client.get_proxy("p").toxics() == {}
