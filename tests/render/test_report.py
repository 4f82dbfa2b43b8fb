"""The report of a run says what was proved, when things happened, and under what conditions."""

from __future__ import annotations

from dataclasses import replace

from drillbook.history.record import Record
from drillbook.model.drill import Arm, Targets
from drillbook.model.timeline import Case, Event, Kind, Outcome, Timeline, Times, Verdict
from drillbook.render import report
from drillbook.render.report import SEEN_CHARACTERS_MAX

PASSED = Record(
    run_id="run-1",
    case=Case(
        drill="disk-full",
        arm=Arm.TREATMENT,
        targets=Targets(),
        alerts=("Full",),
        runbook="runbooks/disk-full.md",
        error_s=30.0,
    ),
    verdict=Verdict(
        outcome=Outcome.PASSED,
        reasons=("the runbook detected and resolved the fault in time",),
        times=Times(
            inject_s=60, effect_s=75, fire_s=195, first_action_s=240, mitigated_s=300, resolved_s=330, clear_s=310
        ),
    ),
    timeline=Timeline(
        events=(
            Event(at_s=75, kind=Kind.FAULT, name="disk-full", state="effective", facts={"seen": "No space | left"}),
            Event(at_s=195, kind=Kind.ALERT, name="Full", state="firing", facts={"value": 0.98765}),
            Event(at_s=240, kind=Kind.STEP, name="empty", state="started", facts={"line": 42}),
            Event(at_s=241, kind=Kind.STEP, name="empty", state="failed", facts={"seen": "x" * 500}),
            Event(at_s=500, kind=Kind.STOCK, name="accepted work", facts={"accepted": 7, "pending": 2}),
            Event(at_s=501, kind=Kind.NOTE, name="only said to people"),
        )
    ),
    started="2026-11-21T10:00:00+00:00",
    real_s=12.34,
    time_scale=60.0,
    backend="local",
    environment={"python": "3.11"},
    start_up_s={"postgres": 1.24, "api": 0.5},
)


def row(text: str, head: str) -> list[str]:
    line = next(line for line in text.splitlines() if line.startswith(f"| {head}"))
    return [cell.strip() for cell in line.strip("|").split(" | ")]


def test_it_begins_with_the_verdict_and_its_reasons() -> None:
    lines = report(PASSED).splitlines()
    assert lines[:3] == ["# disk-full: passed", "", "- the runbook detected and resolved the fault in time"]


def test_times_count_from_clock_zero_beside_their_targets() -> None:
    text = report(PASSED)
    assert row(text, "time to detect") == ["time to detect", "effect to alert firing", "2 min", "5 min"]
    assert row(text, "time to restore")[2:] == ["4 min 15 s", "30 min"]
    assert row(text, "fault takes effect")[2] == "15 s"
    assert row(text, "alert cleared")[2] == "3 min 55 s"
    assert "± 30 s" in text


def test_what_was_never_seen_says_how_long_was_watched() -> None:
    times = Times(inject_s=60, effect_s=75, until_s=675)
    failed = replace(PASSED, verdict=replace(PASSED.verdict, outcome=Outcome.FAILED, times=times))
    assert row(report(failed), "time to detect")[2] == "not within 10 min"
    assert row(report(failed), "first action")[2] == "-"


def test_a_run_without_effect_has_no_times() -> None:
    nothing = replace(PASSED, verdict=replace(PASSED.verdict, outcome=Outcome.INCONCLUSIVE, times=Times()))
    assert row(report(nothing), "time to restore")[2] == "-"


def test_the_timeline_shows_what_mattered() -> None:
    text = report(PASSED)
    assert "No space \\| left" in text
    assert "value 0.988" in text
    assert "| line 42" in text
    assert "7 accepted, 2 pending" in text
    assert "only said to people" not in text
    assert "x" * (SEEN_CHARACTERS_MAX - 1) + "…" in text
    assert "x" * SEEN_CHARACTERS_MAX not in text


def test_a_failed_clean_up_is_said_beside_the_verdict() -> None:
    assert "Clean-up failed" not in report(PASSED)
    assert "**Clean-up failed:** busy" in report(replace(PASSED, clean_up_failed="busy"))


def test_it_says_how_it_was_run() -> None:
    text = report(PASSED)
    assert "12.3 real seconds" in text
    assert "one real second counts 60" in text
    assert row(text, "services healthy after")[1] == "postgres 1.2 s, api 0.5 s"
    assert row(text, "backend")[1] == "local"
