"""`drillbook rules`: check Prometheus rule files, and run promtool's unit tests of them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from drillbook.errors import ExitCode, ProjectError
from drillbook.rules import RecordingRule, load_rules
from drillbook.rules.unit_test_report import report_lines
from drillbook.rules.unit_test_run import exit_code, run_unit_tests

EXAMPLES = """examples:
  drillbook rules check rules/*.yml
  drillbook rules test rules/tests/*.yml

exit codes: 0 all is well, 1 a file is wrong or a test fails, as with promtool"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("what", choices=("check", "test"), metavar="WHAT", help="check, or test")
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="rule files, or unit test files")


def run(given: argparse.Namespace) -> int:
    """Print what is wrong with each file, or that nothing is."""
    return int(_check(given.files) if given.what == "check" else _test(given.files))


def _check(paths: Sequence[Path]) -> ExitCode:
    """Load each file; as `promtool check rules` does, all are looked at."""
    code = ExitCode.PASSED
    for path in paths:
        try:
            rules = load_rules([path])
        except ProjectError as error:
            sys.stdout.write(f"{error}\n")
            code = ExitCode.FAILED
            continue
        recorded = sum(isinstance(rule, RecordingRule) for rule in rules.rules)
        sys.stdout.write(f"{path}: {len(rules.alerts)} alerts, {recorded} recordings\n")
    return code


def _test(paths: Sequence[Path]) -> ExitCode:
    """Run each file of tests; as `promtool test rules` does, all are run."""
    results = [run_unit_tests(path) for path in paths]
    for result in results:
        sys.stdout.writelines(f"{line}\n" for line in report_lines(result))
    return exit_code(results)
