"""A record is written whole, read back equal, and refused when it is not one."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from drillbook.errors import ProjectError
from drillbook.history.record import RECORD, TIMELINE, Keeper, Record, as_row, clean_up_of, read, write
from drillbook.model.drill import Arm, Targets
from drillbook.model.timeline import Case, Event, Kind, Outcome, Timeline, Times, Verdict

EVENTS = (
    Event(at_s=1.5, kind=Kind.NOTE, name="begin"),
    Event(at_s=70, kind=Kind.FAULT, name="disk-full", state="effective", facts={"seen": "a\u2028b\x85c\x0bd"}),
    Event(at_s=190, kind=Kind.ALERT, name="Full", state="firing", facts={"labels": {"mountpoint": "/data"}}),
)


def record() -> Record:
    return Record(
        run_id="run-1",
        case=Case(
            drill="disk-full",
            arm=Arm.TREATMENT,
            targets=Targets(restore_s=900),
            alerts=("Full",),
            runbook="runbooks/disk-full.md",
            error_s=30.0,
        ),
        verdict=Verdict(
            outcome=Outcome.FAILED,
            reasons=("not restored",),
            times=Times(inject_s=60.0, effect_s=70.0, fire_s=190.04, until_s=970.0),
        ),
        timeline=Timeline(events=EVENTS),
        started="2026-11-21T10:00:00+00:00",
        real_s=12.3456,
        time_scale=60.0,
        backend="local",
        environment={"python": "3.11"},
        start_up_s={"postgres": 1.2},
        waited_real_s=3.0,
        clean_up_failed="busy",
    )


def kept(folder: Path) -> Path:
    with closing(Keeper(folder)) as keeper:
        for event in EVENTS:
            keeper.event(event)
    write(record(), folder)
    return folder


def test_a_record_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    assert read(kept(tmp_path / "run")) == record()


def test_nothing_but_the_record_is_left_by_writing_it(tmp_path: Path) -> None:
    assert sorted(path.name for path in kept(tmp_path / "run").iterdir()) == ["logs", RECORD, TIMELINE]


def test_a_record_can_be_written_again(tmp_path: Path) -> None:
    folder = kept(tmp_path / "run")
    write(replace(record(), backend="containers"), folder)
    assert read(folder).backend == "containers"


def test_events_are_on_disk_before_the_run_ends(tmp_path: Path) -> None:
    with closing(Keeper(tmp_path / "run")) as keeper:
        keeper.event(EVENTS[0])
        assert (tmp_path / "run" / TIMELINE).read_text(encoding="utf-8").count("\n") == 1


def test_the_output_of_a_step_taken_twice_is_kept_twice(tmp_path: Path) -> None:
    with closing(Keeper(tmp_path / "run")) as keeper:
        keeper.log("usage", "one\n")
        keeper.log("usage", "two\n")
    assert (tmp_path / "run" / "logs" / "step-usage.log").read_text(encoding="utf-8") == "one\ntwo\n"


def test_a_folder_without_a_record_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no readable record here"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{", "no readable record"),
        ("3", "the record is broken"),
        ("[]", "the record is broken"),
        ("{}", "the record is broken"),
        ('{"version": 2}', "version 2, this drillbook reads 1"),
    ],
)
def test_a_broken_record_is_refused(tmp_path: Path, text: str, what: str) -> None:
    folder = kept(tmp_path / "run")
    (folder / RECORD).write_text(text, encoding="utf-8")
    with pytest.raises(ProjectError, match=what):
        read(folder)


@pytest.mark.parametrize("change", [{"case": "x"}, {"verdict": {"outcome": "won"}}, {"unknown": 1}])
def test_a_record_with_wrong_parts_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    folder = kept(tmp_path / "run")
    data = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    (folder / RECORD).write_text(json.dumps(data | change), encoding="utf-8")
    with pytest.raises(ProjectError, match="the record is broken"):
        read(folder)


def test_a_row_has_drill_seconds_rounded_and_null_for_what_was_not_seen() -> None:
    assert as_row(record(), Path("reports/runs/run-1")) == {
        "drill": "disk-full",
        "arm": "treatment",
        "verdict": "failed",
        "reasons": ["not restored"],
        "detect_s": 120.0,
        "restore_s": None,
        "bite_s": 10.0,
        "real_s": 12.35,
        "record": "reports/runs/run-1",
    }


def test_what_could_not_be_undone_is_read_off_the_timeline() -> None:
    failed = Event(at_s=9, kind=Kind.CLEAN_UP, name="x", state="failed", facts={"seen": "busy"})
    assert clean_up_of(Timeline(events=(failed,))) == "busy"
    assert clean_up_of(Timeline(events=EVENTS)) == ""
