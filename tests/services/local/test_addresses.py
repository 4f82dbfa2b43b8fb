"""Where services are reached, and the words by which a stack file speaks of that."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from drillbook.errors import ProjectError
from drillbook.model.stack import ServiceSpec, StackSpec
from drillbook.services.local.addresses import Address, allot, fill
from drillbook.services.ports import LOOPBACK

DB = Address(host=LOOPBACK, port=5432, seen_port=15432)


def test_an_address_goes_through_the_proxy_unless_asked_directly() -> None:
    assert (str(DB), DB.direct) == ("127.0.0.1:15432", "127.0.0.1:5432")
    assert fill("x://{db}/{db.direct}:{port}", {"db": DB, "port": 9}, service="api") == (
        "x://127.0.0.1:15432/127.0.0.1:5432:9"
    )


def test_doubled_braces_are_braces() -> None:
    assert fill("{{}}", {}, service="api") == "{}"


@pytest.mark.parametrize("text", ["{nobody}", "{db.nothing}", "{", "{0}", "{}"])
def test_an_unknown_word_is_refused_with_those_that_are_known(text: str) -> None:
    with pytest.raises(ProjectError, match=r"service api: cannot fill in .* Known words: db, port\."):
        fill(text, {"db": DB, "port": 9}, service="api")


def test_every_listening_service_gets_a_port_and_a_proxied_one_two(spec: StackSpec) -> None:
    services = (
        ServiceSpec(name="plain"),
        ServiceSpec(name="proxied", proxied=True),
        ServiceSpec(name="silent", listens=False),
    )
    found = allot(replace(spec, services=services))
    assert set(found) == {"plain", "proxied"}
    assert found["plain"].port == found["plain"].seen_port
    assert found["proxied"].port != found["proxied"].seen_port


def test_a_port_in_use_is_refused_by_name(spec: StackSpec) -> None:
    with socket.create_server((LOOPBACK, 0)) as server:
        port = server.getsockname()[1]
        wanted = replace(spec, services=(ServiceSpec(name="api", port=port),))
        with pytest.raises(ProjectError, match=f"port {port} of api is in use"):
            allot(wanted)
    assert allot(wanted)["api"].port == port
