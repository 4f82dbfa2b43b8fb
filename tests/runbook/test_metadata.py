"""Metadata: front-matter values in the form the engine needs."""

from __future__ import annotations

import datetime as dt

import pytest

from drillbook.model.runbook import Input
from drillbook.runbook import front_matter, metadata


def read(body):
    return metadata.read(front_matter.read(f"---\n{body}\n---".split("\n")))


def test_every_key_is_read():
    fields, wrong = read(
        "id: queue\ntitle: Queue\nservice: redis\nseverity: P1\nowner: '#queue'\nalerts: [A, B]\nscenarios: one\n"
        "targets: {mttd: 5m, mttr: 1h30m}\nlast_reviewed: 2026-11-01\nreview_in: 3 months\nweight: 7"
    )
    assert wrong == []
    assert fields["alerts"] == ("A", "B")
    assert fields["scenarios"] == ("one",)
    assert (fields["mttd_s"], fields["mttr_s"]) == (300, 5_400)
    assert fields["last_reviewed"] == dt.date(2026, 11, 1)
    assert fields["review_in_s"] == 90 * 86_400
    assert (fields["id"], fields["owner"], fields["severity"]) == ("queue", "#queue", "P1")


def test_inputs_keep_their_lines_and_defaults_as_text():
    fields, wrong = read(
        "inputs:\n  - {name: LIMIT, default: 5, pattern: '^\\d+$'}\n  - {name: PW, secret: true}\n  - PLAIN"
    )
    assert wrong == []
    assert fields["inputs"] == (
        Input(name="LIMIT", default="5", pattern=r"^\d+$", line=3),
        Input(name="PW", secret=True, line=4),
        Input(name="PLAIN", line=5),
    )


@pytest.mark.parametrize(
    ("body", "line", "part"),
    [
        ("id: 'two words'", 2, "no id"),
        ("targets: 5m", 2, "not a mapping"),
        ("a: 1\ntargets: {mttd: soon}", 3, "targets.mttd"),
        ("review_in: later", 2, "not a duration"),
        ("last_reviewed: yesterday", 2, "not a date"),
        ("alerts: {a: b}", 2, "list or mapping"),
        ("inputs: LIMIT", 2, "not a list"),
        ("inputs:\n  - {name: PW, secret: true, default: x}", 3, "secret"),
        ("inputs:\n  - {name: A, patern: x}", 3, "unknown key"),
        ("inputs:\n  - {name: A}\n  - {name: A}", 4, "twice"),
        ("inputs:\n  - {name: A, pattern: '('}", 3, "regular expression"),
        ("inputs:\n  - {name: '1A'}", 3, "no name"),
        ("inputs:\n  - {name: A, secret: maybe}", 3, "neither true nor false"),
    ],
)
def test_a_value_in_a_wrong_form_is_named_with_its_line(body, line, part):
    _, wrong = read(body)
    assert len(wrong) == 1
    assert wrong[0][0] == line
    assert part in wrong[0][1]
