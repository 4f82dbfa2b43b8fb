"""`drillbook list`: the drills of a project."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from drillbook import project
from drillbook.model.drill import Drill
from drillbook.render import seconds, table

EXAMPLES = """examples:
  drillbook list
  drillbook list --json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(given: argparse.Namespace) -> int:
    """Print one row a drill."""
    drills = project.find(Path.cwd()).chosen(())
    if given.json:
        sys.stdout.write(json.dumps({"drills": [_data(drill) for drill in drills]}, indent=2) + "\n")
        return 0
    rows = [
        (
            drill.name,
            drill.scenario.summary,
            ", ".join(drill.runbook.alerts),
            seconds(drill.targets.detect_s),
            seconds(drill.targets.restore_s),
        )
        for drill in drills
    ]
    sys.stdout.write(table(("drill", "what breaks", "alert", "MTTD target", "MTTR target"), rows) + "\n")
    return 0


def _data(drill: Drill) -> dict[str, object]:
    return {
        "drill": drill.name,
        "scenario": f"{drill.scenario.path}:{drill.scenario.line}",
        "summary": drill.scenario.summary,
        "runbook": drill.runbook.path,
        "alerts": list(drill.runbook.alerts),
        "detect_s": drill.targets.detect_s,
        "restore_s": drill.targets.restore_s,
    }
