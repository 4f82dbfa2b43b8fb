"""A helper process of a fault: runs inside the stack, says when it is ready, ends when its input closes."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from drillbook.clock import Deadline
from drillbook.errors import ScenarioError
from drillbook.model.stack import Command, Stack

READY = b"ready"
READY_WITHIN_S = 15.0
END_WITHIN_S = 5.0
WORDS_BYTES_MAX = 65536


@contextmanager
def accomplice(stack: Stack, module: str, *arguments: str, env: Mapping[str, str]) -> Iterator[None]:
    """Run ``python -m module arguments`` inside the stack for the length of the block.

    Raises:
        ScenarioError: it ends, or does not say that it is ready in time.
    """
    stdin_read, stdin_write = os.pipe()
    told_read, told_write = os.pipe()
    with os.fdopen(stdin_write, "wb") as leash, os.fdopen(told_read, "rb", buffering=0) as told:
        with os.fdopen(stdin_read, "rb") as stdin, os.fdopen(told_write, "wb") as stdout:
            argv = (sys.executable, "-m", module, *arguments)
            command = Command(argv=argv, env={**stack.environment, **env}, stdin=stdin, stdout=stdout, stderr=stdout)
            process = stack.spawn(command)
        try:
            _await_ready(told.fileno(), module)
            yield
        finally:
            leash.close()
            if process.wait(END_WITHIN_S) is None:
                process.end(grace_s=0.0)


def _await_ready(handle: int, module: str) -> None:
    deadline, words = Deadline(READY_WITHIN_S), b""
    while not deadline.over and len(words) < WORDS_BYTES_MAX:
        readable, _, _ = select.select([handle], [], [], deadline.left_s)
        data = os.read(handle, 4096) if readable else b""
        words += data
        if READY in words:
            return
        if readable and not data:
            last = (words.decode(errors="replace").strip().splitlines() or ["it said nothing"])[-1]
            raise ScenarioError(f"the fault {module} could not be applied: {last}.")
    raise ScenarioError(f"the fault {module} was not applied within {READY_WITHIN_S:.0f} s.")
