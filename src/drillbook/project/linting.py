"""Linting a project: its files, and what its settings and records tell the rules."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from drillbook.errors import ProjectError
from drillbook.history import record as records
from drillbook.history.record import RUNS
from drillbook.lint.context import Context
from drillbook.model.drill import Arm
from drillbook.model.timeline import Outcome
from drillbook.project.project import Project

RECORDS_MAX = 2_000
"""Of more runs only the newest are looked at."""


def folders(project: Project) -> tuple[Path, ...]:
    """The project's own folders of runbooks and rules, those that are there."""
    return tuple(path for name in ("runbooks", "rules") if (path := project.root / name).is_dir())


def paths(project: Project) -> tuple[Path, ...]:
    """The same as the user would name them, who stands in the current folder."""
    return tuple(_near(folder) for folder in folders(project))


def context(project: Project) -> Context:
    """What the rules know beside the files."""
    settings = project.settings
    return Context(
        timing=settings.lint,
        bound=frozenset(name for drill in settings.drills.values() for name in drill.bind),
        drilled=_drilled(project.root),
    )


def _drilled(root: Path) -> Mapping[str, tuple[str, bool]]:
    """By path, when each runbook passed its drill last, and whether its file is newer than that."""
    found: dict[str, tuple[str, bool]] = {}
    for runbook, started in _passed(root / RUNS):
        path = root / runbook
        if str(path) in found or not path.is_file():
            continue
        try:
            passed = datetime.fromisoformat(started)
        except ValueError:
            continue
        newer = datetime.fromtimestamp(path.stat().st_mtime, UTC) > passed.astimezone(UTC)
        found[str(path)] = found[str(_near(path))] = (started[:16].replace("T", " "), newer)
    return found


def _passed(runs: Path) -> Iterator[tuple[str, str]]:
    """The runbook and the start of each passed run that followed one, newest first."""
    newest = sorted(runs.iterdir(), reverse=True) if runs.is_dir() else []
    for folder in newest[:RECORDS_MAX]:
        if _may_have_passed(folder):
            try:
                record = records.read(folder)
            except ProjectError:
                continue
            if record.verdict.outcome is Outcome.PASSED and record.case.arm is Arm.TREATMENT:
                yield record.case.runbook, record.started


def _may_have_passed(folder: Path) -> bool:
    """Whether the record says so; timelines are long, and most runs need not be read."""
    try:
        data = json.loads((folder / records.RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    verdict = data.get("verdict") if isinstance(data, dict) else None
    return isinstance(verdict, dict) and verdict.get("outcome") == Outcome.PASSED


def _near(path: Path) -> Path:
    """A path relative to the current folder if it is inside."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
