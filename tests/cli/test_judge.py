"""`drillbook judge` judges a record again and leaves it as it is."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from tests.judged_story import case, made

from drillbook.cli import judge as verb
from drillbook.errors import ExitCode, ProjectError
from drillbook.history.record import Keeper, Record, write


@pytest.fixture
def folder(tmp_path: Path, record: Record) -> Path:
    """A run on disk: a page after 120 s, restored after 210."""
    timeline = made()
    with closing(Keeper(tmp_path)) as keeper:
        for event in timeline.events:
            keeper.event(event)
    write(replace(record, case=case(), timeline=timeline), tmp_path)
    return tmp_path


def judged(given, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, object]]:
    status = verb.run(given(verb, *words, "--json"))
    (row,) = json.loads(capsys.readouterr().out)["runs"]
    return status, row


def test_under_its_own_targets_it_is_judged_as_before(given, capsys, folder: Path) -> None:
    status, row = judged(given, capsys, str(folder))
    assert (status, row["verdict"], row["detect_s"]) == (ExitCode.PASSED, "passed", 120.0)


def test_under_a_stricter_target_it_fails_and_the_record_stays(given, capsys, folder: Path) -> None:
    before = (folder / "record.json").read_bytes()
    status, row = judged(given, capsys, str(folder), "--mttd", "1m")
    assert (status, row["verdict"]) == (ExitCode.FAILED, "failed")
    assert row["reasons"] == ["not detected in time: 120 s of 60 s"]
    assert judged(given, capsys, str(folder), "--mttr", "3m")[0] == ExitCode.FAILED
    assert (folder / "record.json").read_bytes() == before


def test_the_file_of_a_record_stands_for_its_folder(given, capsys, folder: Path) -> None:
    assert judged(given, capsys, str(folder / "record.json"))[0] == ExitCode.PASSED


def test_people_get_a_table_and_the_place_of_the_report(given, capsys, folder: Path) -> None:
    assert verb.run(given(verb, str(folder))) == ExitCode.PASSED
    printed = capsys.readouterr().out
    assert "| outage | passed  |" in printed
    assert f"report: {folder}/report.md" in printed


def test_what_is_no_record_is_refused(given, tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no readable record here"):
        verb.run(given(verb, str(tmp_path)))


def test_what_is_no_duration_is_refused(given, capsys, folder: Path) -> None:
    with pytest.raises(SystemExit):
        given(verb, str(folder), "--mttd", "soon")
    assert '"soon" is not a duration such as 5m or 1h30m' in capsys.readouterr().err
