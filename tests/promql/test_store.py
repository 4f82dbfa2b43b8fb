from __future__ import annotations

import math

import pytest

from drillbook.promql import SampleStore, evaluate, parse
from drillbook.promql.store import LABEL_VALUE_CHARS_MAX
from drillbook.promql.values import Vector

UP = {"__name__": "up", "job": "api"}


def values(store: SampleStore, expr: str, at_s: float) -> list[float]:
    value = evaluate(parse(expr), store, at_s)
    assert isinstance(value, Vector)
    return [sample.value for sample in value.samples]


def test_a_sample_is_found_at_and_after_its_time() -> None:
    store = SampleStore()
    assert store.append(UP, 100.0, 1.0)
    assert values(store, "up", 100.0) == [1.0]
    assert values(store, "up", 99.999) == []


def test_reading_in_the_past_gives_what_was_known_then() -> None:
    store = SampleStore()
    for at_s, value in ((10.0, 1.0), (20.0, 2.0), (30.0, 3.0)):
        store.append(UP, at_s, value)
    assert values(store, "up", 25.0) == [2.0]
    assert values(store, "count_over_time(up[1m])", 25.0) == [2.0]


def test_a_series_that_ended_is_gone_at_once_and_comes_back_with_a_new_sample() -> None:
    store = SampleStore()
    store.append(UP, 10.0, 1.0)
    assert store.append_stale(UP, 20.0)
    assert values(store, "up", 20.0) == []
    assert values(store, "up", 19.999) == [1.0]
    assert values(store, "count_over_time(up[1m])", 20.0) == [1.0]
    store.append(UP, 30.0, 2.0)
    assert values(store, "up", 30.0) == [2.0]


def test_nan_is_a_value_and_not_the_end_of_a_series() -> None:
    store = SampleStore()
    store.append(UP, 10.0, math.nan)
    assert [math.isnan(value) for value in values(store, "up", 10.0)] == [True]


def test_one_series_too_many_is_refused_and_counted() -> None:
    store = SampleStore(series_max=2)
    kept = [store.append({"__name__": "up", "instance": str(index)}, 1.0, 1.0) for index in range(5)]
    assert kept == [True, True, False, False, False]
    assert store.refused.series_max == 3
    assert store.series_count == 2


def test_one_sample_too_many_is_refused_and_counted() -> None:
    store = SampleStore(samples_max=2)
    assert [store.append(UP, float(at_s), 1.0) for at_s in range(4)] == [True, True, False, False]
    assert store.refused.samples_max == 2
    assert store.samples_count == 2


def test_a_label_value_of_a_megabyte_is_refused_and_counted() -> None:
    store = SampleStore()
    assert not store.append({"__name__": "up", "query": "x" * 1_000_000}, 1.0, 1.0)
    assert store.append({"__name__": "up", "query": "x" * LABEL_VALUE_CHARS_MAX}, 1.0, 1.0)
    assert store.refused.label_too_long == 1


def test_an_older_sample_and_another_value_at_the_same_time_are_refused() -> None:
    store = SampleStore()
    assert store.append(UP, 10.0, 1.0)
    assert not store.append(UP, 9.0, 1.0)
    assert not store.append(UP, 10.0, 2.0)
    assert store.append(UP, 10.0, 1.0), "the same sample again is no other sample"
    assert store.refused.out_of_order == 2
    assert store.refused.total == 2


@pytest.mark.parametrize("spacing_s", [1.0, 15.0])
def test_what_leaves_the_window_is_forgotten(spacing_s: float) -> None:
    store = SampleStore(window_s=600.0)
    for index in range(10_000):
        store.append(UP, index * spacing_s, float(index))
    held_s = store.samples_count * spacing_s
    assert 600.0 <= held_s <= 600.0 * 1.25 + 2 * spacing_s


def test_a_series_without_samples_in_the_window_makes_room_for_another() -> None:
    store = SampleStore(window_s=60.0, series_max=2)
    store.append({"__name__": "gone"}, 0.0, 1.0)
    for at_s in range(0, 300, 15):
        store.append(UP, float(at_s), 1.0)
    assert store.series_count == 1
    assert values(store, '{__name__=~".+"}', 290.0) == [1.0]
    assert store.append({"__name__": "new"}, 300.0, 1.0)


def test_a_new_series_is_seen_by_a_selection_that_was_asked_before() -> None:
    store = SampleStore()
    store.append(UP, 1.0, 1.0)
    assert len(values(store, 'up{job=~".*"}', 1.0)) == 1
    store.append({"__name__": "up", "job": "web"}, 1.0, 1.0)
    assert len(values(store, 'up{job=~".*"}', 1.0)) == 2
    assert len(values(store, '{job=~".+"}', 1.0)) == 2


def test_an_empty_label_is_no_label() -> None:
    store = SampleStore()
    store.append({"__name__": "up", "job": "api", "zone": ""}, 1.0, 1.0)
    store.append(UP, 2.0, 2.0)
    assert store.series_count == 1


def test_the_newest_time_is_told() -> None:
    store = SampleStore()
    assert store.newest_s is None
    store.append(UP, 12.5, 1.0)
    assert store.newest_s == 12.5
