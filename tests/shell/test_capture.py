"""The output of a short command inside a stack, or an error that says why there is none."""

from __future__ import annotations

from typing import Any

import pytest

from drillbook.errors import EnvironmentBrokenError
from drillbook.shell.capture import capture

WITHIN_S = 10.0


def test_the_output_is_returned(stack: Any) -> None:
    assert capture(stack, ["sh", "-c", "echo out; echo err >&2"], within_s=WITHIN_S) == "out\n"


@pytest.mark.parametrize(
    ("script", "within_s", "why"),
    [
        ("echo no database >&2; exit 3", WITHIN_S, "ended with status 3: no database"),
        ("sleep 1000", 0.2, "did not end within 0.2 s"),
    ],
)
def test_anything_else_is_a_broken_environment(stack: Any, script: str, within_s: float, why: str) -> None:
    with pytest.raises(EnvironmentBrokenError, match=why):
        capture(stack, ["sh", "-c", script], within_s=within_s)


def test_a_program_that_is_not_there_is_one_too(stack: Any) -> None:
    with pytest.raises(EnvironmentBrokenError, match="no-such-program cannot be started"):
        capture(stack, ["no-such-program"], within_s=WITHIN_S)
