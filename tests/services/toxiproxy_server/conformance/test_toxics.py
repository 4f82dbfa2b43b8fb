"""The API of toxics, on both servers."""

from __future__ import annotations

import pytest

DEFAULTS = {
    "bandwidth": {"rate": 0},
    "latency": {"jitter": 0, "latency": 0},
    "limit_data": {"bytes": 0},
    "noop": {},
    "reset_peer": {"timeout": 0},
    "slow_close": {"delay": 0},
    "timeout": {"timeout": 0},
}
TOXICS = "/proxies/p/toxics"


@pytest.fixture(autouse=True)
def proxy(server):
    return server.create("p", "a:1")


@pytest.mark.parametrize("kind", DEFAULTS)
def test_a_toxic_shows_every_attribute(server, kind):
    answer = server.call("POST", TOXICS, {"type": kind})
    shown = {"attributes": DEFAULTS[kind], "name": f"{kind}_downstream", "type": kind, "stream": "downstream"}
    assert (answer.status, answer.json) == (200, {**shown, "toxicity": 1})
    assert list(answer.json) == ["attributes", "name", "type", "stream", "toxicity"]
    assert server.call("GET", f"{TOXICS}/{kind}_downstream").raw == answer.raw
    assert server.call("GET", TOXICS).json == [answer.json]
    assert server.call("GET", "/proxies/p").json["toxics"] == [answer.json]


def test_a_slicer(server):
    toxic = server.poison("p", "slicer", stream="upstream", average_size=10, size_variation=9, delay=7)
    assert toxic["attributes"] == {"average_size": 10, "size_variation": 9, "delay": 7}
    assert toxic["name"] == "slicer_upstream"


def test_names_toxicity_and_the_spelling_of_the_stream_are_kept(server):
    first = server.call("POST", TOXICS, {"type": "noop", "stream": "UpStream", "toxicity": 0.25}).json
    assert (first["name"], first["stream"], first["toxicity"]) == ("noop_UpStream", "UpStream", 0.25)
    second = server.call("POST", TOXICS, {"type": "noop", "name": "mine", "toxicity": -3, "attributes": None}).json
    assert (second["name"], second["toxicity"]) == ("mine", -3)


def test_a_name_is_taken_in_both_streams(server):
    server.poison("p", "noop", name="mine")
    answer = server.call("POST", TOXICS, {"type": "noop", "name": "mine", "stream": "upstream"})
    assert (answer.status, answer.json["error"]) == (409, "toxic already exists")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"type": "nonsense"}, "invalid toxic type"),
        ({}, "invalid toxic type"),
        ({"type": "latency", "stream": "sideways"}, "stream was invalid, can be either upstream or downstream"),
        ({"type": "nonsense", "stream": ""}, "stream was invalid, can be either upstream or downstream"),
    ],
)
def test_a_wrong_type_or_stream(server, body, message):
    answer = server.call("POST", TOXICS, body)
    assert (answer.status, answer.json["error"]) == (400, message)


@pytest.mark.parametrize(
    "more",
    [
        {"attributes": {"latency": 1.5}},
        {"attributes": {"latency": "1"}},
        {"attributes": {"latency": True}},
        {"attributes": {"latency": 2**63}},
        {"attributes": []},
        {"toxicity": "1"},
        {"name": 1},
    ],
)
def test_a_wrong_attribute(server, more):
    answer = server.call("POST", TOXICS, {"type": "latency", **more})
    assert answer.status == 400
    assert answer.json["error"].startswith("bad request body: ")
    assert server.call("GET", TOXICS).json == []


def test_an_unknown_proxy_comes_before_everything_else(server):
    answer = server.call("POST", "/proxies/unknown/toxics", {"type": "nonsense"})
    assert (answer.status, answer.json["error"]) == (404, "proxy not found")
    assert server.call("GET", "/proxies/unknown/toxics").json["error"] == "proxy not found"
    assert server.call("GET", "/proxies/unknown/toxics/t").json["error"] == "proxy not found"


@pytest.mark.parametrize("method", ["GET", "PATCH", "POST", "DELETE"])
def test_an_unknown_toxic(server, method):
    answer = server.call(method, f"{TOXICS}/unknown", {})
    assert (answer.status, answer.json["error"]) == (404, "toxic not found")


@pytest.mark.parametrize("method", ["PATCH", "POST"])
def test_a_change_merges_attributes_and_ignores_the_rest(server, method):
    toxic = server.poison("p", "latency", latency=100, jitter=5)
    body = {"name": "n", "type": "noop", "stream": "upstream", "attributes": {"LATENCY": 7, "new": 1}, "toxicity": 0.5}
    answer = server.call(method, f"{TOXICS}/latency_downstream", body)
    assert answer.status == 200
    assert answer.json == {**toxic, "attributes": {"latency": 7, "jitter": 5}, "toxicity": 0.5}
    assert server.call(method, f"{TOXICS}/latency_downstream", {}).json == answer.json
    assert server.call("GET", TOXICS).json == [answer.json]


def test_a_refused_change(server, expected):
    server.poison("p", "latency", latency=5)
    body = b'{"attributes":{"latency":9,"jitter":"x"}}'
    assert server.call("PATCH", f"{TOXICS}/latency_downstream", body).status == 400
    shown = server.call("GET", f"{TOXICS}/latency_downstream").json
    assert shown["attributes"]["latency"] == expected("A refused change changes nothing")


def test_upstream_toxics_are_listed_first_each_stream_in_its_order(server):
    for name, stream in (("d1", "downstream"), ("u1", "upstream"), ("d2", "downstream"), ("u2", "upstream")):
        server.poison("p", "noop", stream=stream, name=name)
    assert [toxic["name"] for toxic in server.call("GET", TOXICS).json] == ["u1", "u2", "d1", "d2"]


def test_delete(server):
    server.poison("p", "noop")
    answer = server.call("DELETE", f"{TOXICS}/noop_downstream")
    assert (answer.status, answer.raw) == (204, b"")
    assert server.call("GET", TOXICS).raw == b"[]"


@pytest.mark.parametrize(
    ("kind", "attributes"),
    [
        ("bandwidth", {"rate": -1}),
        ("slicer", {}),
        ("slicer", {"average_size": 10, "size_variation": 10}),
        ("slicer", {"average_size": 10, "size_variation": -1}),
        ("latency", {"jitter": 2**62}),
    ],
)
def test_attributes_that_crash(server, expected, kind, attributes):
    """No data is sent: the real server takes them, and dies at the first byte."""
    answer = server.call("POST", TOXICS, {"type": kind, "attributes": attributes})
    assert answer.status == expected("Attributes that crash are refused")


@pytest.mark.parametrize(
    ("kind", "name", "value"), [("latency", "latency", -5), ("timeout", "timeout", -1), ("limit_data", "bytes", -1)]
)
def test_negative_attributes_that_mean_nothing_are_kept(server, kind, name, value):
    assert server.poison("p", kind, **{name: value})["attributes"][name] == value
