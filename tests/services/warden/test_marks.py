"""Processes of a run are found by their mark, and ended until none is left."""

from __future__ import annotations

import os
import secrets
import subprocess
from collections.abc import Callable

from drillbook.services.warden.marks import VARIABLE, children, end_processes, marked

Until = Callable[[Callable[[], object]], None]


def sleeper(run_id: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(["/bin/sleep", "1000"], env={VARIABLE: run_id})


def test_only_the_runs_own_processes_are_found_and_ended(until: Until) -> None:
    mine, other = secrets.token_hex(4), secrets.token_hex(4)
    first, second, foreign = sleeper(mine), sleeper(mine), sleeper(other)
    try:
        until(lambda: set(marked(mine)) == {first.pid, second.pid})
        assert {first.pid, second.pid, foreign.pid} <= set(children())
        assert os.getpid() not in marked(mine)
        assert end_processes(mine, own_children=False) == 2
        assert marked(mine) == []
        assert marked(other) == [foreign.pid]
    finally:
        for process in (first, second, foreign):
            process.kill()
            process.wait()


def test_nothing_is_ended_for_a_run_without_processes() -> None:
    assert end_processes(secrets.token_hex(4), own_children=False) == 0
