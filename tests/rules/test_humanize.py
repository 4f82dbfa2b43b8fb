from __future__ import annotations

import math

import pytest

from drillbook.rules.humanize import (
    humanize,
    humanize1024,
    humanize_duration,
    humanize_percentage,
    humanize_timestamp,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (1.0, "1"), (1234567.0, "1.235M"), (0.00012, "120u"), (-1500.0, "-1.5k"), (math.nan, "NaN")],
)
def test_a_number_gets_a_metric_prefix(value: float, text: str) -> None:
    assert humanize(value) == text


@pytest.mark.parametrize(("value", "text"), [(0.5, "0.5"), (1024.0, "1ki"), (3e9, "2.794Gi"), (-math.inf, "-Inf")])
def test_a_number_of_bytes_gets_a_binary_prefix(value: float, text: str) -> None:
    assert humanize1024(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0s"),
        (0.000123, "123us"),
        (1.5, "1.5s"),
        (61.9, "1m 1s"),
        (3661.0, "1h 1m 1s"),
        (90_061.0, "1d 1h 1m 1s"),
        (-61.0, "-1m 1s"),
        (math.inf, "+Inf"),
    ],
)
def test_seconds_are_written_as_a_duration(seconds: float, text: str) -> None:
    assert humanize_duration(seconds) == text


def test_a_ratio_is_written_as_a_percentage() -> None:
    assert humanize_percentage(0.123456) == "12.35%"


@pytest.mark.parametrize(
    ("unix_s", "text"),
    [(0.0, "1970-01-01 00:00:00 +0000 UTC"), (1.5, "1970-01-01 00:00:01.5 +0000 UTC"), (math.nan, "NaN")],
)
def test_unix_time_is_written_as_a_date(unix_s: float, text: str) -> None:
    assert humanize_timestamp(unix_s) == text


def test_a_time_beyond_all_calendars_is_an_error() -> None:
    with pytest.raises(ValueError, match="not a time"):
        humanize_timestamp(1e18)
