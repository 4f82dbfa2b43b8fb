from __future__ import annotations

import math

import pytest

from drillbook.promql import SampleStore, Vector, evaluate, parse


@pytest.fixture
def store() -> SampleStore:
    """Five series of two jobs, one of them NaN."""
    store = SampleStore()
    for job, instance, value in (("api", "a", 1.0), ("api", "b", 3.0), ("web", "a", math.nan), ("web", "b", 8.0)):
        store.append({"__name__": "x", "job": job, "instance": instance}, 1.0, value)
    store.append({"__name__": "x", "instance": "c"}, 1.0, -2.0)
    return store


def by_job(store: SampleStore, expr: str) -> dict[str, float]:
    value = evaluate(parse(expr), store, 1.0)
    assert isinstance(value, Vector)
    return {dict(labels).get("job", ""): number for labels, number in value.samples}


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        ("sum by (job) (x)", {"api": 4.0, "web": math.nan, "": -2.0}),
        ("avg by (job) (x)", {"api": 2.0, "web": math.nan, "": -2.0}),
        ("min by (job) (x)", {"api": 1.0, "web": 8.0, "": -2.0}),
        ("max by (job) (x)", {"api": 3.0, "web": 8.0, "": -2.0}),
        ("count by (job) (x)", {"api": 2.0, "web": 2.0, "": 1.0}),
        ("group by (job) (x)", {"api": 1.0, "web": 1.0, "": 1.0}),
        ("stdvar by (job) (x)", {"api": 1.0, "web": math.nan, "": 0.0}),
        ("stddev without (instance) (x)", {"api": 1.0, "web": math.nan, "": 0.0}),
        ("quantile by (job) (0.5, x)", {"api": 2.0, "web": math.nan, "": -2.0}),
        ("sum(x)", {"": math.nan}),
        ("max(x)", {"": 8.0}),
        ("topk by (job) (1, x)", {"api": 3.0, "web": 8.0, "": -2.0}),
        ("bottomk by (job) (1, x)", {"api": 1.0, "web": 8.0, "": -2.0}),
        ("topk(0, x)", {}),
        ("topk(-5, x)", {}),
    ],
)
def test_each_group_is_reduced_on_its_own(store: SampleStore, expr: str, expected: dict[str, float]) -> None:
    assert by_job(store, expr) == pytest.approx(expected, nan_ok=True)


def test_values_are_counted_by_their_text() -> None:
    store = SampleStore()
    for index, value in enumerate((1.0, 1.0, 0.5, math.inf)):
        store.append({"__name__": "x", "instance": str(index)}, 1.0, value)
    value = evaluate(parse('count_values("v", x)'), store, 1.0)
    assert isinstance(value, Vector)
    assert {dict(labels)["v"]: number for labels, number in value.samples} == {"1": 2.0, "0.5": 1.0, "+Inf": 1.0}
