"""CPU time of a service never goes back, whichever of its processes ends."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable

from drillbook.services.local.usage import Meter

Until = Callable[[Callable[[], object]], None]
BURN = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done"


def test_children_count_and_what_ended_stays_counted(until: Until) -> None:
    meter = Meter(os.getpid())
    with subprocess.Popen(["sh", "-c", f"({BURN}; sleep 1000) & wait"], start_new_session=True) as main:
        try:

            def read() -> float:
                meter.read({"api": [main.pid], "idle": []})
                return meter.cpu_s.get("api", 0.0)

            until(lambda: read() > 0.05)
            assert meter.processes["api"] >= 2
            assert meter.resident_bytes["api"] > 0
            assert (meter.processes["idle"], meter.resident_bytes["idle"]) == (0, 0.0)
            before = read()
        finally:
            os.killpg(main.pid, 9)
    meter.read({"api": [main.pid]})
    assert meter.cpu_s["api"] == before or meter.cpu_s["api"] > before
    assert meter.processes["api"] == 0


def test_a_process_of_nobodys_service_is_not_counted() -> None:
    meter = Meter(os.getpid())
    with subprocess.Popen(["sleep", "1000"]) as other:
        meter.read({"api": [1]})
        other.kill()
    assert meter.processes == {"api": 0}
    assert meter.cpu_s == {}
