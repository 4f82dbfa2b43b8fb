"""What silence does to a service behind the built-in Toxiproxy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from tests.built_in_toxiproxy import Address, toxiproxy

from drillbook.errors import ScenarioError
from drillbook.faults import network
from drillbook.faults.network import answers, silence
from drillbook.model.stack import Kind, ServiceSpec
from drillbook.services import toxiproxy as client
from drillbook.services.ports import LOOPBACK, reserve


class Fine(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(204 if self.path == "/health" else 503)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@dataclass(slots=True)
class Service:
    spec: ServiceSpec
    stack: Any
    port: int
    seen_port: int
    host: str = LOOPBACK

    @property
    def name(self) -> str:
        return self.spec.name


@dataclass(slots=True)
class Stack:
    services: list[Service] = field(default_factory=list)
    noted: list[dict[str, str]] = field(default_factory=list)

    def __iter__(self) -> Iterator[Service]:
        return iter(self.services)

    @contextmanager
    def undo(self, kind: str, **facts: str) -> Iterator[None]:
        self.noted.append({"kind": kind, **facts})
        yield
        self.noted.pop()


@pytest.fixture(scope="module")
def upstream() -> Iterator[Address]:
    server = HTTPServer((LOOPBACK, 0), Fine)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield LOOPBACK, server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def api(upstream: Address, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Address, dict[str, Address]]]:
    with toxiproxy(tmp_path_factory.mktemp("toxiproxy"), provider=upstream) as running:
        yield running


@pytest.fixture
def provider(api: tuple[Address, dict[str, Address]], upstream: Address, monkeypatch: pytest.MonkeyPatch) -> Service:
    monkeypatch.setattr(network, "ANSWERS_WITHIN_S", 0.3)
    stack = Stack()
    server = ServiceSpec(name="toxiproxy", kind=Kind.TOXIPROXY)
    stack.services.append(Service(server, stack, port=api[0][1], seen_port=api[0][1]))
    spec = ServiceSpec(name="provider", proxied=True)
    stack.services.append(Service(spec, stack, port=upstream[1], seen_port=api[1]["provider"][1]))
    return stack.services[1]


def test_a_silenced_service_is_reached_and_does_not_answer(provider: Service) -> None:
    assert answers(provider, "/health").ok
    with silence(provider):
        found = answers(provider, "/health")
        assert not found.ok
        assert "timed out" in found.seen
    assert answers(provider, "/health").ok


def test_how_to_undo_it_is_noted_before_it_is_done(provider: Service) -> None:
    with silence(provider):
        (note,) = provider.stack.noted
        server = provider.stack.services[0]
        assert note == {
            "kind": "toxic",
            "url": f"http://{LOOPBACK}:{server.port}",
            "proxy": "provider",
            "toxic": "silence",
        }
    assert provider.stack.noted == []


def test_it_may_be_undone_by_somebody_else(provider: Service) -> None:
    server = provider.stack.services[0]
    with silence(provider):
        client.remove_toxic((LOOPBACK, server.port), "provider", name="silence")
        assert answers(provider, "/health").ok


def test_a_service_that_is_not_proxied_cannot_be_silenced(provider: Service) -> None:
    direct = Service(ServiceSpec(name="api"), provider.stack, port=1, seen_port=1)
    with pytest.raises(ScenarioError, match="api is not proxied"), silence(direct):
        pytest.fail("the block must not begin")


def test_an_error_is_no_answer_and_nobody_there_is_none_either(provider: Service) -> None:
    assert answers(provider, "/down").seen == "provider: Service Unavailable"
    gone = Service(provider.spec, provider.stack, port=1, seen_port=reserve())
    assert "refused" in answers(gone, "/health").seen
