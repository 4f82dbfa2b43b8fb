"""Every verdict rule of a treatment run through the engine itself, on fakes and in milliseconds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from drillbook.model.drill import Accounts, Finding, Targets
from drillbook.model.runbook import Role
from drillbook.model.timeline import Kind, Outcome

from .bench import STEPS, Alert, Reply, Story, runbook, step
from .verdicts import failed, inconclusive, outcome


def test_a_runbook_that_restores_in_time_passes_with_its_times() -> None:
    story = Story()
    verdict = story.play()
    assert outcome(verdict) == (Outcome.PASSED, ("the runbook detected and resolved the fault in time",))
    times = verdict.times
    assert (times.detect_s, times.bite_s) == (120.0, 0.0)
    assert times.restore_s == 120.0
    assert times.impact_s == times.effect_s
    assert times.clear_s is not None
    assert times.first_action_s is not None


def test_the_phases_come_in_their_order_and_are_written_as_they_happen() -> None:
    story = Story()
    timeline = story.run()
    ended = [event.name for event in timeline.having(Kind.PHASE, state="ended")]
    assert ended == ["ready", "inject", "effect", "detect", "diagnose", "act", "verify", "aftermath"]
    assert story.states(Kind.FAULT) == ["injecting", "injected", "effective", "reverting", "reverted"]
    assert tuple(story.written) == timeline.events


def test_the_fault_is_still_in_place_while_the_recovery_is_judged() -> None:
    story = Story()
    timeline = story.run()
    reverting = timeline.first(Kind.FAULT, state="reverting")
    verified = timeline.first(Kind.VERIFIED, state="passed")
    assert reverting is not None
    assert verified is not None
    assert reverting.at_s - verified.at_s >= story.targets.stable_s


def test_an_alert_before_the_injection_is_a_false_alarm_and_nothing_is_injected() -> None:
    story = Story(alert=Alert(forced=True, clears=False))
    assert outcome(story.play()) == failed("false alarm: Down fired without a fault")
    assert story.states(Kind.FAULT) == []


def test_an_alert_of_another_runbook_before_the_injection_is_a_false_alarm_too() -> None:
    story = Story(others=[Alert(name="Other", forced=True)])
    assert outcome(story.play()) == failed("false alarm: Other fired without a fault")


def test_a_platform_that_is_never_quiet_is_not_broken_further() -> None:
    story = Story(alert=Alert(for_s=1e9))
    story.world.fail()
    assert outcome(story.play()) == inconclusive("baseline is not quiet: HTTP 503")
    assert story.states(Kind.FAULT) == []


def test_a_fault_without_effect_proves_nothing() -> None:
    story = Story()

    def harmless(stack: object) -> Iterator[None]:
        yield

    story.inject = harmless
    assert outcome(story.play()) == inconclusive("the fault did no harm")
    assert story.states(Kind.FAULT) == ["injecting", "injected", "reverting", "reverted"]
    assert story.stack.spawned == []


def test_a_fault_that_bites_later_starts_the_clock_later() -> None:
    story = Story()

    def slow(stack: object) -> Iterator[None]:
        story.world.later(90, story.world.fail)
        yield
        story.world.heal()

    story.inject = slow
    verdict = story.play()
    assert verdict.outcome is Outcome.PASSED
    assert (verdict.times.bite_s, verdict.times.detect_s) == (90.0, 120.0)


def test_the_scenarios_own_check_proves_the_effect_before_users_suffer() -> None:
    story = Story(effect=lambda _stack: Finding(ok=True, seen="slots are gone"))

    def slow(stack: object) -> Iterator[None]:
        story.world.later(60, story.world.fail)
        yield

    story.inject = slow
    verdict = story.play()
    assert verdict.outcome is Outcome.PASSED
    assert (verdict.times.bite_s, verdict.times.detect_s) == (0.0, 180.0)
    effective = next(event for event in story.written if event.state == "effective")
    assert effective.facts["seen"] == "slots are gone"


def test_an_effect_check_that_says_no_leaves_the_proof_to_the_witness() -> None:
    story = Story(effect=lambda _stack: Finding(ok=False))
    assert story.play().outcome is Outcome.PASSED


def test_an_alert_that_never_fires_is_not_detected_and_nobody_acts() -> None:
    story = Story(alert=Alert(for_s=1e9))
    assert outcome(story.play()) == failed("not detected within 600 s")
    assert story.stack.spawned == []


def test_a_late_alert_says_how_late() -> None:
    story = Story(alert=Alert(for_s=450))
    assert outcome(story.play()) == failed("not detected in time: 450 s of 300 s")


def test_another_runbooks_alert_alone_is_a_wrong_page() -> None:
    story = Story(alert=Alert(for_s=1e9), others=[Alert(name="Other", for_s=60)])
    assert outcome(story.play()) == failed("wrong page: Other fired, and Down never did")


def test_another_runbooks_alert_besides_the_own_one_is_no_failure() -> None:
    assert Story(others=[Alert(name="Other", for_s=60)]).play().outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "the page leads nowhere: Down has no runbook_url"),
        (
            "https://runbooks.example/disk-full.md",
            "the page leads elsewhere: the runbook_url of Down is https://runbooks.example/disk-full.md, not outage.md",
        ),
    ],
)
def test_a_page_must_lead_to_the_runbook(url: str, reason: str) -> None:
    assert outcome(Story(alert=Alert(url=url)).play()) == failed(reason)


def test_a_failing_diagnosis_step_fails_the_runbook_though_the_others_go_on() -> None:
    story = Story()
    story.replies["look"] = Reply(status=2, errors="FATAL: no slot left\n")
    assert outcome(story.play()) == failed(
        "diagnose step look (runbooks/outage.md:10) failed: exit 2: FATAL: no slot left"
    )
    assert [code for code, _ in story.stack.spawned] == ["look", "fix", "check"]


def test_a_failing_resolution_step_stops_the_resolution() -> None:
    story = Story(book=runbook(step(Role.ACT, "one"), step(Role.ACT, "two"), STEPS[2]))
    story.replies |= {"one": Reply(status=1), "two": Reply(act=story.world.heal)}
    verdict = story.play()
    assert [code for code, _ in story.stack.spawned] == ["one", "check"]
    assert outcome(verdict) == failed(
        "act step one (runbooks/outage.md:10) failed: exit 1",
        "not restored while the fault was in place, within 1800 s, healthy only after the revert",
    )


def test_what_only_the_revert_restores_is_not_restored() -> None:
    story = Story()
    story.replies["fix"] = Reply()
    assert outcome(story.play()) == failed(
        "not restored while the fault was in place, within 1800 s, healthy only after the revert"
    )


def test_what_the_revert_does_not_restore_either_is_not_restored() -> None:
    story = Story()

    def for_ever(stack: object) -> Iterator[None]:
        story.world.fail()
        yield

    story.inject, story.replies["fix"] = for_ever, Reply()
    assert outcome(story.play()) == failed("not restored while the fault was in place, within 1800 s")


def test_a_verification_that_passes_on_a_broken_platform_is_a_false_all_clear() -> None:
    story = Story()
    story.replies |= {"fix": Reply(), "check": Reply()}
    assert outcome(story.play()) == failed("false all-clear: the runbook says fixed, the witness disagrees")


def test_a_verification_that_fails_on_a_healthy_platform_cannot_see_the_recovery() -> None:
    story = Story()
    story.replies["check"] = Reply(status=1)
    assert outcome(story.play()) == failed(
        "the runbook cannot see the recovery: the witness is healthy, the verification fails"
    )


NO_VERIFICATION = "the runbook has no verification that could have said that it is over"


def test_a_runbook_without_verification_cannot_say_that_it_is_over() -> None:
    assert outcome(Story(book=runbook(*STEPS[:2])).play()) == failed(NO_VERIFICATION)


def test_a_verification_of_skipped_steps_is_none() -> None:
    book = runbook(*STEPS[:2], step(Role.VERIFY, "check", skip="needs a browser"))
    assert outcome(Story(book=book).play()) == failed(NO_VERIFICATION)


def test_a_relapse_inside_the_stable_time_fails() -> None:
    story = Story()

    def patch() -> None:
        story.world.heal()
        story.world.later(45, story.world.fail)

    story.replies["fix"] = Reply(act=patch)
    assert outcome(story.play()) == failed("relapsed 45 s after the runbook said fixed")


def test_an_alert_that_does_not_clear_fails() -> None:
    story = Story(alert=Alert(clears=False))
    assert outcome(story.play()) == failed("the alert did not clear while the fault was in place: Down")


def test_a_slow_resolution_is_not_in_time() -> None:
    story = Story()
    story.replies["fix"] = Reply(act=story.world.heal, takes_s=2000)
    assert outcome(story.play()) == failed("not restored in time: 2130 s of 1800 s")


def test_lost_and_repeated_work_fails_a_drill_that_went_well_otherwise() -> None:
    story = Story(accounts=Accounts(accepted=9, pending=0, lost=("a", "b"), repeated=("c",)))
    assert outcome(story.play()) == failed(
        "data lost: 2 of 9 accepted pieces of work are missing", "work done twice: 1 of 9 accepted pieces of work"
    )


def test_stable_time_begins_when_the_runbook_says_fixed() -> None:
    story = Story(targets=Targets(stable_s=240))
    timeline = story.run()
    said = timeline.first(Kind.VERIFIED)
    reverting = timeline.first(Kind.FAULT, state="reverting")
    assert said is not None
    assert reverting is not None
    assert reverting.at_s - said.at_s == 240
