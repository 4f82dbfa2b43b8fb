"""What a drill costs: the four drills of this repository, the memory of their process, and the engine's lag.

The lag is the time between a condition becoming true in the sample store and its event on the timeline, in sampling
periods: a collector whose value flips is watched by the real loop under the real clock. From the reading itself to the
event it is up to one period more, because what was read is stored at the next tick.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from drillbook import rules
from drillbook.clock import DrillClock
from drillbook.engine.loop import Loop
from drillbook.model.drill import Finding
from drillbook.model.reading import Reading
from drillbook.model.timeline import Event, Kind
from drillbook.monitor import RuleMonitor
from drillbook.promql import SampleStore

ROOT = Path(__file__).parents[1]
DRILLS_REAL_S_MAX = 90
MEMORY_MB_MAX = 150
HEALTHY_REAL_S_MAX = 5
FLIPS = 150
PERIOD_REAL_S = 0.05
SCALE = 60.0
RULE = "groups: [{name: lag, rules: [{alert: Flipped, expr: flipped > 0}]}]\n"


class Flipping:
    """A collector whose value flips every few readings."""

    name = "flipping"

    def __init__(self) -> None:
        """Begin at 0."""
        self.value = 0.0
        self._readings = 0

    def collect(self) -> list[Reading]:
        """One reading."""
        self._readings += 1
        if self._readings % 4 == 0:
            self.value = 1.0 - self.value
        return [Reading("flipped", {}, self.value)]

    def close(self) -> None:
        """Nothing is held."""


class Content:
    """A witness who is always served."""

    def look(self) -> Finding:
        """Yes."""
        return Finding(ok=True)

    def close(self) -> None:
        """Nothing is held."""


class Noted(SampleStore):
    """A sample store that notes when the value rose in it."""

    def __init__(self, clock: DrillClock) -> None:
        """Note the times of this clock."""
        super().__init__()
        self.clock = clock
        self.value = 0.0
        self.rose_s: list[float] = []

    def append(  # noqa: PLR0917 -- as follows  # shape: parameters -- as its base has it
        self, labels: Mapping[str, str], at_s: float, value: float
    ) -> bool:
        """Store, and note."""
        if labels["__name__"] == "flipped":
            if value > self.value:
                self.rose_s.append(self.clock.now())
            self.value = value
        return super().append(labels, at_s, value)


def say(what: str, value: str, *, fine: bool) -> None:
    """Print one figure."""
    print(f"{'ok  ' if fine else 'MISS'} {what:<44} {value}")


def lag() -> bool:
    """Run the loop until the value has risen `FLIPS` times; prints the lag in sampling periods."""
    clock, period_s = DrillClock(SCALE), PERIOD_REAL_S * SCALE
    store = Noted(clock)
    fired: list[float] = []

    def write(event: Event) -> None:
        if event.kind is Kind.ALERT and event.state == "firing":
            fired.append(clock.now())

    with tempfile.TemporaryDirectory(prefix="bench-drill-") as scratch:
        path = Path(scratch) / "lag.yml"
        path.write_text(RULE)
        monitor = RuleMonitor([Flipping()], rules.load_rules([path]), clock=clock, period_s=period_s, store=store)
        loop = Loop(clock=clock, monitor=monitor, witness=Content(), write=write, period_s=period_s)
        try:
            loop.until(lambda: len(fired) >= FLIPS, limit_s=20 * FLIPS * period_s)
        finally:
            loop.close()
    lags = sorted((later - earlier) / period_s for earlier, later in zip(store.rose_s, fired, strict=False))
    median, p99 = statistics.median(lags), lags[int(0.99 * len(lags))]
    say(f"engine lag, median of {len(lags)}", f"{median:.2f} sampling periods (limit 1)", fine=median < 1)
    say("engine lag, 99th percentile", f"{p99:.2f} sampling periods (limit 2)", fine=p99 < 2)
    return median < 1 and p99 < 2


def drills() -> bool:
    """Run the four drills as a user does; prints real seconds, the unavoidable part of them, and peak memory."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen([sys.executable, "-m", "drillbook", "run", "--json"], cwd=ROOT, stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        runs = json.load(output)["runs"]
    records = [json.loads((Path(row["record"]) / "record.json").read_text()) for row in runs]
    real_s, waited_s = sum(row["real_s"] for row in runs), sum(record["waited_real_s"] for record in records)
    healthy_s = max(record["healthy_real_s"] for record in records)
    memory_mb = usage.ru_maxrss / 1024
    count = sum(row["verdict"] == "passed" for row in runs)
    waiting = f"{waited_s:.0f} s of it unavoidable waiting"
    fine = [process.returncode == 0 and count == len(runs), real_s <= DRILLS_REAL_S_MAX, memory_mb < MEMORY_MB_MAX]
    fine.append(healthy_s < HEALTHY_REAL_S_MAX)
    say("drills that passed", f"{count} of {len(runs)}", fine=fine[0])
    say("real time of all drills", f"{real_s:.0f} s (limit {DRILLS_REAL_S_MAX}), {waiting}", fine=fine[1])
    say("slowest stack to become healthy", f"{healthy_s:.1f} s (limit {HEALTHY_REAL_S_MAX})", fine=fine[3])
    say("peak memory of the drill process", f"{memory_mb:.0f} MB (limit {MEMORY_MB_MAX})", fine=fine[2])
    return all(fine)


if __name__ == "__main__":
    sys.exit(0 if all([lag(), drills()]) else 1)
