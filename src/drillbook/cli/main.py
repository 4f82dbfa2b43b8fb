"""The command `drillbook`: finds the verb, runs it, turns errors into one clear line and an exit code."""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Sequence
from types import FrameType

from drillbook import __version__
from drillbook.errors import DrillbookError, ExitCode

VERBS = {
    "run": "Run drills: break the platform, follow the runbook, measure.",
    "list": "List the drills of this project.",
    "lint": "Find what will fail at night in runbooks and alert rules, without running anything.",
    "show": "Show what was understood of a runbook: what is executable, manual, undetectable.",
    "rules": "Check Prometheus rule files, and run promtool's unit tests of them.",
    "judge": "Judge a recorded run again, under other targets if you like.",
    "init": "Make a new drill project from the reference project.",
    "doctor": "Say what this machine lacks, for which drill, and how to get it.",
    "recover": "Undo what runs that were killed have left behind.",
}
EPILOG = """example:
  drillbook run disk-full

exit codes: 0 all passed, 1 a runbook failed, 2 usage or project error,
  3 inconclusive, 4 environment broken, 5 clean-up failed"""
SIGNAL_STATUS = 128


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; returns the exit code."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        given = _parser(sys.argv[1:] if arguments is None else arguments).parse_args(arguments)
        return int(given.run(given))
    except DrillbookError as error:
        sys.stderr.write(f"{error}\n")
        return int(error.exit_code)
    except KeyboardInterrupt as error:
        sys.stderr.write("\nInterrupted; everything that was started is gone.\n")
        return SIGNAL_STATUS + (error.args[0] if error.args else signal.SIGINT)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.PASSED)
    except Exception as error:
        raise SystemExit(_crashed(error)) from error


def _crashed(error: Exception) -> int:
    """A bug of ours must not look like a runbook that failed: say so, and keep what is needed to mend it."""
    with tempfile.NamedTemporaryFile("w", prefix="drillbook-crash-", suffix=".txt", delete=False) as report:
        traceback.print_exception(error, file=report)
    sys.stderr.write(f"Drillbook itself broke: {type(error).__name__}: {error}. Please report it with {report.name}\n")
    return int(ExitCode.ENVIRONMENT)


def _interrupt(number: int, _frame: FrameType | None) -> None:
    """SIGTERM unwinds like Ctrl-C, so that faults are undone and stacks ended."""
    raise KeyboardInterrupt(number)


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """The parser, with the options of the one verb that is used: the others are not imported."""
    parser = argparse.ArgumentParser(
        prog="drillbook",
        description="Tests runbooks the way pytest tests code.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"drillbook {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    used = next((word for word in arguments if word in VERBS), None)
    for verb, summary in VERBS.items():
        module = importlib.import_module(f"drillbook.cli.{verb}") if verb == used else None
        own = verbs.add_parser(
            verb,
            help=summary,
            description=summary,
            epilog=module.EXAMPLES if module else None,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if module:
            module.add_arguments(own)
            own.set_defaults(run=module.run)
    return parser
