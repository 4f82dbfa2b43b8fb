"""What a set of runs comes to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from drillbook.cli import outcome
from drillbook.errors import ExitCode
from drillbook.history.record import Record
from drillbook.model.drill import Arm
from drillbook.model.timeline import Event, Kind, Outcome, Timeline

BROKEN = Timeline(events=(Event(at_s=0.0, kind=Kind.ERROR, name="EnvironmentBrokenError", facts={"seen": "gone"}),))


def ended(record: Record, how: Outcome) -> Record:
    return replace(record, verdict=replace(record.verdict, outcome=how))


def test_the_code_is_that_of_the_gravest_run(record: Record) -> None:
    failed, unproved = ended(record, Outcome.FAILED), ended(record, Outcome.INCONCLUSIVE)
    broken, unclean = replace(unproved, timeline=BROKEN), replace(record, clean_up_failed="busy")
    runs = [record, unproved, failed, broken, unclean]
    assert [outcome.exit_code(runs[:count]) for count in range(1, 6)] == [
        ExitCode.PASSED,
        ExitCode.INCONCLUSIVE,
        ExitCode.FAILED,
        ExitCode.ENVIRONMENT,
        ExitCode.CLEAN_UP,
    ]


def test_a_scenario_that_could_not_be_applied_is_no_broken_environment(record: Record) -> None:
    error = Event(at_s=0.0, kind=Kind.ERROR, name="ScenarioError", facts={"seen": "no"})
    assert not outcome.broken(replace(record, timeline=Timeline(events=(error,))))


def test_a_run_is_a_row_with_its_times_beside_their_targets(record: Record) -> None:
    row = outcome.summary([record], folders=[Path("reports/runs/run-1")]).splitlines()[2]
    assert [cell.strip() for cell in row.strip("|").split("|")] == [
        "outage",
        "passed",
        "1 min 30 s / 2 min",
        "5 min / 30 min",
        "the runbook detected and resolved the fault in time",
    ]


def test_another_arm_and_a_failed_clean_up_are_said(record: Record) -> None:
    control = replace(record, case=replace(record.case, arm=Arm.CONTROL), clean_up_failed="busy")
    text = outcome.summary([control], folders=[])
    assert "outage (control)" in text
    assert "in time; clean-up failed: busy" in text


def test_it_ends_with_where_the_reports_are_and_what_was_waiting(record: Record, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    text = outcome.summary([record, record], folders=[tmp_path / "reports" / "a", Path("/elsewhere")])
    assert text.splitlines()[-3:] == [
        "2 runs took 25 s, of which 8 s were waiting that alert rules and holds demand.",
        "report: reports/a/report.md",
        "report: /elsewhere/report.md",
    ]


@pytest.mark.parametrize(
    ("terminal", "asked_not", "colour"), [(True, "", True), (True, "1", False), (False, "", False)]
)
def test_colour_is_for_terminals_that_want_it(record: Record, monkeypatch, terminal, asked_not, colour) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal)
    monkeypatch.setenv("NO_COLOR", asked_not)
    assert ("\033[32mpassed\033[0m" in outcome.summary([record], folders=[])) is colour
