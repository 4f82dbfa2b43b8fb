"""`drillbook run`: run drills and print what they proved."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from drillbook import project, runner
from drillbook.cli import outcome
from drillbook.cli.progress import Lines
from drillbook.history.record import as_row
from drillbook.model.drill import Arm
from drillbook.stack import BACKENDS

EXAMPLES = """examples:
  drillbook run                                   every drill of this project
  drillbook run disk-full                         one
  drillbook run disk-full --arm control           does the fault heal by itself?
  drillbook run --repeat 20 --json > runs.json    for machines"""
REPEAT_MAX = 1000
JOBS_MAX = 16


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="drills to run (default: all)")
    parser.add_argument(
        "--arm", choices=[arm.value for arm in Arm], default="treatment", help="which side of the experiment to run"
    )
    parser.add_argument("--repeat", type=_count(REPEAT_MAX), default=1, metavar="N", help="run each N times")
    parser.add_argument("--jobs", type=_count(JOBS_MAX), default=1, metavar="N", help="run N at the same time")
    parser.add_argument("--time-scale", type=number, metavar="K", help="drill seconds per real second")
    parser.add_argument("--stack", choices=BACKENDS, default="local", help="where the stack runs")
    parser.add_argument("--plain", action="store_true", help="do without namespaces, even where they are to be had")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(given: argparse.Namespace) -> int:
    """Run the drills; the exit code is that of the worst."""
    found = project.find(Path.cwd())
    drills = found.chosen(given.names)
    options = runner.Options(arm=Arm(given.arm), backend=given.stack, time_scale=given.time_scale, plain=given.plain)
    wanted = [drill for drill in drills for _ in range(given.repeat)]
    lines = Lines(sys.stderr, quiet=given.json)
    done = runner.run_all(found, wanted, options=options, jobs=given.jobs, progress=lines.of)
    if given.json:
        rows = [as_row(record, folder) for record, folder in done]
        sys.stdout.write(json.dumps({"runs": rows}, indent=2) + "\n")
    else:
        sys.stdout.write(outcome.summary([record for record, _ in done], folders=[folder for _, folder in done]))
    return int(outcome.exit_code([record for record, _ in done]))


def _count(most: int) -> Callable[[str], int]:
    def count(text: str) -> int:
        number = int(text)
        if not 1 <= number <= most:
            raise argparse.ArgumentTypeError(f"{number} is not between 1 and {most}")
        return number

    return count


def number(text: str) -> float:
    """A time scale; argparse names this function when it is none."""
    value = float(text)
    if not 0 < value <= 3600:
        raise argparse.ArgumentTypeError(f"{text} is not over 0 and up to 3600")
    return value
