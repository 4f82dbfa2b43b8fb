"""Health checks: one question, one short limit, an answer in words when it is no."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import Any

import pytest

from drillbook.model.stack import Kind, ServiceSpec
from drillbook.services.health import probe
from drillbook.services.ports import LOOPBACK, reserve


def service(port: int, **spec: Any) -> Any:
    admin = SimpleNamespace(user="u", password="p")  # noqa: S106 -- opens nothing
    stack = SimpleNamespace(spec=SimpleNamespace(admin=admin))
    return SimpleNamespace(name="api", host=LOOPBACK, port=port, spec=ServiceSpec(name="api", **spec), stack=stack)


@pytest.fixture
def web() -> Iterator[Callable[[int], int]]:
    servers: list[HTTPServer] = []

    def start(status: int) -> int:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status if self.path == "/health" else 404)
                self.end_headers()

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        servers.append(HTTPServer((LOOPBACK, 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return servers[-1].server_address[1]

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_path_must_answer_well(web: Callable[[int], int]) -> None:
    assert probe(service(web(200), health="/health")).ok
    found = probe(service(web(503), health="/health"))
    assert (found.ok, found.seen) == (False, "GET /health answered 503")


def test_without_a_path_the_port_must_accept() -> None:
    with socket.create_server((LOOPBACK, 0)) as server:
        assert probe(service(server.getsockname()[1])).ok
    assert "refused" in probe(service(reserve())).seen.lower()


def test_a_process_without_a_port_is_healthy_once_it_runs() -> None:
    assert probe(service(0, listens=False)).ok


@pytest.mark.parametrize("kind", [Kind.POSTGRES, Kind.REDIS, Kind.TOXIPROXY])
def test_a_server_that_is_not_there_is_said_not_raised(kind: Kind) -> None:
    found = probe(service(reserve(), kind=kind))
    assert not found.ok
    assert "refused" in found.seen.lower()


def test_what_speaks_no_http_is_said_not_raised() -> None:
    with socket.create_server((LOOPBACK, 0)) as server:

        def answer() -> None:
            line, _ = server.accept()
            with line:
                line.recv(1000)
                line.sendall(b"SSH-2.0-x\r\n")

        threading.Thread(target=answer, daemon=True).start()
        found = probe(service(server.getsockname()[1], health="/health"))
    assert not found.ok
    assert found.seen
