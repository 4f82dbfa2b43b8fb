from __future__ import annotations

import math

import pytest

from drillbook.promql.functions_time import DATE_PARTS


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
