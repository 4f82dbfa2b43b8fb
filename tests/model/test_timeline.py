from __future__ import annotations

import pytest

from drillbook.model.timeline import Event, Kind, Timeline, Times

EVENTS = (
    Event(at_s=1, kind=Kind.WITNESS, name="users", state="healthy"),
    Event(at_s=2, kind=Kind.ALERT, name="Down", state="pending"),
    Event(at_s=3, kind=Kind.ALERT, name="Slow", state="firing"),
    Event(at_s=4, kind=Kind.ALERT, name="Down", state="firing"),
)
TIMELINE = Timeline(events=EVENTS)


def test_events_are_found_by_kind_name_and_state_in_their_order() -> None:
    assert tuple(TIMELINE.having(Kind.ALERT)) == EVENTS[1:]
    assert tuple(TIMELINE.having(Kind.ALERT, "Down")) == (EVENTS[1], EVENTS[3])
    assert tuple(TIMELINE.having(Kind.ALERT, state="firing")) == EVENTS[2:]
    assert tuple(TIMELINE.having(Kind.ERROR)) == ()


def test_the_first_event_is_the_first_that_matches() -> None:
    assert TIMELINE.first(Kind.ALERT, "Down", state="firing") is EVENTS[3]
    assert TIMELINE.first(Kind.STEP) is None


def test_times_count_from_the_effect_and_the_effect_from_the_injection() -> None:
    times = Times(inject_s=60.0, effect_s=75.0, fire_s=195.0, resolved_s=375.0)
    assert (times.detect_s, times.restore_s, times.bite_s) == (120.0, 300.0, 15.0)


@pytest.mark.parametrize("times", [Times(), Times(inject_s=60.0), Times(inject_s=60.0, fire_s=90.0)])
def test_without_an_effect_nothing_is_measured(times: Times) -> None:
    assert (times.detect_s, times.restore_s, times.bite_s) == (None, None, None)


def test_what_happened_before_the_effect_counts_below_zero() -> None:
    assert Times(effect_s=75.0, fire_s=70.0).detect_s == -5.0
