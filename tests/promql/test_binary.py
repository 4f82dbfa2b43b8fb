from __future__ import annotations

import pytest

from drillbook.errors import ExpressionError
from drillbook.promql import SampleStore, Vector, evaluate, parse


@pytest.fixture
def store() -> SampleStore:
    """Two instances of a job, and one limit of it."""
    store = SampleStore()
    for instance, value in (("a", 10.0), ("b", 30.0)):
        store.append({"__name__": "used", "job": "api", "instance": instance}, 1.0, value)
    store.append({"__name__": "limit", "job": "api", "tier": "gold"}, 1.0, 40.0)
    return store


def samples(store: SampleStore, expr: str) -> list[tuple[dict[str, str], float]]:
    value = evaluate(parse(expr), store, 1.0)
    assert isinstance(value, Vector)
    return [(dict(labels), number) for labels, number in value.samples]


def test_many_to_one_keeps_the_labels_of_the_many_and_takes_the_named_ones_of_the_one(store: SampleStore) -> None:
    assert samples(store, "used / on (job) group_left (tier) limit") == [
        ({"instance": "a", "job": "api", "tier": "gold"}, 0.25),
        ({"instance": "b", "job": "api", "tier": "gold"}, 0.75),
    ]


def test_one_to_many_is_the_mirror_of_it(store: SampleStore) -> None:
    assert samples(store, "limit - on (job) group_right () used") == [
        ({"instance": "a", "job": "api"}, 30.0),
        ({"instance": "b", "job": "api"}, 10.0),
    ]


def test_one_to_one_keeps_the_labels_that_were_matched(store: SampleStore) -> None:
    assert samples(store, 'used{instance="a"} * on (job) limit') == [({"job": "api"}, 400.0)]
    assert samples(store, 'used{instance="a"} * ignoring (instance, tier) limit') == [({"job": "api"}, 400.0)]


def test_a_comparison_filters_and_with_bool_it_measures(store: SampleStore) -> None:
    assert samples(store, "used > 20") == [({"__name__": "used", "job": "api", "instance": "b"}, 30.0)]
    assert samples(store, "20 < used") == [({"__name__": "used", "job": "api", "instance": "b"}, 30.0)]
    assert [number for _, number in samples(store, "used > bool 20")] == [0.0, 1.0]


def test_sets_keep_elements_whole(store: SampleStore) -> None:
    assert [number for _, number in samples(store, "used and on (job) limit")] == [10.0, 30.0]
    assert samples(store, "used unless on (job) limit") == []
    assert [number for _, number in samples(store, "used or limit")] == [10.0, 30.0, 40.0]
    assert [number for _, number in samples(store, "limit or on (job) used")] == [40.0]


def test_a_result_that_comes_twice_is_an_error(store: SampleStore) -> None:
    store.append({"__name__": "other", "job": "api", "instance": "a"}, 1.0, 1.0)
    with pytest.raises(ExpressionError, match="more than one result"):
        samples(store, '{__name__=~"used|other"} * on (job) group_left (instance) limit')


def test_nothing_on_one_side_is_nothing(store: SampleStore) -> None:
    assert samples(store, "used * on (job) missing") == []
    assert samples(store, "missing * on (job) group_left () limit") == []
