"""Durations: every spelling a person uses, in seconds."""

from __future__ import annotations

import pytest

from drillbook.runbook import durations


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("5m", 300),
        ("30 min", 1_800),
        ("2h", 7_200),
        ("1h30m", 5_400),
        ("1 hour and 30 minutes", 5_400),
        ("90", 90),
        ("250ms", 0.25),
        ("3 months", 90 * 86_400),
        ("1.5 h", 5_400),
        ("2 Days", 172_800),
    ],
)
def test_a_duration_is_read_in_seconds(text, seconds):
    assert durations.parse(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "soon", "5 parsecs", "m", "-5m", "5m!", "²", "1" * 100, "next business day"])
def test_anything_else_is_no_duration(text):
    assert durations.parse(text) is None


def test_a_hyphenated_duration_in_prose_is_one():
    assert durations.of_match("5-min") == 300
