"""`drillbook lint`: what will fail at night, found before any drill runs."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from drillbook import __version__, project
from drillbook.errors import ExitCode, UsageError
from drillbook.lint import files
from drillbook.lint.context import Context
from drillbook.lint.finding import Finding, Severity
from drillbook.lint.run import JOBS_MAX, lint
from drillbook.lint.sarif import as_sarif
from drillbook.lint.table import RULES, UNREADABLE
from drillbook.project import linting

EXAMPLES = """examples:
  drillbook lint                                     this project's runbooks and rules
  drillbook lint docs/runbooks rules/api.yml
  drillbook lint --format sarif > lint.sarif         for code scanning
  drillbook lint --ignore missing-rollback,shellcheck"""

JOBS = min(os.cpu_count() or 1, JOBS_MAX)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument(
        "paths", type=Path, nargs="*", metavar="PATH", help="files and folders (default: runbooks/ and rules/)"
    )
    parser.add_argument("--format", choices=("text", "json", "sarif"), default="text", help="how findings are printed")
    parser.add_argument(
        "--fail-on", choices=("warning", "error"), default="error", help="the least severity that fails"
    )
    parser.add_argument("--select", type=_ids, metavar="ID,…", help="apply these rules only")
    parser.add_argument("--ignore", type=_ids, default=(), metavar="ID,…", help="leave these rules out")
    parser.add_argument("--unfence", action="store_true", help="lint the runbooks inside markdown fences as well")
    parser.add_argument("--jobs", type=_jobs, default=JOBS, metavar="N", help="processes to use")


def run(given: argparse.Namespace) -> int:
    """Print every finding; 1 if one is grave enough, 2 if a file cannot be read."""
    paths, context = _project(given.paths)
    ids = [id_ for id_ in given.select or RULES if id_ not in given.ignore]
    context = replace(context, unfence=given.unfence)
    findings = lint(files.expand(paths), context=context, ids={*ids, UNREADABLE}, jobs=given.jobs)
    sys.stdout.write(_written(findings, given.format))
    return int(exit_code(findings, Severity(given.fail_on)))


def exit_code(findings: Iterable[Finding], fail_on: Severity) -> ExitCode:
    """2 if something could not be read, 1 if something is at least as grave as `fail_on`, else 0."""
    found = list(findings)
    if any(finding.id == UNREADABLE for finding in found):
        return ExitCode.USAGE
    return ExitCode.FAILED if any(finding.severity.reaches(fail_on) for finding in found) else ExitCode.PASSED


def _project(paths: Sequence[Path]) -> tuple[Sequence[Path], Context]:
    """The paths to lint, and what the project around knows; without a project, paths must be named."""
    try:
        current = project.find(Path.cwd())
    except UsageError:
        if not paths:
            raise
        return paths, Context()
    return paths or linting.paths(current), linting.context(current)


def _written(findings: Sequence[Finding], form: str) -> str:
    if form == "json":
        return json.dumps({"findings": [finding.as_data() for finding in findings]}, indent=2) + "\n"
    if form == "sarif":
        return json.dumps(as_sarif(findings, version=__version__), indent=2) + "\n"
    return "".join(f"{_printable(str(finding))}\n" for finding in findings)


def _printable(text: str) -> str:
    """Without signs that would steer a terminal."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def _ids(text: str) -> tuple[str, ...]:
    ids = tuple(word.strip() for word in text.split(",") if word.strip())
    for id_ in ids:
        if id_ not in RULES:
            raise argparse.ArgumentTypeError(f'"{id_}" is no rule. Known: {", ".join(sorted(RULES))}')
    return ids


def _jobs(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= JOBS_MAX:
        raise argparse.ArgumentTypeError(f'"{text}" is no number from 1 to {JOBS_MAX}')
    return int(text)
