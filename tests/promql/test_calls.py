"""Calls, each on an evaluation that knows what its selectors give."""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass, field

import pytest

from drillbook.promql import parse
from drillbook.promql.calls import call_scalar, call_vector
from drillbook.promql.labels import canonical
from drillbook.promql.syntax import Call, Node, NumberLiteral, VectorSelector
from drillbook.promql.values import Sample, SampleRange, Window


@dataclass(slots=True)
class Given:
    """An evaluation in which every selector gives the same series."""

    values: dict[str, float] = field(default_factory=dict)
    ranged: dict[str, list[float]] = field(default_factory=dict)
    at_s: float = 1_000.0

    def scalar(self, node: Node) -> float:
        assert isinstance(node, NumberLiteral)
        return node.value

    def vector(self, _node: Node) -> list[Sample]:
        return [Sample(labels(job), value) for job, value in self.values.items()]

    def matrix(self, _node: Node) -> tuple[Window, list[SampleRange]]:
        series = [
            SampleRange(labels(job), array("q", range(0, 1000 * len(values), 1000)), array("d", values))
            for job, values in self.ranged.items()
        ]
        return Window(0, 60_000, 60_000), series

    def sample_times(self, _node: VectorSelector) -> list[Sample]:
        return [Sample(labels(job), 990.0) for job in self.values]


def labels(job: str):
    return canonical({"__name__": "x", "job": job})


def call(text: str) -> Call:
    root = parse(text).root
    assert isinstance(root, Call)
    return root


def vector(text: str, given: Given) -> dict[tuple[tuple[str, str], ...], float]:
    return dict(call_vector(call(text), given))


A, NAMED_A = (("job", "a"),), (("__name__", "x"), ("job", "a"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abs(x)", 2.6),
        ("clamp(x, -2, 2)", -2.0),
        ("clamp_min(x, 0)", 0.0),
        ("clamp_max(x, -3)", -3.0),
        ("round(x)", -3.0),
        ("round(x, 0.5)", -2.5),
        ("timestamp(x)", 990.0),
        ("timestamp(-x)", 1_000.0),
        ("year(x)", 1969.0),
    ],
)
def test_a_function_of_a_vector_is_applied_to_each_element_and_loses_the_name(text: str, expected: float) -> None:
    assert vector(text, Given({"a": -2.6})) == {A: expected}


def test_bounds_the_wrong_way_round_leave_nothing() -> None:
    assert vector("clamp(x, 2, 1)", Given({"a": 1.5})) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sum_over_time(x[1m])", {A: 6.0}),
        ("last_over_time(x[1m])", {NAMED_A: 3.0}),
        ("quantile_over_time(0, x[1m])", {A: 1.0}),
        ("predict_linear(x[1m], 10)", {A: 71.0}),
    ],
)
def test_a_function_of_a_range_gives_one_number_a_series(text: str, expected: dict[object, float]) -> None:
    assert vector(text, Given(ranged={"a": [1.0, 2.0, 3.0]})) == pytest.approx(expected)


def test_a_series_with_too_few_samples_is_left_out() -> None:
    assert vector("rate(x[1m])", Given(ranged={"a": [1.0], "b": [1.0, 2.0]})).keys() == {(("job", "b"),)}


def test_absence_is_a_sample_and_presence_none() -> None:
    assert vector('absent(x{job="a"})', Given()) == {A: 1.0}
    assert vector("absent(x)", Given({"a": 0.0})) == {}
    assert vector('absent_over_time(x{job="a"}[1m])', Given()) == {A: 1.0}
    assert vector("absent_over_time(x[1m])", Given(ranged={"a": [1.0]})) == {}


def test_sorting_goes_by_value() -> None:
    given = Given({"a": 2.0, "b": 1.0})
    assert list(vector("sort(x)", given).values()) == [1.0, 2.0]
    assert list(vector("sort_desc(x)", given).values()) == [2.0, 1.0]


def test_numbers_and_vectors_become_each_other() -> None:
    assert vector("vector(3)", Given()) == {(): 3.0}
    assert call_scalar(call("scalar(x)"), Given({"a": 3.0})) == 3.0
    assert math.isnan(call_scalar(call("scalar(x)"), Given({"a": 3.0, "b": 3.0})))


def test_time_is_that_of_the_evaluation() -> None:
    assert call_scalar(call("time()"), Given()) == 1_000.0
    assert call_scalar(call("pi()"), Given()) == math.pi
    assert vector("minute()", Given()) == {(): 16.0}
