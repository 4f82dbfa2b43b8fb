"""Measures one evaluation tick of the rule engine, and its memory, against the targets that the documentation names.

Run it with ``python benchmarks/bench_promql.py``. It prints one line for each size, and ends with 1 where a target
is missed.
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import dataclass

from drillbook.promql import SampleStore
from drillbook.rules import RuleEngine, RuleSet
from drillbook.rules.load import parse_rules

SCRAPE_S = 15.0
SAMPLES = 20
TICKS = 5
KIBIBYTES_PER_MEGABYTE = 1000.0

_SHAPES = (
    "sum by (job) (rate({name}[5m])) > {bound}",
    "rate({name}[5m]) > {bound}",
    "avg_over_time({name}[5m]) > {bound}",
    "increase({name}[5m]) / 300 > {bound}",
    "max by (instance) ({name}) - min by (instance) ({name}) > {bound}",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is evaluated, and what it may cost."""

    rules: int
    series: int
    tick_ms_max: float
    memory_mb_max: float


SIZES = (
    Size(rules=20, series=500, tick_ms_max=5.0, memory_mb_max=300.0),
    Size(rules=200, series=10_000, tick_ms_max=150.0, memory_mb_max=300.0),
)


def rules(size: Size) -> RuleSet:
    """As many alerts as asked for, each over its share of the series."""
    lines = ["groups:", "  - name: bench", "    rules:"]
    for index in range(size.rules):
        expr = _SHAPES[index % len(_SHAPES)].format(name=f"metric_{index}_total", bound=1_000_000)
        lines += [f"      - alert: Alert{index}", f"        expr: {expr}", "        for: 5m"]
    return RuleSet(groups=tuple(parse_rules("\n".join(lines), path="bench.yml")))


def fill(store: SampleStore, size: Size, *, sample: int) -> None:
    """One scrape of every series."""
    for index in range(size.series):
        labels = {
            "__name__": f"metric_{index % size.rules}_total",
            "job": f"job-{index % 7}",
            "instance": f"10.0.0.{index % 50}:9100",
            "path": f"/path/{index}",
        }
        store.append(labels, sample * SCRAPE_S, float(sample * (index % 13)))


def measure(size: Size) -> bool:
    """Print one line; tells whether the targets are met."""
    store = SampleStore(series_max=size.series + 1000)
    engine = RuleEngine(rules(size), store, interval_s=SCRAPE_S)
    ticks_ms = []
    for sample in range(1, SAMPLES + TICKS + 1):
        fill(store, size, sample=sample)
        started_s = time.perf_counter()
        engine.evaluate(sample * SCRAPE_S)
        if sample > SAMPLES:
            ticks_ms.append((time.perf_counter() - started_s) * 1000)
    assert not engine.failures, engine.failures
    tick_ms = sorted(ticks_ms)[len(ticks_ms) // 2]
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIBIBYTES_PER_MEGABYTE
    met = tick_ms <= size.tick_ms_max and memory_mb <= size.memory_mb_max
    print(
        f"{size.rules} rules over {size.series} series: {tick_ms:.1f} ms a tick (at most {size.tick_ms_max:g}), "
        f"{memory_mb:.0f} MB (at most {size.memory_mb_max:g}): {'met' if met else 'MISSED'}"
    )
    return met


if __name__ == "__main__":
    sys.exit(0 if min([measure(size) for size in SIZES]) else 1)
