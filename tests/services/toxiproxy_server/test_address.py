"""Addresses are parsed, resolved, bound and dialled."""

from __future__ import annotations

import asyncio
import socket

import pytest

from drillbook.services.toxiproxy_server.address import bind, dial, resolve, show, split
from drillbook.services.toxiproxy_server.errors import AddressError


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("", ("", 0)),
        (":80", ("", 80)),
        ("h:80", ("h", 80)),
        ("h:", ("h", 0)),
        ("[::1]:80", ("::1", 80)),
        ("h:http", ("h", 80)),
    ],
)
def test_an_address_has_host_and_port(address, parts):
    assert split(address) == parts


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("h", "address h: missing port in address"),
        ("[::1]", "address [::1]: missing port in address"),
        ("a:b:1", "address a:b:1: too many colons in address"),
        ("h:65536", "address 65536: invalid port"),
        ("h:" + "9" * 5000, "address " + "9" * 5000 + ": invalid port"),
        ("h:no-such", "lookup tcp/no-such: unknown port"),
        ("h:\x00", "lookup tcp/\x00: unknown port"),
        ("h:-1", "lookup tcp/-1: unknown port"),
    ],
)
def test_what_is_no_address(address, message):
    with pytest.raises(AddressError) as refused:
        split(address)
    assert str(refused.value) == message


@pytest.mark.parametrize("address", ["127.0.0.1:80", "[::1]:80"])
def test_a_numeric_address_resolves_to_itself(address):
    assert [str(endpoint) for endpoint in asyncio.run(resolve(address))] == [address]


def test_a_host_name_resolves_to_ipv4_first():
    assert str(asyncio.run(resolve("localhost:80"))[0]) == "127.0.0.1:80"


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 300, "\x00", ".", "ü" * 70])
def test_an_unknown_host(host):
    with pytest.raises(AddressError, match=r"lookup .*: no such host"):
        asyncio.run(resolve(f"{host}:80"))


def test_a_busy_port_is_refused_in_the_words_of_the_protocol():
    endpoint = asyncio.run(resolve("127.0.0.1:0"))[0]
    with bind(endpoint) as taken:
        address = show(taken.getsockname())
        endpoint = asyncio.run(resolve(address))[0]
        with pytest.raises(AddressError) as refused:
            bind(endpoint)
    assert str(refused.value) == f"listen tcp {address}: bind: address already in use"


def test_dial_tries_every_endpoint():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        for address in (f"127.0.0.1:{port}", f"localhost:{port}", f":{port}"):
            with asyncio.run(dial(address)) as upstream:
                assert upstream.getpeername() == ("127.0.0.1", port)
                assert upstream.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_dial_says_what_refused():
    with pytest.raises(ConnectionRefusedError):
        asyncio.run(dial("127.0.0.1:1"))
    with pytest.raises(AddressError):
        asyncio.run(dial("nonsense"))
