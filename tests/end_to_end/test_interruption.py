"""Whatever ends a run, and whenever, nothing of it is left."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

PHASES = {
    "stack": None,
    "ready": '"ready", "state": "begun"',
    "inject": '"inject", "state": "begun"',
    "effect": '"effect", "state": "begun"',
    "detect": '"detect", "state": "begun"',
    "diagnose": '"diagnose", "state": "begun"',
    "act": '"act", "state": "begun"',
    "verify": '"verify", "state": "begun"',
    "revert": '"state": "reverting"',
    "aftermath": '"aftermath", "state": "begun"',
}
GONE_WITHIN_S = 2.0


def reach(running, phase: str) -> None:
    if PHASES[phase] is None:
        _ = running.folder
    else:
        running.reach(PHASES[phase])


@pytest.mark.parametrize("phase", PHASES)
def test_a_run_that_is_killed_in_any_phase_leaves_nothing(shop, phase):
    running = shop.begin("connection-exhaustion")
    reach(running, phase)
    assert running.end(signal.SIGKILL) == -signal.SIGKILL
    assert running.gone_within(GONE_WITHIN_S) == []


@pytest.mark.parametrize("name", ["cpu-load", "disk-full", "provider-timeout"])
def test_every_drill_that_is_killed_under_its_fault_leaves_nothing(shop, name):
    running = shop.begin(name)
    running.reach('"state": "injected"')
    assert running.end(signal.SIGKILL) == -signal.SIGKILL
    assert running.gone_within(GONE_WITHIN_S) == []


@pytest.mark.parametrize("phase", ["stack", "ready", "detect", "act", "revert"])
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_interrupted_undoes_its_fault_and_says_so(shop, phase, number, status):
    running = shop.begin("connection-exhaustion")
    reach(running, phase)
    assert running.end(number) == status
    assert running.left() == []
    assert "Interrupted" in running.printed.read_text()
    entries = running.journal()
    noted = {entry["note"] for entry in entries if "note" in entry}
    assert noted == {entry["struck"] for entry in entries if "struck" in entry}


def test_without_namespaces_the_warden_cleans_up_after_a_kill(shop):
    running = shop.begin("connection-exhaustion", "--plain")
    running.reach('"state": "injected"')
    assert running.end(signal.SIGKILL) == -signal.SIGKILL
    assert running.gone_within(5 * GONE_WITHIN_S) == []


def test_recover_undoes_what_a_killed_run_and_a_killed_warden_have_left(shop):
    running = shop.begin("connection-exhaustion", "--plain")
    running.reach('"state": "injected"')
    wardens = _children(running.process.pid)
    services = [pid for warden in wardens for pid in _children(warden)]
    for pid in wardens:
        os.kill(pid, signal.SIGKILL)
    running.end(signal.SIGKILL)
    assert running.left() != []
    assert len(services) >= 8
    recovered = shop.drillbook("recover")
    assert recovered.returncode == 0, recovered.stdout + recovered.stderr
    assert "processes ended" in recovered.stdout
    # Not only those that still carry the mark: a server may have written over its own environment.
    assert [pid for pid in services if _lives(pid)] == []
    assert running.left() == []
    assert shop.drillbook("recover").stdout == "Nothing to undo.\n"


def test_recover_leaves_a_run_that_is_alive_alone(shop):
    running = shop.begin("connection-exhaustion")
    running.reach('"state": "injected"')
    assert shop.drillbook("recover").stdout == "Nothing to undo.\n"
    assert running.process.wait(60) == 0, running.printed.read_text()


def _lives(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
