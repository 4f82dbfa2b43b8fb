"""`drillbook recover` undoes what journals say, and says so."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from drillbook.cli import recover as verb
from drillbook.errors import ExitCode
from drillbook.services.journal import Journal


def test_nothing_to_undo_is_said(shop: Path, given, capsys: pytest.CaptureFixture[str]) -> None:
    assert verb.run(given(verb)) == ExitCode.PASSED
    assert capsys.readouterr().out == "Nothing to undo.\n"


def test_what_was_undone_is_said_and_not_undone_again(shop: Path, given, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(Journal(shop / "reports" / "runs" / "run-1")) as journal:
        journal.note("folder", path="/tmp/drillbook-that-is-gone")  # noqa: S108 -- it does not exist
    assert verb.run(given(verb)) == ExitCode.PASSED
    assert capsys.readouterr().out == "run-1: /tmp/drillbook-that-is-gone is gone already\n"
    verb.run(given(verb))
    assert capsys.readouterr().out == "Nothing to undo.\n"


def test_what_cannot_be_undone_is_a_failed_clean_up(shop: Path, given, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(Journal(shop / "reports" / "runs" / "run-1")) as journal:
        journal.note("weather")
    assert verb.run(given(verb)) == ExitCode.CLEAN_UP
    assert capsys.readouterr().out == "run-1: weather: this drillbook does not know how to undo it\n"
