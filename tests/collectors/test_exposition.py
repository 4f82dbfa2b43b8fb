"""Whatever a service exposes, as readings; and `up`, which is 0 for anything that is no exposition."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from drillbook.collectors.exposition import Exposition, parse
from drillbook.model.reading import Reading
from drillbook.model.stack import ServiceSpec
from drillbook.services.ports import LOOPBACK, reserve

TEXT = """\
# TYPE jobs_total counter
jobs_total{kind="a"} 3
jobs_created{kind="a"} 1.7e9
# TYPE queue gauge
queue{job="inner"} 7
# TYPE took_seconds histogram
took_seconds_bucket{le="0.1"} 1
took_seconds_bucket{le="+Inf"} 2
took_seconds_sum 0.5
took_seconds_count 2
# TYPE size summary
size{quantile="0.5"} 10
size_sum 20
size_count 2
"""
API = ServiceSpec(name="api", metrics="/metrics")
OWN = {"job": "api", "instance": "127.0.0.1:80"}


def named(name: str) -> list[Reading]:
    return [reading for reading in parse(TEXT, OWN) if reading.name == name]


def test_every_sample_gets_the_targets_labels() -> None:
    (jobs,) = named("jobs_total")
    assert (jobs.labels, jobs.value) == ({"kind": "a", **OWN}, 3.0)


def test_a_label_that_is_taken_is_exported() -> None:
    (queue,) = named("queue")
    assert queue.labels == {"exported_job": "inner", **OWN}


@pytest.mark.parametrize(
    ("name", "cumulative"),
    [
        ("jobs_total", True),
        ("queue", False),
        ("took_seconds_bucket", True),
        ("took_seconds_sum", True),
        ("took_seconds_count", True),
        ("size", False),
        ("size_sum", True),
        ("size_count", True),
    ],
)
def test_what_grows_with_time_is_cumulative(name: str, cumulative: bool) -> None:  # noqa: FBT001 -- parametrized
    assert {reading.cumulative for reading in named(name)} == {cumulative}


def test_when_a_series_was_made_is_no_sample() -> None:
    assert not any("created" in reading.name for reading in parse(TEXT, OWN))


@dataclass(frozen=True, slots=True)
class Target:
    port: int
    host: str = LOOPBACK
    name: str = "api"
    spec: ServiceSpec = API


@pytest.fixture
def serve() -> Iterator[Callable[[int, str], Target]]:
    servers: list[HTTPServer] = []

    def start(status: int, text: str) -> Target:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        server = HTTPServer((LOOPBACK, 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return Target(server.server_address[1])

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def collected(target: Target) -> dict[str, float]:
    exposition = Exposition(target)  # type: ignore[arg-type] -- as much of a service as it needs
    return {reading.name: reading.value for reading in exposition.collect()}


def test_an_exposition_is_up(serve: Callable[[int, str], Target]) -> None:
    found = collected(serve(200, TEXT))
    assert (found["up"], found["queue"]) == (1.0, 7.0)


@pytest.mark.parametrize(("status", "text"), [(500, TEXT), (200, "<html>no</html>")])
def test_anything_else_is_down(serve: Callable[[int, str], Target], status: int, text: str) -> None:
    assert collected(serve(status, text)) == {"up": 0.0}


def test_a_service_that_does_not_answer_is_down() -> None:
    assert collected(Target(reserve())) == {"up": 0.0}
