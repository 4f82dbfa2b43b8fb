"""A job that never ends burns the CPU of the workers, and nothing behind it is processed."""

from collections.abc import Iterator

from drillbook import Finding, Stack, scenario
from drillbook.shell.capture import capture

PATTERN = "^(a+)+$"
"""Backtracks exponentially on a name that almost matches: a classic of watch-list rules."""
NAME = "a" * 60 + "!"
ANSWERS_WITHIN_S = 5.0


def burning(stack: Stack) -> Finding:
    """A runaway job is being worked on."""
    running = [line for line in _jobs(stack) if line.startswith("running") and "rescore" in line]
    return Finding(ok=bool(running), seen="; ".join(running) or "no runaway job is running")


@scenario(effect=burning)
def cpu_load(stack: Stack, *, jobs: int = 2) -> Iterator[None]:
    """A job that never ends burns the CPU of the workers, and nothing behind it is processed."""
    enqueue = ["python", "-m", "clearance.enqueue", "rescore"]
    capture(stack, [*enqueue, "--pattern", PATTERN, "--text", NAME, "--count", str(jobs)], within_s=ANSWERS_WITHIN_S)
    yield
    if any("rescore" in line for line in _jobs(stack)):
        stack.restart("worker")  # the job is not acknowledged late: it does not come back


def _jobs(stack: Stack) -> list[str]:
    return capture(stack, ["clearance", "jobs"], within_s=ANSWERS_WITHIN_S).splitlines()
