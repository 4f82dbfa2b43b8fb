"""Drills inside tests: what the pytest fixture `drill` does, and how a failure reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from drillbook import project, runner
from drillbook.history.record import Record, as_row
from drillbook.model.drill import Arm
from drillbook.model.timeline import Outcome
from drillbook.project.settings import DrillSettings
from drillbook.render import seconds


def run(
    name: str,
    start: Path,
    *,
    config: pytest.Config,
    bind: dict[str, str] | None = None,
    arguments: dict[str, Any] | None = None,
) -> tuple[Record, Path]:
    """Run a drill of the project around `start` as the options say; raises DrillbookError."""
    found = project.find(start)
    drill = found.drill(name, changes=DrillSettings(arguments=arguments or {}, bind=bind or {}))
    options = runner.Options(
        arm=Arm(config.getoption("--drill-arm")),
        backend=config.getoption("--drill-stack"),
        time_scale=config.getoption("--drill-time-scale"),
        plain=config.getoption("--drill-plain"),
    )
    with options.interruption.watched():
        return runner.run_drill(found, drill, options=options, progress=runner.Progress())


def properties(record: Record, folder: Path) -> dict[str, Any]:
    """What goes into the JUnit report of a drill."""
    row = as_row(record, folder)
    row["reasons"] = "; ".join(row["reasons"])
    return {f"drill.{key}": value for key, value in row.items() if value is not None}


def failure(record: Record, folder: Path) -> str:
    """The failure text, or "" if the drill passed and left nothing behind."""
    if record.verdict.outcome is Outcome.PASSED and not record.clean_up_failed:
        return ""
    times, targets = record.verdict.times, record.case.targets
    measured = (
        f"detected in {seconds(times.detect_s)} of {seconds(targets.detect_s)}, "
        f"restored in {seconds(times.restore_s)} of {seconds(targets.restore_s)}"
    )
    lines = [
        f"{record.case.drill} ({record.case.arm}): {record.verdict.outcome}",
        *(f"  {reason}" for reason in record.verdict.reasons),
        *([f"  clean-up failed: {record.clean_up_failed}"] if record.clean_up_failed else []),
        f"  {measured}",
        f"  report: {folder / 'report.md'}",
    ]
    return "\n".join(lines)
