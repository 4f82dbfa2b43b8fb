"""`drillbook run`, with a runner that runs nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from drillbook import runner
from drillbook.cli import run as verb
from drillbook.errors import ExitCode, UsageError
from drillbook.history.record import Record
from drillbook.model.drill import Arm
from drillbook.model.timeline import Outcome

FOLDER = Path("reports/runs/run-1")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, record: Record) -> dict[str, Any]:
    """What the runner was asked for; every run passes."""
    return answer(monkeypatch, record)


def answer(monkeypatch: pytest.MonkeyPatch, record: Record) -> dict[str, Any]:
    call: dict[str, Any] = {}

    def run_all(_project: object, drills: list[Any], **more: Any) -> list[tuple[Record, Path]]:
        call.update(names=[drill.name for drill in drills], **more)
        more["progress"]("outage").service("postgres", 1.0)
        return [(record, FOLDER) for _ in drills]

    monkeypatch.setattr(runner, "run_all", run_all)
    return call


@pytest.mark.usefixtures("shop")
def test_every_drill_of_the_project_runs_unless_some_are_named(given, asked: dict[str, Any]) -> None:
    assert verb.run(given(verb)) == ExitCode.PASSED
    assert (asked["names"], asked["jobs"], asked["options"].arm) == (["outage"], 1, Arm.TREATMENT)
    with pytest.raises(UsageError, match=r'scenario "outag" is not known\. Did you mean "outage"\?'):
        verb.run(given(verb, "outag"))


@pytest.mark.usefixtures("shop")
def test_options_reach_the_runner(given, asked: dict[str, Any]) -> None:
    verb.run(given(verb, "outage", "--arm=control", "--repeat=3", "--jobs=2", "--time-scale=120", "--plain"))
    options = asked["options"]
    assert (asked["names"], asked["jobs"]) == (["outage"] * 3, 2)
    assert (options.arm, options.time_scale, options.backend, options.plain) == (Arm.CONTROL, 120.0, "local", True)


@pytest.mark.usefixtures("shop", "asked")
def test_people_get_progress_and_a_table(given, capsys: pytest.CaptureFixture[str]) -> None:
    verb.run(given(verb))
    printed = capsys.readouterr()
    assert "postgres          healthy after 1.0 s" in printed.err
    assert "| outage | passed  |" in printed.out


@pytest.mark.usefixtures("shop", "asked")
def test_machines_get_one_object_and_nothing_else(given, capsys: pytest.CaptureFixture[str]) -> None:
    verb.run(given(verb, "--json", "--repeat", "2"))
    printed = capsys.readouterr()
    assert [row["verdict"] for row in json.loads(printed.out)["runs"]] == ["passed", "passed"]
    assert printed.err == ""


@pytest.mark.usefixtures("shop")
def test_the_code_is_that_of_the_worst_run(given, monkeypatch: pytest.MonkeyPatch, record: Record) -> None:
    answer(monkeypatch, replace(record, verdict=replace(record.verdict, outcome=Outcome.FAILED)))
    assert verb.run(given(verb)) == ExitCode.FAILED


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--repeat 0", "0 is not between 1 and 1000"),
        ("--jobs 17", "17 is not between 1 and 16"),
        ("--time-scale 0", "0 is not over 0 and up to 3600"),
        ("--time-scale nan", "nan is not over 0 and up to 3600"),
        ("--time-scale fast", "invalid number value: 'fast'"),
        ("--arm nobody", "choose from"),
        ("--stack moon", "choose from"),
    ],
)
def test_what_cannot_be_is_refused(given, capsys: pytest.CaptureFixture[str], words: str, said: str) -> None:
    with pytest.raises(SystemExit):
        given(verb, *words.split())
    assert said in capsys.readouterr().err
