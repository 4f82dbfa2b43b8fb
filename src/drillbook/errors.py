"""The errors of Drillbook, each with its place, its cause and its remedy.

Outcomes (a failed step, a late alert) are values. Errors are exceptions::

    DrillbookError             exit 2   the base; never raised itself
    ├── ProjectError           exit 2   a file of the project is wrong: "path:line: what. What to do."
    │   └── ExpressionError    exit 2   a PromQL expression or template cannot be parsed or evaluated
    ├── UsageError             exit 2   the command line is wrong
    ├── EnvironmentBrokenError exit 4   a server, binary or kernel feature is missing or does not answer
    ├── ScenarioError          exit 3   a scenario or fault could not be applied: nothing was proved
    └── CleanUpError           exit 5   something that a run made could not be undone
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the `drillbook` command ends with, one number for each kind of outcome."""

    PASSED = 0
    FAILED = 1
    USAGE = 2
    INCONCLUSIVE = 3
    ENVIRONMENT = 4
    CLEAN_UP = 5


class DrillbookError(Exception):
    """The base of every error that Drillbook raises on purpose; its text is meant for people."""

    exit_code: ExitCode = ExitCode.USAGE


class ProjectError(DrillbookError):
    """A file of the drill project is wrong.

    Args:
        what: what is wrong, then what to do, as sentences.
        path: the file, as the user would name it.
        line: the 1-based line, or None where the whole file is meant.
    """

    def __init__(self, what: str, *, path: str | None = None, line: int | None = None) -> None:
        self.what = what
        self.path = path
        self.line = line
        place = ":".join(str(part) for part in (path, line) if part is not None)
        super().__init__(f"{place}: {what}" if place else what)


class ExpressionError(ProjectError):
    """A PromQL expression or template cannot be parsed or evaluated; names the construct."""


class UsageError(DrillbookError):
    """The command line is wrong."""


class EnvironmentBrokenError(DrillbookError):
    """A server, binary or kernel feature is missing, or does not answer in time."""

    exit_code = ExitCode.ENVIRONMENT


class ScenarioError(DrillbookError):
    """A scenario or fault could not be applied or undone as written: the run proves nothing."""

    exit_code = ExitCode.INCONCLUSIVE


class CleanUpError(DrillbookError):
    """Something that a run made could not be undone; the text names it."""

    exit_code = ExitCode.CLEAN_UP
