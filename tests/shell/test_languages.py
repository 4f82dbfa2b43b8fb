"""The command line of a step in its language."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from drillbook.model.runbook import Role, Step
from drillbook.shell.languages import EXECUTABLE, SHELLS, argv

ENV = {"HOST": "db-1", "EMPTY": ""}


def line(language: str, code: str, **more: Any) -> tuple[str, ...] | None:
    return argv(Step(line=1, language=language, role=Role.ACT, code=code, **more), ENV)


@pytest.mark.parametrize("language", sorted(SHELLS))
def test_shells_run_the_code_in_bash_and_leave_variables_to_it(language: str) -> None:
    made = line(language, 'echo "${HOST}"')
    assert made is not None
    assert made[0] == "bash"
    assert made[-1].endswith('echo "${HOST}"')
    assert made[-1].count("\n") == 0


def test_sql_goes_to_psql_on_its_standard_input() -> None:
    made = line("sql", "select $1, $$x$$, '${HOST}'")
    assert made is not None
    assert "psql" in made
    assert "select $1, $$x$$, 'db-1'" in made
    assert "-U" not in made


@pytest.mark.parametrize(("language", "module"), [("http", "drillbook.shell.http"), ("redis", "drillbook.shell.redis")])
def test_our_own_programs_get_the_code_with_variables_filled_in(language: str, module: str) -> None:
    assert line(language, "GET ${HOST}${EMPTY}") == (sys.executable, "-m", module, "GET db-1")


def test_python_is_this_python() -> None:
    assert line("python", "print(1)") == (sys.executable, "-c", "print(1)")


def test_unknown_variables_stay_as_they_are_written() -> None:
    made = line("python", "print('${NO_SUCH}', '$HOST')")
    assert made is not None
    assert made[-1] == "print('${NO_SUCH}', '$HOST')"


@pytest.mark.parametrize("language", ["", "yaml", "promql", "powershell"])
def test_what_cannot_be_executed_has_no_command_line(language: str) -> None:
    assert line(language, "x") is None
    assert language not in EXECUTABLE


def test_what_can_be_executed_has_one() -> None:
    assert all(line(language, "x") for language in EXECUTABLE)


def test_sql_is_printed_unchanged_even_if_it_looks_like_a_format(tmp_path: Any) -> None:
    fake = tmp_path / "psql"
    fake.write_text("#!/bin/sh\ncat\n", encoding="utf-8")
    fake.chmod(0o755)
    made = line("sql", "select '%s\\n' -- -n")
    assert made is not None
    done = subprocess.run(made, env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, text=True, check=True)
    assert done.stdout == "select '%s\\n' -- -n\n"
