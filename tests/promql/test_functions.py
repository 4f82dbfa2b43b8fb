from __future__ import annotations

import math

import pytest

from drillbook.promql.functions_elementwise import ELEMENTWISE, clamped, rounded
from drillbook.promql.functions_histogram import bucket_fraction, bucket_quantile
from drillbook.promql.functions_time import DATE_PARTS


@pytest.mark.parametrize("name", sorted(ELEMENTWISE))
@pytest.mark.parametrize("value", [0.0, -0.0, 1.0, -1.0, 1e308, -1e308, math.inf, -math.inf, math.nan])
def test_an_elementwise_function_gives_a_number_for_every_number(name: str, value: float) -> None:
    assert isinstance(ELEMENTWISE[name](value), float)


def test_functions_leave_their_domain_as_infinities_and_nan() -> None:
    assert ELEMENTWISE["ln"](0.0) == -math.inf
    assert math.isnan(ELEMENTWISE["ln"](-1.0))
    assert ELEMENTWISE["exp"](1000.0) == math.inf
    assert ELEMENTWISE["sinh"](-1000.0) == -math.inf
    assert ELEMENTWISE["atanh"](-1.0) == -math.inf
    assert math.isnan(ELEMENTWISE["sqrt"](-1.0))


@pytest.mark.parametrize(
    ("value", "to_nearest", "expected"), [(2.5, 1.0, 3.0), (-2.5, 1.0, -2.0), (7.4, 5.0, 5.0), (0.14, 0.1, 0.1)]
)
def test_rounding_takes_ties_upwards(value: float, to_nearest: float, expected: float) -> None:
    assert rounded(value, to_nearest) == pytest.approx(expected)


def test_clamping_keeps_nan() -> None:
    assert math.isnan(clamped(math.nan, low=0.0, high=1.0))
    assert clamped(5.0, low=0.0, high=1.0) == 1.0


@pytest.mark.parametrize(
    ("unix_s", "year", "month", "day", "weekday", "day_of_year", "days_in_month"),
    [
        (0.0, 1970, 1, 1, 4, 1, 31),
        (951_782_400.0, 2000, 2, 29, 2, 60, 29),
        (4_107_542_400.0, 2100, 3, 1, 1, 60, 31),
        (-1.0, 1969, 12, 31, 3, 365, 31),
        (-62_135_596_801.0, 0, 12, 31, 0, 366, 31),
        (253_402_300_800.0, 10_000, 1, 1, 6, 1, 31),
    ],
)
def test_dates_are_those_of_the_calendar(  # noqa: PLR0913 - one column for each part of a date
    unix_s: float, year: int, month: int, day: int, weekday: int, day_of_year: int, days_in_month: int
) -> None:
    parts = ("year", "month", "day_of_month", "day_of_week", "day_of_year", "days_in_month")
    assert [DATE_PARTS[part](unix_s) for part in parts] == [year, month, day, weekday, day_of_year, days_in_month]


def test_the_date_of_no_number_is_nan() -> None:
    assert math.isnan(DATE_PARTS["hour"](math.nan))
    assert math.isnan(DATE_PARTS["year"](math.inf))


BUCKETS = [(0.1, 2.0), (0.5, 5.0), (1.0, 5.0), (math.inf, 7.0)]


@pytest.mark.parametrize(
    ("q", "expected"), [(0.0, 0.0), (2 / 7, 0.1), (5 / 7, 0.5), (1.0, 1.0), (-1.0, -math.inf), (2.0, math.inf)]
)
def test_a_quantile_is_interpolated_in_its_bucket(q: float, expected: float) -> None:
    assert bucket_quantile(q, BUCKETS) == pytest.approx(expected)


def test_a_quantile_needs_observations_and_a_last_bucket() -> None:
    assert math.isnan(bucket_quantile(0.5, BUCKETS[:-1]))
    assert math.isnan(bucket_quantile(0.5, [(1.0, 0.0), (math.inf, 0.0)]))
    assert math.isnan(bucket_quantile(0.5, [(math.inf, 3.0)]))
    assert math.isnan(bucket_quantile(math.nan, BUCKETS))


def test_counts_that_fall_are_taken_for_the_count_before() -> None:
    assert bucket_quantile(0.5, [(1.0, 4.0), (2.0, 3.0), (math.inf, 8.0)]) == 1.0


def test_a_fraction_is_interpolated_at_both_ends() -> None:
    assert bucket_fraction(BUCKETS, lower=0.05, upper=0.3) == pytest.approx((3.5 - 1.0) / 7)
    assert bucket_fraction(BUCKETS, lower=-math.inf, upper=math.inf) == 1.0
    assert bucket_fraction(BUCKETS, lower=1.0, upper=0.0) == 0.0
