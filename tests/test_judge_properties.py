"""What holds for the verdict on every timeline, however odd."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drillbook.judge import judge, waited_s
from drillbook.model.drill import Arm
from drillbook.model.timeline import Event, Kind, Outcome, Timeline

from .judged_story import URL, case, event, made, story

STATES = {
    Kind.PHASE: ("begun", "ended"),
    Kind.FAULT: ("injecting", "injected", "effective", "reverting", "reverted"),
    Kind.WITNESS: ("healthy", "unhealthy"),
    Kind.ALERT: ("pending", "firing", "inactive"),
    Kind.STEP: ("started", "passed", "failed", "timed_out", "blocked", "skipped", "denied", "not_executable"),
    Kind.VERIFIED: ("passed", "failed", "absent"),
    Kind.STOCK: ("balanced", "unbalanced"),
    Kind.CLEAN_UP: ("done", "failed"),
    Kind.ERROR: ("",),
    Kind.NOTE: ("",),
}
NAMES = {
    Kind.PHASE: ("ready", "inject", "effect", "detect", "act", "verify", "hold", "watch", "aftermath"),
    Kind.ALERT: ("Down", "Other", "symptoms"),
}
words = st.lists(st.sampled_from(["a", "b"]), max_size=2)
facts = st.fixed_dictionaries(
    {},
    optional={
        "role": st.sampled_from(["detect", "diagnose", "act", "verify"]),
        "line": st.integers(1, 99),
        "runbook_url": st.sampled_from(["", URL, "https://x/other.md"]),
        "labels": st.dictionaries(st.just("instance"), st.sampled_from(["one", "two"])),
        "accepted": st.integers(0, 9),
        "lost": words,
        "repeated": words,
        "seen": st.text(max_size=9),
    },
)


@st.composite
def any_event(draw: st.DrawFn) -> Event:
    kind = draw(st.sampled_from(Kind))
    return Event(
        at_s=draw(st.floats(0, 3000)),
        kind=kind,
        name=draw(st.sampled_from(NAMES.get(kind, ("outage",)))),
        state=draw(st.sampled_from(STATES[kind])),
        facts=draw(facts),
    )


@st.composite
def near_story(draw: st.DrawFn) -> Timeline:
    """A drill that passes, with events left out, moved and put in."""
    without = draw(st.sets(st.sampled_from(sorted(story())), max_size=4))
    moved = {
        name: event(draw(st.floats(0, 3000)), one.kind, one.name, one.state, **one.facts)
        for name, one in story().items()
        if draw(st.integers(0, 9)) == 0
    }
    more = draw(st.lists(any_event(), max_size=3))
    return made(*without, **moved, **{str(number): one for number, one in enumerate(more)})


timelines = st.one_of(
    near_story(), st.lists(any_event(), max_size=12).map(lambda events: Timeline(events=tuple(events)))
)


@given(timelines, st.sampled_from(Arm), st.sampled_from([(), ("Down",), ("Down", "Other")]))
def test_every_timeline_has_a_verdict_with_reasons(timeline: Timeline, arm: Arm, alerts: tuple[str, ...]) -> None:
    verdict = judge(timeline, case(arm, alerts=alerts))
    assert verdict.outcome in Outcome
    assert all(isinstance(reason, str) for reason in verdict.reasons)
    assert verdict.reasons
    assert waited_s(timeline, case(arm, alerts=alerts)) >= 0 or timeline.events


@given(timelines, st.sampled_from([(), ("Down",), ("Down", "Other")]))
def test_no_treatment_passes_without_effect_detection_and_restoration(
    timeline: Timeline, alerts: tuple[str, ...]
) -> None:
    judged = case(alerts=alerts)
    verdict = judge(timeline, judged)
    if verdict.outcome is Outcome.PASSED:
        times = verdict.times
        assert times.effect_s is not None
        assert times.detect_s is not None
        assert times.detect_s <= judged.targets.detect_s
        assert times.restore_s is not None
        assert times.restore_s <= judged.targets.restore_s
        assert timeline.first(Kind.ERROR) is None
        assert timeline.first(Kind.PHASE, "aftermath", state="ended") is not None


@given(st.integers(0, 17), st.floats(0, 3000))
def test_a_control_never_passes_with_users_served_before_the_revert(leave: int, at_s: float) -> None:
    names = sorted(story())
    timeline = made(names[leave], back=event(min(at_s, 399), Kind.WITNESS, "users", "healthy"))
    verdict = judge(timeline, case(Arm.CONTROL))
    assert verdict.outcome is not Outcome.PASSED or verdict.times.mitigated_s is None
