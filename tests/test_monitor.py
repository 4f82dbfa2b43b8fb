"""The monitor joins collectors, samples and the team's rules under the drill clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from drillbook.clock import Deadline, FakeClock
from drillbook.errors import EnvironmentBrokenError
from drillbook.model.reading import Reading
from drillbook.model.stack import Kind, ServiceSpec
from drillbook.model.timeline import Event
from drillbook.monitor import DrillTime, RuleMonitor, collectors_of
from drillbook.rules import load_rules

PERIOD_S = 15.0
ANSWER_WITHIN_S = 5.0
RULES = """
groups:
  - name: api
    rules:
      - alert: Down
        expr: up == 0
        for: 1m
        annotations: {runbook_url: "https://runbooks.example/{{ $labels.job }}.md"}
      - alert: Busy
        expr: rate(requests_total[1m]) > 5
"""


@dataclass(slots=True)
class Scripted:
    """A collector whose readings are what the test says."""

    readings: Callable[[], list[Reading]]
    name: str = "scripted"
    collected: int = 0
    closed: bool = False

    def collect(self) -> list[Reading]:
        try:
            return self.readings()
        finally:
            self.collected += 1

    def close(self) -> None:
        self.closed = True


@dataclass(slots=True)
class Watched:
    """A monitor ticked by hand: each tick waits until the collector has answered."""

    collector: Scripted
    monitor: RuleMonitor
    clock: FakeClock
    events: list[Event] = field(default_factory=list)

    def tick(self, times: int = 1) -> None:
        for _ in range(times):
            self.events += self.monitor.tick(self.clock.now())
            running = self.monitor._running
            deadline = Deadline(ANSWER_WITHIN_S)
            while not all(future.done() for future in running.values()):
                assert deadline.pause(0.001), "the collector does not answer"
            self.clock.sleep(PERIOD_S)


@pytest.fixture
def watch(tmp_path: Path) -> Callable[..., Watched]:
    def make(readings: Callable[[], list[Reading]], *, scale: float = 60.0) -> Watched:
        (tmp_path / "rules.yml").write_text(RULES, encoding="utf-8")
        clock, collector = FakeClock(scale=scale), Scripted(readings)
        monitor = RuleMonitor([collector], load_rules([tmp_path / "rules.yml"]), clock=clock, period_s=PERIOD_S)
        return Watched(collector, monitor, clock)

    return make


def up(value: float) -> Reading:
    return Reading("up", {"job": "api"}, value)


def test_an_alert_goes_from_pending_to_firing_to_inactive(watch: Callable[..., Watched]) -> None:
    value = [0.0]
    watched = watch(lambda: [up(value[0])])
    watched.tick(8)
    assert [(event.name, event.state) for event in watched.events] == [("Down", "pending"), ("Down", "firing")]
    pending, firing = watched.events
    assert firing.at_s - pending.at_s == 60.0
    assert firing.facts["runbook_url"] == "https://runbooks.example/api.md"
    assert firing.facts["labels"]["job"] == "api"
    assert watched.monitor.firing() == ("Down",)
    value[0] = 1.0
    watched.tick(2)
    assert watched.events[-1].state == "inactive"
    assert watched.monitor.firing() == ()
    watched.monitor.close()


def test_a_reading_that_is_gone_ends_its_alert(watch: Callable[..., Watched]) -> None:
    readings = [up(0.0)]
    watched = watch(lambda: list(readings))
    watched.tick(8)
    readings.clear()
    watched.tick(2)
    assert watched.events[-1].state == "inactive", "a stale series is not looked back at"
    watched.monitor.close()


@pytest.mark.parametrize(("per_real_s", "fires"), [(4.0, False), (8.0, True)])
def test_rates_read_as_in_production_however_fast_time_goes(
    watch: Callable[..., Watched],
    per_real_s: float,
    fires: bool,  # noqa: FBT001 -- parametrized
) -> None:
    counts = iter(range(1000))
    step_real_s = PERIOD_S / 60.0
    watched = watch(lambda: [Reading("requests_total", {}, next(counts) * per_real_s * step_real_s, cumulative=True)])
    watched.tick(8)
    assert (watched.monitor.firing() == ("Busy",)) is fires
    watched.monitor.close()


def test_a_slow_collector_is_asked_again_only_when_it_has_answered(watch: Callable[..., Watched]) -> None:
    watched = watch(list)
    watched.tick(3)
    assert watched.collector.collected == 3
    watched.monitor.close()
    assert watched.collector.closed


def test_a_collector_that_raises_is_a_broken_environment(watch: Callable[..., Watched]) -> None:
    watched = watch(lambda: [up({}["no"])])
    watched.tick()
    with pytest.raises(EnvironmentBrokenError, match="collector scripted: KeyError: 'no'"):
        watched.tick()
    watched.monitor.close()


class TestDrillTime:
    def of(self, *values: float, cumulative: bool = True, scale: float = 60.0) -> list[float]:
        time = DrillTime(scale)
        return [time.of(Reading("x", {}, value, cumulative), ("x", ())) for value in values]

    def test_a_counters_increments_count_scale_times(self) -> None:
        assert self.of(100, 101, 101, 103) == [100, 160, 160, 280]

    def test_a_reset_is_seen_as_one(self) -> None:
        assert self.of(100, 110, 2, 3) == [100, 700, 120, 180]

    def test_gauges_stay_as_they_are(self) -> None:
        assert self.of(100, 101, 2, cumulative=False) == [100, 101, 2]

    def test_at_scale_1_a_counter_stays_as_it_is(self) -> None:
        assert self.of(100, 110, 2, 3, scale=1.0) == [100, 110, 2, 3]

    def test_series_do_not_meet(self) -> None:
        time = DrillTime(10.0)
        for name in ("a", "b"):
            assert time.of(Reading(name, {}, 5.0, cumulative=True), (name, ())) == 5.0


@dataclass(frozen=True, slots=True)
class Named:
    spec: ServiceSpec
    host: str = "127.0.0.1"
    port: int = 1

    @property
    def name(self) -> str:
        return self.spec.name


def test_every_kind_of_service_gets_the_collectors_that_fit() -> None:
    services = [
        Named(ServiceSpec(name="db", kind=Kind.POSTGRES)),
        Named(ServiceSpec(name="cache", kind=Kind.REDIS)),
        Named(ServiceSpec(name="api", metrics="/metrics")),
        Named(ServiceSpec(name="quiet")),
    ]
    found = collectors_of(services)  # type: ignore[arg-type] -- any iterable of services will do here
    assert [collector.name for collector in found] == ["containers", "host", "postgres", "redis", "metrics of api"]
