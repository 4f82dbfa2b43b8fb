from __future__ import annotations

import pytest

from drillbook.rules.durations import duration_text, parse_duration_ms


@pytest.mark.parametrize(
    ("text", "duration_ms"),
    [
        ("0", 0),
        ("5m", 300_000),
        ("1h30m", 5_400_000),
        ("1d2h3m4s5ms", 93_784_005),
        ("1y", 31_536_000_000),
        ("2w", 1_209_600_000),
    ],
)
def test_durations_are_read_and_written(text: str, duration_ms: int) -> None:
    assert parse_duration_ms(text) == duration_ms
    assert parse_duration_ms(duration_text(duration_ms)) == duration_ms


@pytest.mark.parametrize("text", ["", "5", "m", "1m1h", "1.5h", "-1m", "5 m", "999999999999y"])
def test_what_is_no_duration_is_none(text: str) -> None:
    assert parse_duration_ms(text) is None
