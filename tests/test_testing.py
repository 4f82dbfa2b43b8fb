"""How a drill's failure reads in a test, and what its JUnit report says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from drillbook.history.record import Record
from drillbook.model.drill import Arm, Targets
from drillbook.model.timeline import Case, Outcome, Timeline, Times, Verdict
from drillbook.testing import failure, properties

FOLDER = Path("reports/runs/run-1")
FAILED = Record(
    run_id="run-1",
    case=Case(drill="disk-full", arm=Arm.TREATMENT, targets=Targets(), alerts=("Full",), runbook="runbooks/x.md"),
    verdict=Verdict(
        outcome=Outcome.FAILED,
        reasons=("not restored", "data lost"),
        times=Times(inject_s=60, effect_s=75, fire_s=195),
    ),
    timeline=Timeline(),
    started="2026-11-21T10:00:00+00:00",
    real_s=12.3,
    time_scale=60.0,
    backend="local",
)
PASSED = replace(FAILED, verdict=replace(FAILED.verdict, outcome=Outcome.PASSED, reasons=("well done",)))


def test_a_failure_is_short_and_says_where_the_report_is() -> None:
    assert failure(FAILED, FOLDER).splitlines() == [
        "disk-full (treatment): failed",
        "  not restored",
        "  data lost",
        "  detected in 2 min of 5 min, restored in - of 30 min",
        "  report: reports/runs/run-1/report.md",
    ]


def test_a_drill_that_passed_has_none() -> None:
    assert failure(PASSED, FOLDER) == ""


def test_a_failed_clean_up_fails_a_drill_that_passed() -> None:
    assert "  clean-up failed: busy" in failure(replace(PASSED, clean_up_failed="busy"), FOLDER).splitlines()


def test_an_inconclusive_drill_is_no_passed_one() -> None:
    verdict = Verdict(outcome=Outcome.INCONCLUSIVE, reasons=("the fault did no harm",), times=Times())
    assert failure(replace(FAILED, verdict=verdict), FOLDER).startswith("disk-full (treatment): inconclusive\n")


def test_properties_leave_out_what_was_not_measured() -> None:
    found = properties(FAILED, FOLDER)
    assert found["drill.verdict"] == "failed"
    assert found["drill.reasons"] == "not restored; data lost"
    assert found["drill.detect_s"] == 120.0
    assert "drill.restore_s" not in found
