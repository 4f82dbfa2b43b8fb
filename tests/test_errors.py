"""Errors say where, what and what to do, and end the command with a code of their kind."""

from __future__ import annotations

import re

import pytest

from drillbook import errors
from drillbook.errors import DrillbookError, ExitCode, ExpressionError, ProjectError

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]


@pytest.mark.parametrize(
    ("path", "line", "text"),
    [
        ("runbooks/a.md", 3, "runbooks/a.md:3: no heading. Add one."),
        ("runbooks/a.md", None, "runbooks/a.md: no heading. Add one."),
        (None, None, "no heading. Add one."),
    ],
)
def test_an_error_in_a_file_begins_with_its_place(path: str | None, line: int | None, text: str) -> None:
    error = ProjectError("no heading. Add one.", path=path, line=line)
    assert str(error) == text
    assert (error.what, error.path, error.line) == ("no heading. Add one.", path, line)


def test_an_expression_that_cannot_be_read_is_an_error_of_the_project() -> None:
    assert isinstance(ExpressionError("no"), ProjectError)
    assert ExpressionError("no").exit_code is ExitCode.USAGE


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_has_the_base_and_stands_in_the_tree_with_its_code(kind: type[DrillbookError]) -> None:
    assert issubclass(kind, DrillbookError)
    tree = re.findall(r"(\w+Error)\s+exit (\d)", errors.__doc__ or "")
    assert (kind.__name__, str(int(kind.exit_code))) in tree


def test_the_exit_codes_are_those_that_scripts_rely_on() -> None:
    assert [code.name for code in sorted(ExitCode)] == [
        "PASSED",
        "FAILED",
        "USAGE",
        "INCONCLUSIVE",
        "ENVIRONMENT",
        "CLEAN_UP",
    ]
