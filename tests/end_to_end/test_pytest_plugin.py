"""Drills as pytest tests: the fixture, the options, xdist, JUnit, and a failure that is short and to the point."""

from __future__ import annotations

import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

FAILING = """
def test_a_drill_that_cannot_be(drill):
    drill("disk-ful")
"""


def pytest_in(shop, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=shop.root, capture_output=True, text=True, timeout=180, check=False)


def test_drills_are_collected_without_a_heavy_import_and_chosen_by_name_and_marker(shop):
    collected = pytest_in(shop, "--collect-only", "-q", "-k", "disk")
    assert "drills/test_disk_full.py::test_disk_full" in collected.stdout
    assert "test_cpu_load" not in collected.stdout
    assert pytest_in(shop, "-q", "-m", "not drill").returncode == 5


def test_two_workers_run_two_drills_side_by_side_and_junit_holds_the_times(shop):
    ended = pytest_in(shop, "-n", "2", "-k", "connection or provider", "--junitxml", "junit.xml")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "2 passed" in ended.stdout
    root = ET.parse(shop.root / "junit.xml").getroot()  # noqa: S314 -- written by the pytest just run
    cases = root.iter("testcase")
    properties = {
        case.get("name"): {entry.get("name"): entry.get("value") for entry in case.iter("property")} for case in cases
    }
    measured = properties["test_connection_exhaustion"]
    assert measured["drill.verdict"] == "passed"
    assert 0 < float(measured["drill.detect_s"]) <= 300
    assert 0 < float(measured["drill.restore_s"]) <= 1800


def test_a_failure_says_what_why_and_where_the_report_is_and_x_stops_there(shop):
    runbook = shop.root / "runbooks" / "connection-exhaustion.md"
    runbook.write_text(runbook.read_text().replace("count(pg_terminate_backend(pid))", "count(*)"))
    ended = pytest_in(shop, "-x", "-k", "connection or provider", "--drill-time-scale", "120")
    assert ended.returncode == 1
    assert "connection-exhaustion (treatment): failed" in ended.stdout
    assert "report: " in ended.stdout
    assert "1 failed" in ended.stdout
    assert "passed" not in ended.stdout
    assert "Traceback" not in ended.stdout
    assert "pytest_plugin.py" not in ended.stdout


def test_a_drill_that_is_not_known_fails_with_the_known_ones(shop):
    (shop.root / "drills" / "test_mine.py").write_text(FAILING)
    ended = pytest_in(shop, "-k", "cannot_be")
    assert ended.returncode == 1
    assert 'Did you mean "disk-full"?' in ended.stdout


@pytest.mark.parametrize("option", ["--drill-arm", "--drill-stack"])
def test_a_wrong_option_is_named_with_the_allowed_values_before_any_test_runs(shop, option):
    ended = pytest_in(shop, f"{option}=moon", "-k", "connection")
    assert ended.returncode == pytest.ExitCode.USAGE_ERROR
    assert f"argument {option}: invalid choice: 'moon'" in ended.stderr
