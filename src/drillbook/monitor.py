"""The monitor: collectors, the sample store and the team's own alert rules, joined under the drill clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

from drillbook.clock import Clock
from drillbook.collectors.containers import Containers
from drillbook.collectors.exposition import Exposition
from drillbook.collectors.host import Host
from drillbook.collectors.postgres import Postgres
from drillbook.collectors.redis import Redis
from drillbook.errors import EnvironmentBrokenError
from drillbook.model.reading import Collector, Reading
from drillbook.model.stack import Kind, Stack
from drillbook.model.timeline import Event
from drillbook.model.timeline import Kind as EventKind
from drillbook.promql import SampleStore
from drillbook.rules import RuleEngine, RuleSet

WINDOW_S = 3600.0
"""How far back alert rules may look, in drill seconds."""
SERIES_MAX = 20_000

SeriesKey = tuple[str, tuple[tuple[str, str], ...]]


class Monitor(Protocol):
    """What the engine asks about alerts, at each of its ticks."""

    @property
    def error_s(self) -> float:
        """How late a change may be seen, in drill seconds."""

    def tick(self, now_s: float) -> tuple[Event, ...]:
        """Look once; what alerts began to pend, to fire or ceased."""

    def firing(self) -> tuple[str, ...]:
        """The names of the alerts that fire now."""

    def close(self) -> None:
        """Let go of connections."""


def collectors_of(stack: Stack) -> list[Collector]:
    """The collectors that fit the services of a stack."""
    found: list[Collector] = [Containers(stack), Host(stack)]
    for service in stack:
        if service.spec.kind is Kind.POSTGRES:
            found.append(Postgres(service))
        elif service.spec.kind is Kind.REDIS:
            found.append(Redis(service))
        if service.spec.metrics:
            found.append(Exposition(service))
    return found


@dataclass(slots=True)
class DrillTime:
    """Makes counters grow as they would in production: each increment counts `scale` times."""

    scale: float
    _last: dict[SeriesKey, tuple[float, float]] = field(default_factory=dict)
    """The value read last, and the value made of it."""

    def of(self, reading: Reading, key: SeriesKey) -> float:
        """The value to store for a reading."""
        if not reading.cumulative:
            return reading.value
        if key not in self._last:
            made = reading.value
        else:
            read, made = self._last[key]
            if reading.value < read:
                made = reading.value * self.scale  # the counter was reset: so is ours, and rate() sees it
            else:
                made += (reading.value - read) * self.scale
        self._last[key] = (reading.value, made)
        return made


class RuleMonitor:
    """Implements `Monitor` with the built-in collectors and rule evaluation."""

    def __init__(
        self,
        collectors: Sequence[Collector],
        rules: RuleSet,
        *,
        clock: Clock,
        period_s: float,
        store: SampleStore | None = None,
    ) -> None:
        """Watch through `collectors`, sampling and evaluating every `period_s` drill seconds."""
        self._collectors = list(collectors)
        self._clock = clock
        self._store = store or SampleStore(window_s=max(WINDOW_S, rules.reach_s), series_max=SERIES_MAX)
        self._engine = RuleEngine(rules, self._store, interval_s=period_s)
        self._time = DrillTime(clock.scale)
        self._pool = ThreadPoolExecutor(max_workers=max(1, len(self._collectors)), thread_name_prefix="collector")
        self._running: dict[int, Future[tuple[float, list[Reading]]]] = {}
        self._present: dict[int, dict[SeriesKey, dict[str, str]]] = {}
        self.error_s = 2 * period_s

    def tick(self, now_s: float) -> tuple[Event, ...]:
        """Store what has been read since the last tick, evaluate the rules, and ask the collectors again."""
        self._ingest()
        transitions = self._engine.evaluate(self._clock.epoch_s + now_s)
        for number, collector in enumerate(self._collectors):
            if number not in self._running:
                self._running[number] = self._pool.submit(_read, collector, self._clock)
        return tuple(
            Event(
                at_s=now_s,
                kind=EventKind.ALERT,
                name=transition.alert,
                state=str(transition.state),
                facts={
                    "labels": dict(transition.labels),
                    "value": transition.value,
                    "runbook_url": transition.annotations.get("runbook_url", ""),
                },
            )
            for transition in transitions
        )

    def _ingest(self) -> None:
        for number, future in list(self._running.items()):
            if future.done():
                del self._running[number]
                at_s, readings = future.result()
                self._store_all(number, readings, at_s=self._clock.epoch_s + at_s)

    def _store_all(self, number: int, readings: Iterable[Reading], *, at_s: float) -> None:
        """Store what one collector has read, and mark as stale what it read last time and not now."""
        present = {}
        for reading in readings:
            key = (reading.name, tuple(sorted(reading.labels.items())))
            labels = {**reading.labels, "__name__": reading.name}
            self._store.append(labels, at_s, self._time.of(reading, key))
            present[key] = labels
        for key, labels in self._present.get(number, {}).items():
            if key not in present:
                self._store.append_stale(labels, at_s)
        self._present[number] = present

    def firing(self) -> tuple[str, ...]:
        """The names of the alerts that fire now."""
        return tuple(dict.fromkeys(alert.alert for alert in self._engine.alerts() if alert.state == "firing"))

    def close(self) -> None:
        """Let go of threads and connections."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        for collector in self._collectors:
            collector.close()


def _read(collector: Collector, clock: Clock) -> tuple[float, list[Reading]]:
    """One reading, stamped when it was complete: a sample is known no earlier."""
    try:
        readings = collector.collect()
    except Exception as error:
        raise EnvironmentBrokenError(f"collector {collector.name}: {type(error).__name__}: {error}.") from error
    return clock.now(), readings
