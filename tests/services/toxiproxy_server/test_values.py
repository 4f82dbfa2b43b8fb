"""Bodies become values, or are refused in the words of the protocol."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillbook.services.toxiproxy_server.errors import ApiError
from drillbook.services.toxiproxy_server.toxics.latency import Latency
from drillbook.services.toxiproxy_server.values import (
    ProxySpec,
    changed_toxic_of,
    decode,
    new_toxic_of,
    proxies_of,
    proxy_of,
)


def test_null_keeps_a_field_and_unknown_fields_do_nothing():
    current = ProxySpec(name="p", listen="l:1", upstream="u:1", enabled=False)
    assert proxy_of({"listen": None, "enabled": None, "toxics": [1]}, current) == current
    assert proxy_of(None, current) == current


def test_a_populate_body_of_null_is_empty():
    assert proxies_of(None) == []


def test_a_toxic_gets_its_defaults():
    spec = new_toxic_of({"type": "latency", "attributes": {"jitter": None, "Latency": 3}})
    assert (spec.name, spec.stream, spec.toxicity) == ("latency_downstream", "downstream", 1.0)
    assert spec.toxic == Latency(latency=3)


def test_a_whole_toxicity_is_shown_without_a_point():
    assert json.dumps(new_toxic_of({"type": "noop"}).as_json()["toxicity"]) == "1"
    assert new_toxic_of({"type": "noop", "toxicity": 0.1}).as_json()["toxicity"] == 0.1


def test_a_change_is_made_of_the_old_value_or_refused_whole():
    spec = new_toxic_of({"type": "latency", "attributes": {"latency": 5}})
    assert changed_toxic_of({"attributes": {"jitter": 1}}, spec).toxic == Latency(latency=5, jitter=1)
    with pytest.raises(ApiError, match="bad request body: "):
        changed_toxic_of({"attributes": {"latency": 9, "jitter": "x"}}, spec)
    assert spec.toxic == Latency(latency=5)


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, 1.0, True, "1", [], {}])
def test_an_attribute_is_a_whole_number_of_64_bits(value):
    with pytest.raises(ApiError, match=r"cannot unmarshal .* into latency of type int64"):
        new_toxic_of({"type": "latency", "attributes": {"latency": value}})


def test_an_attribute_out_of_range_is_refused_with_the_value():
    with pytest.raises(ApiError, match=r"invalid attribute: rate must be 0 or more, not -4") as refused:
        new_toxic_of({"type": "bandwidth", "attributes": {"rate": -4}})
    assert refused.value.status == 400


@given(body=st.binary(max_size=100))
def test_any_body_is_decoded_or_refused(body):
    refusals = []
    try:
        decode(body)
    except ApiError as error:
        refusals.append(error.message)
    assert all(message.startswith("bad request body: ") for message in refusals)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
TOXICS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["latency", "slicer", "bandwidth", "nonsense"]) | VALUES,
        "stream": st.sampled_from(["upstream", "DOWNSTREAM"]) | VALUES,
        "toxicity": VALUES,
        "attributes": st.dictionaries(st.sampled_from(["latency", "jitter", "rate", "average_size"]), VALUES) | VALUES,
    },
)


def shown_or_status(value):
    """The toxic that a body makes, as the API shows it, or the status of its refusal."""
    try:
        return new_toxic_of(value).as_json()
    except ApiError as error:
        return error.status


@given(value=TOXICS | VALUES)
def test_any_value_is_a_toxic_that_json_can_show_or_refused(value):
    result = shown_or_status(value)
    assert json.loads(json.dumps(result)) == result
    assert isinstance(result, dict) or result == 400
