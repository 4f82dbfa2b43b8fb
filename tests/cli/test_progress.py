"""Progress is one line for each thing worth knowing."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest

from drillbook.cli.progress import SEEN_CHARACTERS_MAX, Lines, said
from drillbook.model.timeline import Event, Kind


def event(kind: Kind, name: str, state: str = "", **facts: Any) -> Event:
    return Event(at_s=75.4, kind=kind, name=name, state=state, facts=facts)


@pytest.mark.parametrize(
    ("happened", "words"),
    [
        (event(Kind.PHASE, "inject", "begun"), "inject …"),
        (event(Kind.PHASE, "inject", "ended"), ""),
        (event(Kind.FAULT, "outage", "injecting"), ""),
        (event(Kind.FAULT, "outage", "effective", seen="HTTP 503"), "fault effective HTTP 503"),
        (event(Kind.WITNESS, "users", "unhealthy", seen="HTTP 503"), "users: unhealthy HTTP 503"),
        (event(Kind.ALERT, "Down", "firing"), "alert Down: firing"),
        (event(Kind.STEP, "fix", "started", line=30), ""),
        (event(Kind.STEP, "fix", "failed", line=30, seen="exit 1"), "step fix (line 30): failed exit 1"),
        (event(Kind.STOCK, "work", "balanced", accepted=9, pending=1), "accepted work balanced: 9 accepted, 1 pending"),
        (event(Kind.STOCK, "work", "unknown", seen="no answer"), "accepted work unknown: no answer"),
        (event(Kind.ERROR, "ScenarioError", seen="no"), "error: no"),
        (event(Kind.CLEAN_UP, "outage", "failed", seen="busy"), "clean-up: busy"),
        (event(Kind.VERIFIED, "outage", "passed"), ""),
    ],
)
def test_what_is_worth_a_line_is_said_in_words(happened: Event, words: str) -> None:
    assert said(happened) == words


def test_long_words_are_cut() -> None:
    assert (
        said(event(Kind.FAULT, "outage", "injected", seen="x" * 500)) == f"fault injected {'x' * SEEN_CHARACTERS_MAX}"
    )


def test_each_line_is_headed_by_drill_and_time() -> None:
    out = StringIO()
    progress = Lines(out).of("disk-full")
    progress.service("postgres", 1.25)
    progress.event(event(Kind.ALERT, "Down", "firing"))
    progress.event(event(Kind.PHASE, "inject", "ended"))
    assert [line.split() for line in out.getvalue().splitlines()] == [
        ["disk-full", "stack", "starting"],
        ["disk-full", "postgres", "healthy", "after", "1.2", "s"],
        ["disk-full", "75", "s", "alert", "Down:", "firing"],
    ]


def test_machines_get_no_progress() -> None:
    out = StringIO()
    progress = Lines(out, quiet=True).of("disk-full")
    progress.service("postgres", 1.25)
    progress.event(event(Kind.ALERT, "Down", "firing"))
    assert out.getvalue() == ""
