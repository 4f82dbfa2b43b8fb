"""The undo journal is on disk before what it undoes, belongs to one process, and survives a kill in mid-line."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from drillbook.errors import EnvironmentBrokenError
from drillbook.services.journal import NAME, Journal, outstanding


def test_what_was_not_struck_is_outstanding_newest_first(tmp_path: Path) -> None:
    with closing(Journal(tmp_path)) as journal:
        journal.note("processes", run="r")
        second = journal.note("folder", path="/tmp/x")  # noqa: S108 -- only written down
        journal.note("toxic", proxy="api")
        journal.strike(second)
        assert [entry["kind"] for entry in outstanding(tmp_path / NAME)] == ["toxic", "processes"]


def test_an_entry_is_on_disk_when_noting_returns(tmp_path: Path) -> None:
    with closing(Journal(tmp_path)) as journal:
        number = journal.note("folder", path="/x")
        assert outstanding(tmp_path / NAME) == [{"note": number, "kind": "folder", "path": "/x"}]


def test_striking_all_leaves_nothing_and_twice_is_once(tmp_path: Path) -> None:
    with closing(Journal(tmp_path)) as journal:
        journal.note("a")
        number = journal.note("b")
        journal.strike(number)
        journal.strike(number)
        journal.strike_all()
    assert outstanding(tmp_path / NAME) == []
    assert (tmp_path / NAME).read_text(encoding="utf-8").count("struck") == 2


def test_a_living_run_keeps_others_out_and_a_closed_one_does_not(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    with pytest.raises(EnvironmentBrokenError, match="the run is still alive"):
        Journal(tmp_path)
    journal.close()
    journal.close()
    Journal(tmp_path).close()


def test_numbers_go_on_when_a_journal_is_opened_again(tmp_path: Path) -> None:
    with closing(Journal(tmp_path)) as journal:
        first = journal.note("a")
        journal.strike(first)
    with closing(Journal(tmp_path)) as journal:
        assert journal.note("b") == first + 1


def test_a_line_that_was_cut_short_was_never_done_and_swallows_no_other(tmp_path: Path) -> None:
    with closing(Journal(tmp_path)) as journal:
        number = journal.note("folder", path="/x")
    with (tmp_path / NAME).open("a", encoding="utf-8") as file:
        file.write('{"note":2,"ki')
    assert [entry["note"] for entry in outstanding(tmp_path / NAME)] == [number]
    with closing(Journal(tmp_path)) as journal:
        journal.strike(number)
    assert outstanding(tmp_path / NAME) == []


def test_no_journal_has_nothing_outstanding(tmp_path: Path) -> None:
    assert outstanding(tmp_path / NAME) == []
