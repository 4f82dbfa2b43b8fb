from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from drillbook import project, runner
from drillbook.project import linting

STARTED_S = 1_700_000_000
RECORD = {
    "version": 1,
    "run_id": "r",
    "case": {
        "drill": "a",
        "arm": "treatment",
        "targets": {"detect_s": 300.0},
        "alerts": [],
        "runbook": "runbooks/a.md",
    },
    "verdict": {"outcome": "passed", "reasons": [], "times": {}},
    "started": "2023-11-14T22:13:20+00:00",
    "real_s": 1.0,
    "time_scale": 60,
    "backend": "local",
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runbooks").mkdir()
    (tmp_path / "runbooks" / "a.md").write_text("# A\n", encoding="utf-8")
    settings = '[tool.drillbook.lint]\ngroup-wait = "5s"\n[tool.drillbook.drills.a]\nbind = { HOST = "db" }\n'
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    return tmp_path


def record(here: Path, *, outcome: str = "passed") -> None:
    folder = here / linting.RUNS / f"20231114T221320-a-{outcome}"
    folder.mkdir(parents=True)
    data = RECORD | {"verdict": {"outcome": outcome, "reasons": [], "times": {}}}
    (folder / "record.json").write_text(json.dumps(data), encoding="utf-8")
    (folder / "timeline.jsonl").write_text("", encoding="utf-8")


@pytest.mark.parametrize(("changed_s", "newer"), [(-60, False), (60, True)])
def test_a_runbook_that_is_newer_than_its_last_passed_drill_has_changed(
    here: Path, *, changed_s: int, newer: bool
) -> None:
    record(here)
    os.utime(here / "runbooks" / "a.md", (STARTED_S + changed_s,) * 2)
    drilled = linting.context(project.find(here)).drilled
    assert drilled["runbooks/a.md"] == drilled[str(here / "runbooks" / "a.md")] == ("2023-11-14 22:13", newer)


def test_a_drill_that_failed_or_is_broken_says_nothing(here: Path) -> None:
    record(here, outcome="failed")
    (here / linting.RUNS / "broken").mkdir()
    (here / linting.RUNS / "broken" / "record.json").write_text('{"verdict": {"outcome": "passed"}}', encoding="utf-8")
    assert linting.context(project.find(here)).drilled == {}


def test_settings_and_bindings_are_known(here: Path) -> None:
    context = linting.context(project.find(here))
    assert (context.timing.group_wait_s, context.timing.scrape_interval_s) == (5.0, 60.0)
    assert context.bound == {"HOST"}


def test_only_folders_that_are_there_are_linted(here: Path) -> None:
    assert linting.paths(project.find(here)) == (Path("runbooks"),)


def test_records_are_looked_for_where_the_runner_keeps_them() -> None:
    assert Path(linting.RUNS) == runner.RUNS
