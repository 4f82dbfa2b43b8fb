"""The table of routes."""

from __future__ import annotations

import asyncio
from pathlib import Path

from drillbook.services.toxiproxy_server.api import Api, Route
from drillbook.services.toxiproxy_server.collection import Collection
from drillbook.services.toxiproxy_server.connection import Terms
from drillbook.services.toxiproxy_server.message import Response, parse_head
from drillbook.services.toxiproxy_server.metrics import TrafficTable

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "toxiproxy.md").read_text(encoding="utf-8")


def api(render_metrics=None):
    return Api(Collection(Terms(seed="1"), TrafficTable()), render_metrics=render_metrics)


def test_every_route_is_in_the_reference():
    shown = {line.split("`")[1] for line in PAGE.splitlines() if line.startswith("| `")}
    for route in api()._routes:
        names = iter(("{proxy}", "{toxic}"))
        path = "/" + "/".join(segment or next(names) for segment in route.path)
        methods = set(route.actions) - ({"POST"} if "PATCH" in route.actions else set())
        assert {f"{method} {path}" for method in methods} <= shown


def test_a_path_fits_segment_by_segment():
    route = Route(path=("proxies", None, "toxics"), actions={})
    assert route.names_in(("proxies", "p", "toxics")) == ("p",)
    assert route.names_in(("proxies", "", "toxics")) is None
    assert route.names_in(("proxies", "p")) is None


def test_metrics_exist_only_where_they_are_rendered():
    head = parse_head([b"BREW /metrics HTTP/1.0"])
    assert asyncio.run(api().handle(head, b"")).status == 404
    found = asyncio.run(api(lambda: "text\n").handle(head, b""))
    assert isinstance(found, Response)
    assert (found.status, found.body) == (200, b"text\n")
