"""What a set of runs comes to: the table that is printed, and the exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from drillbook.errors import EnvironmentBrokenError, ExitCode
from drillbook.history.record import Record
from drillbook.model.timeline import Kind, Outcome
from drillbook.render import seconds, table

REASONS_CHARACTERS_MAX = 80
COLOURS = {Outcome.PASSED: "32", Outcome.FAILED: "31", Outcome.INCONCLUSIVE: "33"}


def summary(records: Sequence[Record], *, folders: Sequence[Path]) -> str:
    """One row a run, then where the reports are."""
    rows = [_row(record) for record in records]
    text = table(("drill", "verdict", "detected in / target", "restored in / target", "reasons"), rows)
    if colourful():
        for outcome, code in COLOURS.items():
            text = text.replace(f" {outcome.value} ", f" \033[{code}m{outcome.value}\033[0m ")
    told = "".join(f"{record.case.drill}: {_reasons(record)}\n" for record in records if _is_long(record))
    reports = "\n".join(f"report: {_near(folder)}/report.md" for folder in folders)
    return f"{text}\n\n{told}{_waiting(records)}{reports}\n"


def colourful() -> bool:
    """Colour only on a terminal, and never with NO_COLOR (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _row(record: Record) -> tuple[str, ...]:
    times, targets = record.verdict.times, record.case.targets
    arm = "" if record.case.arm == "treatment" else f" ({record.case.arm})"
    reasons = _reasons(record)
    return (
        record.case.drill + arm,
        record.verdict.outcome.value,
        f"{seconds(times.detect_s)} / {seconds(targets.detect_s)}",
        f"{seconds(times.restore_s)} / {seconds(targets.restore_s)}",
        reasons[: REASONS_CHARACTERS_MAX - 1] + "…" if _is_long(record) else reasons,
    )


def _reasons(record: Record) -> str:
    clean_up = (f"clean-up failed: {record.clean_up_failed}",) if record.clean_up_failed else ()
    return "; ".join((*record.verdict.reasons, *clean_up))


def _is_long(record: Record) -> bool:
    """Whether the reasons do not fit the table, so that they are told in full below it."""
    return len(_reasons(record)) > REASONS_CHARACTERS_MAX


def _waiting(records: Sequence[Record]) -> str:
    real_s = sum(record.real_s for record in records)
    waited_s = sum(record.waited_real_s for record in records)
    runs = "1 run" if len(records) == 1 else f"{len(records)} runs"
    waiting = f"of which {waited_s:.0f} s were waiting that alert rules and holds demand"
    return f"{runs} took {real_s:.0f} s, {waiting}.\n"


def _near(folder: Path) -> Path:
    return folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder


def exit_code(records: Sequence[Record]) -> ExitCode:
    """The gravest of all: a failed clean-up, a broken environment, a failed runbook, then what proved nothing."""
    if any(record.clean_up_failed for record in records):
        return ExitCode.CLEAN_UP
    if any(broken(record) for record in records):
        return ExitCode.ENVIRONMENT
    outcomes = {record.verdict.outcome for record in records}
    if Outcome.FAILED in outcomes:
        return ExitCode.FAILED
    return ExitCode.INCONCLUSIVE if Outcome.INCONCLUSIVE in outcomes else ExitCode.PASSED


def broken(record: Record) -> bool:
    """Whether the environment broke, rather than a scenario proving nothing."""
    return record.timeline.first(Kind.ERROR, EnvironmentBrokenError.__name__) is not None
