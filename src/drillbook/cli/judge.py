"""`drillbook judge`: judge a recorded run again."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from drillbook import judge
from drillbook.cli import outcome
from drillbook.history import record as records
from drillbook.runbook.durations import parse as duration_s

EXAMPLES = """examples:
  drillbook judge reports/runs/20261121T113557-disk-full-treatment-8cfc58
  drillbook judge reports/runs/20261121T113557-disk-full-treatment-8cfc58 --mttd 1m --mttr 10m"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("record", type=Path, metavar="RECORD", help="the folder of a run")
    parser.add_argument("--mttd", type=_duration, metavar="TIME", help="another detection target, such as 5m")
    parser.add_argument("--mttr", type=_duration, metavar="TIME", help="another restoration target, such as 30m")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(given: argparse.Namespace) -> int:
    """Judge, print, and end as `drillbook run` would have; the record stays as it is."""
    folder = given.record.parent if given.record.is_file() else given.record
    old = records.read(folder)
    targets = replace(
        old.case.targets,
        detect_s=old.case.targets.detect_s if given.mttd is None else given.mttd,
        restore_s=old.case.targets.restore_s if given.mttr is None else given.mttr,
    )
    case = replace(old.case, targets=targets)
    new = replace(old, case=case, verdict=judge.judge(old.timeline, case))
    if given.json:
        sys.stdout.write(json.dumps({"runs": [records.as_row(new, folder)]}, indent=2) + "\n")
    else:
        sys.stdout.write(outcome.summary([new], folders=[folder]))
    return int(outcome.exit_code([new]))


def _duration(text: str) -> float:
    value = duration_s(text)
    if value is None:
        raise argparse.ArgumentTypeError(f'"{text}" is not a duration such as 5m or 1h30m')
    return value
