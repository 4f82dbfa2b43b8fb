from __future__ import annotations

import math

import pytest

from drillbook.promql import SampleStore
from drillbook.promql.matchers import Matcher, MatchKind
from drillbook.promql.selectors import instant_vector, range_vector, sample_times
from drillbook.promql.values import STALE, Window, is_stale

UP = (Matcher(kind=MatchKind.EQUAL, name="__name__", value="up"),)


@pytest.fixture
def store() -> SampleStore:
    """Samples at 10, 20, … 60 s, of which the third ends the series and the fourth is NaN."""
    store = SampleStore()
    for index, value in enumerate((1.0, 2.0, STALE, math.nan, 5.0, 6.0), start=1):
        store.append({"__name__": "up"}, index * 10.0, value)
    return store


def test_the_marker_of_an_end_is_told_from_other_nan() -> None:
    assert is_stale(STALE)
    assert not is_stale(math.nan)
    assert not is_stale(0.0)


@pytest.mark.parametrize(
    ("at_ms", "values"), [(9_999, []), (10_000, [1.0]), (29_999, [2.0]), (30_000, []), (359_999, [6.0]), (360_000, [])]
)
def test_an_instant_vector_holds_the_newest_sample_of_five_minutes(
    store: SampleStore, at_ms: int, values: list[float]
) -> None:
    assert [sample.value for sample in instant_vector(store, UP, at_ms=at_ms)] == values


def test_the_time_of_a_sample_is_its_own(store: SampleStore) -> None:
    assert [sample.value for sample in sample_times(store, UP, at_ms=27_000)] == [20.0]
    assert sample_times(store, UP, at_ms=35_000) == []


@pytest.mark.parametrize(
    ("start_ms", "end_ms", "times_ms"),
    [
        (10_000, 20_000, [20_000]),
        (9_999, 20_000, [10_000, 20_000]),
        (20_000, 50_000, [40_000, 50_000]),
        (60_000, 90_000, []),
        (20_000, 30_000, []),
    ],
)
def test_a_range_vector_is_open_on_the_left_and_holds_no_ends(
    store: SampleStore, start_ms: int, end_ms: int, times_ms: list[int]
) -> None:
    found = list(range_vector(store, UP, window=Window(start_ms, end_ms, end_ms)))
    assert [time_ms for series in found for time_ms in series.times_ms] == times_ms
