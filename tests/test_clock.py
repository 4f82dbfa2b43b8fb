"""The drill clock counts real time many times over; the fake one moves on sleep only."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from drillbook import clock
from drillbook.clock import Deadline, DrillClock, FakeClock, real_s, unix_time_s


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """Real time that moves on sleep only."""
    fake = FakeClock(current_s=1000.0)
    time = SimpleNamespace(monotonic=fake.now, sleep=fake.sleep, time=lambda: 5e8 + fake.now())
    monkeypatch.setattr(clock, "time", time)
    return fake


def test_one_real_second_counts_scale_drill_seconds(real: FakeClock) -> None:
    drill = DrillClock(60.0, 0.0, real.now())
    assert drill.now() == 0.0
    real.sleep(2.5)
    assert drill.now() == 150.0


def test_sleeping_takes_the_scaled_part_of_it(real: FakeClock) -> None:
    drill = DrillClock(60.0, 0.0, real.now())
    drill.sleep(90)
    assert real.now() == 1001.5
    assert drill.now() == 90.0


@pytest.mark.parametrize("seconds", [0.0, -5.0])
def test_sleeping_for_nothing_returns_at_once(real: FakeClock, seconds: float) -> None:
    DrillClock(60.0).sleep(seconds)
    assert real.now() == 1000.0


def test_a_drill_clock_knows_the_unix_time_of_its_beginning(real: FakeClock) -> None:
    real.sleep(7)
    assert DrillClock(60.0, epoch_s=5.0).epoch_s == 5.0
    assert unix_time_s() == 5e8 + 1007


def test_a_fake_clock_never_goes_back() -> None:
    fake = FakeClock()
    fake.sleep(3)
    fake.sleep(-1)
    assert fake.now() == 3


def test_a_deadline_counts_down_and_is_over_at_its_limit(real: FakeClock) -> None:
    deadline = Deadline(10.0, real.now())
    real.sleep(4)
    assert (deadline.left_s, deadline.spent_s, deadline.over) == (6.0, 4.0, False)
    real.sleep(6)
    assert (deadline.left_s, deadline.over) == (0.0, True)
    real.sleep(6)
    assert deadline.left_s == 0.0
    assert deadline.spent_s == 16.0


def test_pausing_never_goes_past_the_deadline(real: FakeClock) -> None:
    deadline = Deadline(10.0, real.now())
    assert deadline.pause(6)
    assert not deadline.pause(6)
    assert real_s() == 1010.0
