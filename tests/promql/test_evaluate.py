from __future__ import annotations

import math

import pytest

from drillbook.errors import ExpressionError
from drillbook.promql import Matrix, SampleStore, Scalar, String, Vector, evaluate, parse
from drillbook.promql.evaluate import STEPS_MAX


@pytest.fixture
def store() -> SampleStore:
    """A counter every 15 s from 0 to 600 s, for two instances."""
    store = SampleStore()
    for index in range(41):
        for instance, factor in (("a", 1), ("b", 2)):
            labels = {"__name__": "requests_total", "job": "api", "instance": instance}
            store.append(labels, index * 15.0, float(index * factor))
    return store


def vector(store: SampleStore, expr: str, at_s: float = 600.0) -> dict[str, float]:
    value = evaluate(parse(expr), store, at_s)
    assert isinstance(value, Vector)
    return {dict(labels).get("instance", ""): number for labels, number in value.samples}


def test_each_kind_of_expression_gives_its_kind_of_value(store: SampleStore) -> None:
    assert evaluate(parse("1 + 1"), store, 0.0) == Scalar(value=2.0)
    assert evaluate(parse('"text"'), store, 0.0) == String(value="text")
    assert isinstance(evaluate(parse("requests_total"), store, 600.0), Vector)
    matrix = evaluate(parse("requests_total[30s]"), store, 600.0)
    assert isinstance(matrix, Matrix)
    assert [list(series.times_ms) for series in matrix.series] == [[585_000, 600_000]] * 2


def test_a_range_is_open_on_the_left_and_closed_on_the_right(store: SampleStore) -> None:
    assert vector(store, "count_over_time(requests_total[30s])") == {"a": 2.0, "b": 2.0}
    assert vector(store, "count_over_time(requests_total[30s])", 600.001) == {"a": 2.0, "b": 2.0}
    assert vector(store, "count_over_time(requests_total[30s])", 599.999) == {"a": 2.0, "b": 2.0}
    assert vector(store, "count_over_time(requests_total[30001ms])") == {"a": 3.0, "b": 3.0}


def test_the_lookback_is_five_minutes_open_on_the_left(store: SampleStore) -> None:
    assert vector(store, "requests_total", 899.999) == {"a": 40.0, "b": 80.0}
    assert vector(store, "requests_total", 900.0) == {}


def test_a_rate_is_extrapolated_to_the_range(store: SampleStore) -> None:
    assert vector(store, "increase(requests_total[1m])") == pytest.approx({"a": 4.0, "b": 8.0})
    assert vector(store, "rate(requests_total[15s])") == {}


def test_an_unnamed_step_is_the_callers(store: SampleStore) -> None:
    expression = parse("count_over_time(requests_total[5m:])")
    counts = [evaluate(expression, store, 600.0, subquery_step_s=step_s) for step_s in (60.0, 15.0)]
    assert [value.samples[0].value for value in counts if isinstance(value, Vector)] == [5.0, 20.0]


def test_subqueries_may_not_take_endless_steps(store: SampleStore) -> None:
    with pytest.raises(ExpressionError, match=str(STEPS_MAX)):
        vector(store, "count_over_time(requests_total[1d:1s])")


def test_matching_many_to_many_is_an_error_that_names_both_series(store: SampleStore) -> None:
    with pytest.raises(ExpressionError, match="many-to-many") as caught:
        vector(store, "requests_total / on (job) requests_total")
    assert 'requests_total{instance="a", job="api"}' in str(caught.value)


def test_matching_many_to_one_must_be_said(store: SampleStore) -> None:
    with pytest.raises(ExpressionError, match="group_left"):
        vector(store, "requests_total / on (job) sum by (job) (requests_total)")
    ratio = vector(store, "requests_total / on (job) group_left () sum by (job) (requests_total)")
    assert ratio == pytest.approx({"a": 1 / 3, "b": 2 / 3})


def test_two_results_with_the_same_labels_are_an_error(store: SampleStore) -> None:
    with pytest.raises(ExpressionError, match="same labels"):
        vector(store, 'label_replace(requests_total, "instance", "x", "job", ".*")')


def test_arithmetic_never_raises(store: SampleStore) -> None:
    results = [
        evaluate(parse(expr), store, 0.0) for expr in ("0/0", "1/0", "-1/0", "0%0", "(-8)^0.5", "10^400", "0^-1")
    ]
    numbers = [value.value for value in results if isinstance(value, Scalar)]
    assert [math.isnan(number) for number in numbers] == [True, False, False, True, True, False, False]
    assert numbers[1:3] == [math.inf, -math.inf]
    assert numbers[5:] == [math.inf, math.inf]


def test_sorting_puts_nan_last_either_way() -> None:
    store = SampleStore()
    for name, value in (("a", math.nan), ("b", 1.0), ("c", 2.0)):
        store.append({"__name__": "x", "instance": name}, 1.0, value)
    assert list(vector(store, "sort(x)", 1.0)) == ["b", "c", "a"]
    assert list(vector(store, "sort_desc(x)", 1.0)) == ["c", "b", "a"]
    assert list(vector(store, "topk(2, x)", 1.0)) == ["c", "b"]
    assert list(vector(store, "bottomk(2, x)", 1.0)) == ["b", "c"]


@pytest.mark.parametrize("k", ["NaN", "1e19", "-1e19"])
def test_topk_of_no_whole_number_is_an_error(store: SampleStore, k: str) -> None:
    with pytest.raises(ExpressionError, match="whole number"):
        vector(store, f"topk({k}, requests_total)")


def test_absent_tells_the_labels_that_were_asked_for(store: SampleStore) -> None:
    value = evaluate(parse('absent(nothing{job="api",instance=~"a",x="1",x="2"})'), store, 600.0)
    assert isinstance(value, Vector)
    assert [(dict(labels), number) for labels, number in value.samples] == [({"job": "api"}, 1.0)]


def test_the_name_goes_where_the_value_no_longer_is_the_metric(store: SampleStore) -> None:
    kept = (
        "requests_total > 1",
        "last_over_time(requests_total[1m])",
        "sort(requests_total)",
        "topk(1, requests_total)",
    )
    gone = ("requests_total + 1", "rate(requests_total[1m])", "abs(requests_total)", "requests_total > bool 1")
    for expr in (*kept, *gone):
        value = evaluate(parse(expr), store, 600.0)
        assert isinstance(value, Vector)
        assert all(("__name__" in dict(labels)) is (expr in kept) for labels, _ in value.samples), expr
