"""The output of one short command run inside a stack, for fixtures and faults."""

from __future__ import annotations

import tempfile
from collections.abc import Container, Sequence

from drillbook.errors import EnvironmentBrokenError
from drillbook.model.stack import Command, Stack


def capture(stack: Stack, argv: Sequence[str], *, within_s: float, statuses: Container[int] = (0,)) -> str:
    """Run a command in the stack with the environment of runbook steps.

    Args:
        stack: where to run it.
        argv: the command line.
        within_s: real seconds that it may take.
        statuses: with which it may end.

    Raises:
        EnvironmentBrokenError: it cannot start, takes longer, or ends with another status.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = stack.spawn(Command(argv=argv, env=stack.environment, stdout=output, stderr=errors))
        status = process.wait(within_s)
        if status is None:
            process.end(grace_s=0.0)
        output.seek(0)
        errors.seek(0)
        text, complaint = output.read().decode(errors="replace"), errors.read().decode(errors="replace").strip()
    if status not in statuses:
        why = f"did not end within {within_s:g} s" if status is None else f"ended with status {status}: {complaint}"
        raise EnvironmentBrokenError(f"{' '.join(argv)} {why}.")
    return text
