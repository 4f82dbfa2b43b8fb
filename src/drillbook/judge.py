"""The judge: what a timeline proves. Pure, so that a record can be judged again under other targets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from drillbook.model.drill import Arm
from drillbook.model.timeline import SYMPTOMS, Case, Event, Kind, Outcome, Timeline, Times, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """All that a rule may look at."""

    timeline: Timeline
    case: Case
    times: Times


Ruling = Iterator[str]
"""The reasons that a rule finds; none: the rule has nothing against the runbook."""


def judge(timeline: Timeline, case: Case) -> Verdict:
    """Judge one run.

    What was not proved comes first (inconclusive), then what the runbook or its alerts failed at; a run passes only
    if it was proved to pass.
    """
    times = measure(timeline, case)
    unproved = tuple(_unproved(timeline, case, times=times))
    if unproved:
        return Verdict(outcome=Outcome.INCONCLUSIVE, reasons=unproved, times=times)
    hearing = Hearing(timeline=timeline, case=case, times=times)
    against = tuple(reason for rule in _RULES[case.arm] for reason in rule(hearing))
    if against:
        return Verdict(outcome=Outcome.FAILED, reasons=against, times=times)
    doubts = tuple(_uncounted(timeline))
    if doubts:
        return Verdict(outcome=Outcome.INCONCLUSIVE, reasons=doubts, times=times)
    return Verdict(outcome=Outcome.PASSED, reasons=(_PRAISE[case.arm],), times=times)


_PRAISE = {
    Arm.TREATMENT: "the runbook detected and resolved the fault in time",
    Arm.CONTROL: "the fault stays without the runbook",
    Arm.BASELINE: "no alert without a fault",
}


def measure(timeline: Timeline, case: Case) -> Times:
    """The landmarks of the incident, in drill seconds since the run began."""
    effect_s = _at(timeline.first(Kind.FAULT, state="effective"))
    reverting_s = _at(timeline.first(Kind.FAULT, state="reverting"))
    fire = _own_firing(timeline, case)
    clear_s = _cleared(timeline, fire, before_s=reverting_s)
    impact = _impact(timeline, effect_s=effect_s)
    felt = impact is not None and (reverting_s is None or impact.at_s < reverting_s)
    verified_s = _at(timeline.first(Kind.VERIFIED, state="passed"))
    # A fault that was over before any user felt it is mitigated when its alert clears, or when its symptom is verified
    # to be gone.
    unfelt_s = clear_s if case.alerts else verified_s
    mitigated_s = _mitigated(timeline, after_s=effect_s, before_s=reverting_s) if felt else unfelt_s
    resolved_s = None if mitigated_s is None or verified_s is None else max(mitigated_s, verified_s)
    acted = [event for event in timeline.having(Kind.STEP, state="started") if event.facts.get("role") == "act"]
    return Times(
        inject_s=_at(timeline.first(Kind.FAULT, state="injecting")),
        effect_s=effect_s,
        impact_s=_at(impact) if felt else None,
        fire_s=_at(fire),
        first_action_s=acted[0].at_s if acted else None,
        mitigated_s=mitigated_s,
        resolved_s=resolved_s,
        clear_s=clear_s,
        until_s=reverting_s or (timeline.events[-1].at_s if timeline.events else 0.0),
        error_s=case.error_s,
    )


def waited_s(timeline: Timeline, case: Case) -> float:
    """Drill seconds that no tool could have saved: the rule's own hold, and health that must last to count."""
    begun = {event.name for event in timeline.having(Kind.PHASE, state="ended")}
    held = {"ready": case.targets.stable_s, "verify": case.targets.stable_s, "watch": case.targets.baseline_s}
    total_s = sum(seconds for phase, seconds in held.items() if phase in begun)
    hold = list(timeline.having(Kind.PHASE, "hold"))
    if len(hold) == 2:
        total_s += hold[1].at_s - hold[0].at_s
    fire = _own_firing(timeline, case)
    if fire is not None:
        before = [event for event in timeline.having(Kind.ALERT, fire.name, state="pending") if event.at_s < fire.at_s]
        total_s += fire.at_s - before[-1].at_s if before else 0.0
    return total_s


def _at(event: Event | None) -> float | None:
    return None if event is None else event.at_s


def _impact(timeline: Timeline, *, effect_s: float | None) -> Event | None:
    """When users began to suffer: the failure that lasted at clock zero, or else the first one after it.

    A witness that proves the effect failed a moment before: its event bears the time at which it was asked.
    """
    if effect_s is None:
        return None
    until = [event for event in timeline.having(Kind.WITNESS) if event.at_s <= effect_s]
    if until and until[-1].state == "unhealthy":
        return until[-1]
    return next((event for event in timeline.having(Kind.WITNESS, state="unhealthy") if event.at_s > effect_s), None)


