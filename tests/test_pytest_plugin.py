"""The fixture `drill` and its options, in pytest runs of their own that run no drill."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from drillbook import testing
from drillbook.errors import UsageError
from drillbook.history.record import Record
from drillbook.model.timeline import Outcome, Timeline, Times, Verdict

from .judged_story import case

pytest_plugins = ["pytester"]

PASSED = Record(
    run_id="run-1",
    case=case(),
    verdict=Verdict(outcome=Outcome.PASSED, reasons=("well done",), times=Times(effect_s=100.0, fire_s=220.0)),
    timeline=Timeline(),
    started="2026-11-21T10:00:00+00:00",
    real_s=12.3,
    time_scale=60.0,
    backend="local",
)
DRILL = """
def test_outage(drill):
    record = drill("outage", bind={"LIMIT": "1 s"}, arguments={"leave": 0})
    assert record.verdict.outcome == "passed"
"""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What drills were asked for; each of them passes."""
    calls: list[dict[str, Any]] = []
    answer(monkeypatch, PASSED, calls)
    return calls


def answer(monkeypatch: pytest.MonkeyPatch, record: Record, calls: list[dict[str, Any]] | None = None) -> None:
    def run(name: str, start: Path, *, config: pytest.Config, **more: Any) -> tuple[Record, Path]:
        options = {word: config.getoption(f"--drill-{word}") for word in ("arm", "stack", "time-scale", "plain")}
        (calls if calls is not None else []).append({"name": name, "start": start, **options, **more})
        return record, Path("reports/runs/run-1")

    monkeypatch.setattr(testing, "run", run)


def ran(pytester: pytest.Pytester, *arguments: str, code: str = DRILL) -> pytest.RunResult:
    pytester.makepyfile(code)
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "drillbook.pytest_plugin", *arguments)


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other plugins of this environment stay out; some take a second to load."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def test_a_drill_that_passed_is_a_test_that_passed(pytester: pytest.Pytester, asked: list[dict[str, Any]]) -> None:
    ran(pytester).assert_outcomes(passed=1)
    (call,) = asked
    assert (call["name"], call["start"]) == ("outage", pytester.path)
    assert (call["bind"], call["arguments"]) == ({"LIMIT": "1 s"}, {"leave": 0})
    assert (call["arm"], call["stack"], call["time-scale"], call["plain"]) == ("treatment", "local", None, False)


def test_options_reach_the_drill(pytester: pytest.Pytester, asked: list[dict[str, Any]]) -> None:
    ran(pytester, "--drill-arm=control", "--drill-time-scale=120", "--drill-plain").assert_outcomes(passed=1)
    assert (asked[0]["arm"], asked[0]["time-scale"], asked[0]["plain"]) == ("control", 120.0, True)


def test_a_drill_that_failed_says_why_without_a_traceback(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, replace(PASSED, verdict=Verdict(outcome=Outcome.FAILED, reasons=("too late",), times=Times())))
    ended = ran(pytester)
    ended.assert_outcomes(failed=1)
    ended.stdout.fnmatch_lines(["outage (treatment): failed", "  too late", "  report: reports/runs/run-1/report.md"])
    assert "Traceback" not in ended.stdout.str()
    assert "pytest_plugin.py" not in ended.stdout.str()


def test_an_error_for_people_is_the_failure(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: object, **_more: object) -> None:
        raise UsageError('scenario "outage" is not known. Known: none.')

    monkeypatch.setattr(testing, "run", refuse)
    ended = ran(pytester)
    ended.assert_outcomes(failed=1)
    ended.stdout.fnmatch_lines(['scenario "outage" is not known. Known: none.'])


@pytest.mark.usefixtures("asked")
def test_what_was_measured_goes_into_the_junit_report(pytester: pytest.Pytester) -> None:
    ran(pytester, "--junitxml=junit.xml", "-o", "junit_family=xunit1").assert_outcomes(passed=1)
    report = (pytester.path / "junit.xml").read_text(encoding="utf-8")
    assert '<property name="drill.verdict" value="passed"' in report
    assert '<property name="drill.detect_s" value="120.0"' in report


def test_the_marker_is_known_and_chooses_drills(pytester: pytest.Pytester, asked: list[dict[str, Any]]) -> None:
    code = f"{DRILL}\ndef test_other(): pass\n"
    ran(pytester, "--strict-markers", "-m", "not drill", code=code).assert_outcomes(passed=1, deselected=1)
    assert asked == []


@pytest.mark.parametrize("option", ["--drill-arm=nobody", "--drill-stack=moon", "--drill-time-scale=fast"])
def test_an_option_with_another_value_is_refused(pytester: pytest.Pytester, option: str) -> None:
    ended = ran(pytester, option)
    assert ended.ret == pytest.ExitCode.USAGE_ERROR
    ended.stderr.fnmatch_lines([f"*argument {option.partition('=')[0]}: invalid*"])
