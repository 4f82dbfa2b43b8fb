"""`drillbook recover`: undo what runs that were killed have left behind."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from drillbook import project
from drillbook.errors import ExitCode
from drillbook.history.record import RUNS
from drillbook.services import recovery

EXAMPLES = """example:
  drillbook recover

Runs that are still alive are left alone. With namespaces the kernel has done this already."""


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(_given: argparse.Namespace) -> int:
    """Undo, and say what was undone; fails if something could not be."""
    undone = list(recovery.recover(project.find(Path.cwd()).root / RUNS))
    for entry in undone:
        sys.stdout.write(f"{entry.run_id}: {entry.what}{f': {entry.problem}' if entry.problem else ''}\n")
    if not undone:
        sys.stdout.write("Nothing to undo.\n")
    return int(ExitCode.CLEAN_UP if any(entry.problem for entry in undone) else ExitCode.PASSED)