def _own_firing(timeline: Timeline, case: Case) -> Event | None:
    """The first firing of one of the runbook's own alerts, or of its symptom checks if it names no alert."""
    injecting_s = _at(timeline.first(Kind.FAULT, state="injecting"))
    for event in timeline.having(Kind.ALERT, state="firing"):
        if event.name in (case.alerts or (SYMPTOMS,)) and event.at_s >= (injecting_s or 0.0):
            return event
    return None


def _cleared(timeline: Timeline, fire: Event | None, *, before_s: float | None) -> float | None:
    """When the runbook's alert was inactive for every label set while the fault was in place, and stayed so."""
    active: set[str] = set()
    cleared_s = None
    for event in timeline.having(Kind.ALERT, fire.name if fire else ""):
        if before_s is None or event.at_s <= before_s:
            labels = json.dumps(event.facts.get("labels", {}), sort_keys=True, default=str)
            if event.state != "inactive":
                active.add(labels)
            else:
                active.discard(labels)
                cleared_s = event.at_s
    return None if active else cleared_s


def _mitigated(timeline: Timeline, *, after_s: float | None, before_s: float | None) -> float | None:
    """The start of the last healthy stretch that began after the effect and held until the fault was reverted."""
    if after_s is None:
        return None
    last = None
    for event in timeline.having(Kind.WITNESS):
        if after_s <= event.at_s and (before_s is None or event.at_s < before_s):
            last = event
    return last.at_s if last is not None and last.state == "healthy" else None


def _unproved(timeline: Timeline, case: Case, *, times: Times) -> Ruling:
    for event in timeline.having(Kind.ERROR):
        yield str(event.facts.get("seen", event.name))
    if timeline.first(Kind.ERROR):
        return
    if timeline.first(Kind.PHASE, "ready", state="ended") is None:
        seen = list(timeline.having(Kind.WITNESS))
        suffering = bool(seen) and seen[-1].state == "unhealthy"
        if suffering or not any(_false_alarms(timeline, times)):  # an alert while users suffer is no false one
            why = f": {seen[-1].facts.get('seen', '')}" if suffering else ""
            yield f"baseline is not quiet{why}"
        return
    if case.arm is Arm.BASELINE:
        if timeline.first(Kind.PHASE, "watch", state="ended") is None:
            yield "the run was broken off"
        return
    if times.effect_s is None and timeline.first(Kind.FAULT, state="injected"):
        yield "the fault did no harm"
    elif times.effect_s is None or timeline.first(Kind.PHASE, "aftermath", state="ended") is None:
        yield "the run was broken off"
    elif case.arm is Arm.CONTROL and times.impact_s is None and times.fire_s is None:
        yield "the fault was not felt: no user suffered and no alert fired, so nothing could have healed"


def _false_alarms(timeline: Timeline, times: Times) -> Iterator[Event]:
    for event in timeline.having(Kind.ALERT, state="firing"):
        if times.inject_s is None or event.at_s < times.inject_s:
            yield event


def _no_false_alarm(hearing: Hearing) -> Ruling:
    for event in _false_alarms(hearing.timeline, hearing.times):
        yield f"false alarm: {event.name} fired without a fault"


def _detected(hearing: Hearing) -> Ruling:
    if hearing.times.effect_s is None:
        return  # nothing was there to be detected
    if hearing.times.detect_s is None:
        others = [
            event.name
            for event in hearing.timeline.having(Kind.ALERT, state="firing")
            if event.name not in hearing.case.alerts
        ]
        if others:
            yield f"wrong page: {', '.join(dict.fromkeys(others))} fired, and {_names(hearing.case)} never did"
        else:
            yield f"not detected within {hearing.times.until_s - (hearing.times.effect_s or 0.0):.0f} s"
    elif hearing.times.detect_s > hearing.case.targets.detect_s:
        yield f"not detected in time: {hearing.times.detect_s:.0f} s of {hearing.case.targets.detect_s:.0f} s"


def _names(case: Case) -> str:
    return " or ".join(case.alerts) if case.alerts else "the runbook's symptom check"


def _led_here(hearing: Hearing) -> Ruling:
    fire = _own_firing(hearing.timeline, hearing.case)
    url = str(fire.facts.get("runbook_url", "")) if fire and hearing.case.alerts else ""
    if not hearing.case.alerts or fire is None:
        return
    if not url:
        yield f"the page leads nowhere: {fire.name} has no runbook_url"
    elif _page(url) not in {_page(hearing.case.runbook), hearing.case.runbook_id} - {""}:
        wanted = hearing.case.runbook.rpartition("/")[2]
        yield f"the page leads elsewhere: the runbook_url of {fire.name} is {url}, not {wanted}"


