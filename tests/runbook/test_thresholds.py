"""Thresholds: metric, comparator, value, unit and duration, mined from prose."""

from __future__ import annotations

import pytest

from drillbook.runbook import thresholds


def mined(text):
    return [(t.metric, t.comparator, t.value, t.unit) for t in thresholds.mine(text, 1)]


@pytest.mark.parametrize(
    ("text", "metric", "comparator", "value", "unit"),
    [
        ("CPU > 90 %", "cpu", ">", 90, "%"),
        ("CPU utilisation >80% sustained", "cpu utilisation", ">", 80, "%"),
        ("lookups taking more than 5 s", "lookups", ">", 5, "s"),
        ("success rate below 99 %", "success rate", "<", 99, "%"),
        ("the queue depth exceeds 1000", "queue depth", ">", 1000, ""),
        ("If the queue depth is over 1,500 items, scale", "queue depth", ">", 1500, ""),
        ("**p95 latency:** < 200ms for most".replace("*", ""), "p95 latency", "<", 200, "ms"),
        ("Memory ≥ 90 percent", "memory", ">=", 90, "%"),
        ("Database CPU at 100%", "database cpu", "==", 100, "%"),
        ("Check the file size (max 50MB)", "file size", "<=", 50, "MB"),
        ("connections are not below 80 % yet", "connections", ">=", 80, "%"),
        ("More than 90 % of the disk is in use", "disk", ">", 90, "%"),
        ("more than 10 restarts in 5 minutes", "restarts", ">", 10, ""),
        ("MTTR <30 minutes", "mttr", "<", 30, "min"),
        ("load over 500 requests/minute", "load", ">", 500, "/min"),
        ("p99 above 2k", "p99", ">", 2000, ""),
        ("no more than 3 retries", "retries", "<=", 3, ""),
        ("usage\nexceeds 60%", "usage", ">", 60, "%"),
    ],
)
def test_one_threshold(text, metric, comparator, value, unit):
    assert mined(text) == [(metric, comparator, value, unit)]


@pytest.mark.parametrize(
    "text",
    [
        "see step 3",
        "a -> 5, b => 6",
        "at 2 AM",
        "version > 1.2.3",
        "restart for more than 10 minutes",
        "discover 5 nodes",
        "10:30 over",
        "more than enough",
        "5xx > 5xx",
    ],
)
def test_other_numbers_are_none(text):
    assert mined(text) == []


def test_several_in_one_sentence():
    assert mined("full within 24 hours and usage > 60%, or latency over 2 s") == [
        ("usage", ">", 60, "%"),
        ("latency", ">", 2, "s"),
    ]


@pytest.mark.parametrize(
    ("text", "for_s", "sustained"),
    [
        ("CPU over 80 % for 10 minutes", 600, False),
        ("error rate above 5% for more than 1h30m", None, False),
        ("error rate above 5% for at least 5m", 300, False),
        ("CPU > 80% sustained", None, True),
        ("latency is consistently above 2 s", None, True),
        ("CPU > 80% sustained for 5 minutes", 300, False),
        ("CPU > 80%. It is sustained elsewhere.", None, False),
    ],
)
def test_how_long_it_lasts(text, for_s, sustained):
    found = thresholds.mine(text, 1)[0]
    assert (found.for_s, found.sustained) == (for_s, sustained)


def test_the_line_and_the_words_are_kept():
    found = thresholds.mine("fine\nbut CPU > 90 % for 5m, sadly", 7)[0]
    assert (found.line, found.text) == (8, "CPU > 90 % for 5m")


@pytest.mark.parametrize(
    ("value", "unit", "base"),
    [
        (5, "min", (300, "s")),
        (80, "%", (0.8, "")),
        (50, "MB", (50e6, "bytes")),
        (60, "/min", (1, "/s")),
        (3, "", (3, "")),
    ],
)
def test_values_in_base_units_can_be_compared(value, unit, base):
    assert (
        thresholds.in_base_unit(value, unit) == pytest.approx(base[0]) or thresholds.in_base_unit(value, unit) == base
    )


def test_a_sign_whose_case_changes_its_length_shifts_nothing():
    assert thresholds.mine("İİİ CPU > 90 %", 1)[0].text == "İİİ CPU > 90 %"