def _page(url: str) -> str:
    """What a URL calls the page: the last element of its path, as a file of the repository or of a published site."""
    path = url.partition("#")[0].partition("?")[0]
    return path.rstrip("/").rpartition("/")[2].removesuffix(".md").removesuffix(".html")


_FINE = frozenset({"started", "passed", "warned", "skipped"})
_FOLLOWED = frozenset({"diagnose", "act"})
"""The roles whose steps must work; what checks of symptoms and of recovery say is weighed by the rules for those."""


def _steps_worked(hearing: Hearing) -> Ruling:
    for event in hearing.timeline.having(Kind.STEP):
        if event.state not in _FINE and event.facts.get("role") in _FOLLOWED:
            seen = f": {event.facts['seen']}" if event.facts.get("seen") else ""
            place = f"{hearing.case.runbook}:{event.facts.get('line', 0)}"
            yield f"{event.facts.get('role')} step {event.name} ({place}) {event.state.replace('_', ' ')}{seen}"


def _restored(hearing: Hearing) -> Ruling:
    if hearing.times.detect_s is None:
        return  # nobody was paged, so nobody acted
    verified = hearing.timeline.first(Kind.VERIFIED)
    state = verified.state if verified else "absent"
    relapse = _relapse(hearing.timeline, hearing.times)
    if relapse is not None:
        yield f"relapsed {relapse.at_s - verified.at_s if verified else 0.0:.0f} s after the runbook said fixed"
    elif hearing.times.mitigated_s is None and state == "passed" and hearing.times.impact_s is not None:
        yield "false all-clear: the runbook says fixed, the witness disagrees"
    elif hearing.times.mitigated_s is None and state != "passed":
        held_s = hearing.times.until_s - (hearing.times.effect_s or 0.0)
        after = ", healthy only after the revert" if _healed_by_revert(hearing.timeline) else ""
        yield f"not restored while the fault was in place, within {held_s:.0f} s{after}"
    elif state == "failed":
        yield "the runbook cannot see the recovery: the witness is healthy, the verification fails"
    elif state == "absent":
        yield "the runbook has no verification that could have said that it is over"
    elif hearing.times.clear_s is None and hearing.case.alerts:
        yield f"the alert did not clear while the fault was in place: {_names(hearing.case)}"
    elif hearing.times.restore_s is not None and hearing.times.restore_s > hearing.case.targets.restore_s:
        yield f"not restored in time: {hearing.times.restore_s:.0f} s of {hearing.case.targets.restore_s:.0f} s"


def _relapse(timeline: Timeline, times: Times) -> Event | None:
    """The witness failing again after the runbook's verification had passed on a healthy platform."""
    passed = timeline.first(Kind.VERIFIED, state="passed")
    if passed is None or times.effect_s is None:
        return None
    before = [event for event in timeline.having(Kind.WITNESS) if times.effect_s <= event.at_s <= passed.at_s]
    was_healthy = bool(before) and before[-1].state == "healthy"
    for event in timeline.having(Kind.WITNESS):
        if passed.at_s < event.at_s < times.until_s:
            if was_healthy and event.state == "unhealthy":
                return event
            was_healthy = was_healthy or event.state == "healthy"
    return None


def _healed_by_revert(timeline: Timeline) -> bool:
    reverting = timeline.first(Kind.FAULT, state="reverting")
    return reverting is not None and any(
        event.at_s >= reverting.at_s for event in timeline.having(Kind.WITNESS, state="healthy")
    )


def _nothing_lost(hearing: Hearing) -> Ruling:
    for event in hearing.timeline.having(Kind.STOCK):
        lost, repeated = event.facts.get("lost", []), event.facts.get("repeated", [])
        if lost:
            yield f"data lost: {len(lost)} of {event.facts.get('accepted')} accepted pieces of work are missing"
        if repeated:
            yield f"work done twice: {len(repeated)} of {event.facts.get('accepted')} accepted pieces of work"


def _stays_broken(hearing: Hearing) -> Ruling:
    if hearing.times.mitigated_s is not None:
        healed_s = hearing.times.since_effect(hearing.times.mitigated_s) or 0.0
        yield f"the fault heals by itself after {healed_s:.0f} s: the runbook deserves no credit"


def _uncounted(timeline: Timeline) -> Ruling:
    """Work that nobody could count may be lost: no ground to fail the runbook, and none to pass it."""
    for event in timeline.having(Kind.STOCK, state="unknown"):
        yield f"accepted work could not be counted: {event.facts.get('seen', '')}"


Rule = Callable[[Hearing], Ruling]

_RULES: dict[Arm, tuple[Rule, ...]] = {
    Arm.TREATMENT: (_no_false_alarm, _detected, _led_here, _steps_worked, _restored, _nothing_lost),
    Arm.CONTROL: (_no_false_alarm, _stays_broken, _nothing_lost),
    Arm.BASELINE: (_no_false_alarm, _nothing_lost),
}
