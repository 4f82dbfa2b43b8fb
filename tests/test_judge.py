"""The judge's rules on timelines written by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drillbook.judge import judge, measure, waited_s
from drillbook.model.drill import Arm, Targets
from drillbook.model.timeline import Event, Kind, Outcome, Timeline, Verdict

from .judged_story import BALANCED, DIAGNOSED, URL, case, event, made, story


def reasons(*without: str, **instead: Event) -> tuple[str, ...]:
    verdict = judge(made(*without, **instead), case())
    assert verdict.outcome is not Outcome.PASSED
    return verdict.reasons


def test_a_drill_that_was_proved_to_pass_passes() -> None:
    assert judge(made(), case()) == Verdict(
        outcome=Outcome.PASSED,
        reasons=("the runbook detected and resolved the fault in time",),
        times=measure(made(), case()),
    )


def test_the_landmarks_are_read_off_the_timeline() -> None:
    times = measure(made(), case())
    assert (times.inject_s, times.effect_s, times.fire_s, times.first_action_s) == (70, 100, 220, 240)
    assert (times.mitigated_s, times.clear_s, times.resolved_s, times.until_s) == (300, 305, 310, 400)
    assert (times.bite_s, times.detect_s, times.restore_s, times.error_s) == (30, 120, 210, 30)


def test_users_who_suffer_at_clock_zero_suffer_from_the_moment_at_which_the_witness_was_asked() -> None:
    assert measure(made(), case()).impact_s == 95


def test_users_who_suffer_later_suffer_from_then() -> None:
    later = event(130, Kind.WITNESS, "users", "unhealthy")
    assert measure(made(suffer=later), case()).impact_s == 130


def test_users_who_were_served_again_before_clock_zero_do_not_count_as_suffering() -> None:
    early = {"suffer": event(82, Kind.WITNESS, "users", "unhealthy")}
    early["served"] = event(90, Kind.WITNESS, "users", "healthy")
    assert measure(made(**early), case()).impact_s is None


def test_users_who_suffer_after_the_revert_only_did_not_suffer_from_the_fault() -> None:
    times = measure(made("served", suffer=event(405, Kind.WITNESS, "users", "unhealthy")), case())
    assert times.impact_s is None


def test_a_fault_that_no_user_felt_is_mitigated_when_its_alert_clears() -> None:
    times = measure(made("suffer", "served"), case())
    assert (times.impact_s, times.mitigated_s, times.resolved_s) == (None, 305, 310)


def test_a_fault_that_no_user_felt_and_that_has_no_alert_is_mitigated_when_that_is_verified() -> None:
    fire = event(220, Kind.ALERT, "symptoms", "firing", runbook_url="")
    timeline = made("suffer", "served", "clear", "pending", fire=fire)
    verdict = judge(timeline, case(alerts=()))
    assert (verdict.outcome, verdict.times.mitigated_s) == (Outcome.PASSED, 310)


def test_an_alert_before_the_injection_is_a_false_alarm() -> None:
    early = event(65, Kind.ALERT, "Other", "firing")
    assert reasons(early=early) == ("false alarm: Other fired without a fault",)


def test_a_false_alarm_that_kept_the_drill_from_beginning_fails_it() -> None:
    timeline = Timeline(events=(event(20, Kind.ALERT, "Other", "firing"),))
    verdict = judge(timeline, case())
    assert (verdict.outcome, verdict.reasons) == (Outcome.FAILED, ("false alarm: Other fired without a fault",))


def test_a_baseline_that_is_not_quiet_proves_nothing() -> None:
    timeline = Timeline(events=(event(0, Kind.WITNESS, "users", "unhealthy", seen="HTTP 500"),))
    verdict = judge(timeline, case())
    assert (verdict.outcome, verdict.reasons) == (Outcome.INCONCLUSIVE, ("baseline is not quiet: HTTP 500",))
    assert judge(Timeline(), case()).reasons == ("baseline is not quiet",)


def test_a_fault_without_effect_proves_nothing() -> None:
    timeline = made("effective", "fire", "clear", "suffer")
    assert judge(timeline, case()).reasons == ("the fault did no harm",)
    assert judge(timeline, case()).outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize("without", [("aftermath",), ("effective", "injected"), ("effective", "injected", "injecting")])
def test_a_run_that_was_broken_off_proves_nothing(without: tuple[str, ...]) -> None:
    verdict = judge(made(*without), case())
    assert (verdict.outcome, verdict.reasons) == (Outcome.INCONCLUSIVE, ("the run was broken off",))


def test_broken_machinery_goes_before_everything_else() -> None:
    broken = event(200, Kind.ERROR, "EnvironmentBrokenError", seen="the warden is gone")
    late = event(1500, Kind.ALERT, "Down", "firing", runbook_url="")
    verdict = judge(made(broken=broken, fire=late), case())
    assert (verdict.outcome, verdict.reasons) == (Outcome.INCONCLUSIVE, ("the warden is gone",))


def test_what_was_never_detected_says_how_long_was_watched() -> None:
    assert reasons("fire", "pending", "clear", "look", "acting", "fix") == ("not detected within 300 s",)


def test_a_late_page_says_how_late() -> None:
    verdict = judge(made(), case(targets=Targets(detect_s=119)))
    assert verdict.reasons == ("not detected in time: 120 s of 119 s",)


def test_a_target_that_is_just_met_is_met() -> None:
    assert judge(made(), case(targets=Targets(detect_s=120, restore_s=210))).outcome is Outcome.PASSED


def test_another_runbooks_page_alone_is_a_wrong_page_named_once() -> None:
    others = {"a": event(200, Kind.ALERT, "Other", "firing"), "b": event(201, Kind.ALERT, "Other", "firing")}
    expected = "wrong page: Other fired, and Down never did"
    assert reasons("fire", "pending", "clear", **others) == (expected,)


def test_any_of_the_runbooks_alerts_detects() -> None:
    assert judge(made(), case(alerts=("Slow", "Down"))).outcome is Outcome.PASSED


def paged(url: str, *, runbook_id: str = "") -> Outcome:
    fire = event(220, Kind.ALERT, "Down", "firing", runbook_url=url)
    return judge(made(fire=fire), replace(case(), runbook_id=runbook_id)).outcome


@pytest.mark.parametrize(
    "url",
    [
        URL,
        f"{URL}#diagnosis",
        f"{URL}?plain=1",
        "outage.md",
        "https://wiki.example/outage",
        "/runbooks/outage.md?a#b",
        "https://site.example/outage/",
        "https://site.example/outage/?print=1#top",
        "https://site.example/runbooks/outage.html",
    ],
)
def test_a_page_that_leads_to_the_runbook_is_fine(url: str) -> None:
    assert paged(url) is Outcome.PASSED


@pytest.mark.parametrize("url", ["https://wiki.example/RB-7", "https://wiki.example/RB-7/", "https://x/RB-7.html"])
def test_a_page_may_lead_to_the_runbook_by_its_id(url: str) -> None:
    assert paged(url, runbook_id="RB-7") is Outcome.PASSED
    assert paged(url) is Outcome.FAILED


@pytest.mark.parametrize("url", ["https://wiki.example/", "https://x/outage/edit", "https://x/?page=outage", "/"])
def test_a_page_that_names_the_runbook_elsewhere_than_at_its_end_leads_elsewhere(url: str) -> None:
    assert paged(url) is Outcome.FAILED


def test_a_page_without_address_leads_nowhere() -> None:
    fire = event(220, Kind.ALERT, "Down", "firing", runbook_url="")
    assert reasons(fire=fire) == ("the page leads nowhere: Down has no runbook_url",)


def test_a_page_with_another_address_leads_elsewhere() -> None:
    fire = event(220, Kind.ALERT, "Down", "firing", runbook_url="https://x/my-outage.md")
    (reason,) = reasons(fire=fire)
    assert reason == "the page leads elsewhere: the runbook_url of Down is https://x/my-outage.md, not outage.md"


@pytest.mark.parametrize("state", ["failed", "timed_out", "blocked", "denied", "not_executable"])
def test_a_step_that_did_not_work_fails_the_runbook_with_its_place(state: str) -> None:
    look = event(230, Kind.STEP, "look", state, **DIAGNOSED, seen="exit 2")
    words = state.replace("_", " ")
    assert reasons(look=look) == (f"diagnose step look (runbooks/outage.md:20) {words}: exit 2",)


@pytest.mark.parametrize(("state", "role"), [("skipped", "act"), ("passed", "act"), ("failed", "detect")])
def test_a_step_that_was_skipped_or_only_asked_for_the_symptom_does_not(state: str, role: str) -> None:
    fix = event(290, Kind.STEP, "fix", state, role=role, line=30)
    assert judge(made(fix=fix), case()).outcome is Outcome.PASSED


def test_what_only_the_revert_restored_is_not_restored() -> None:
    served = event(402, Kind.WITNESS, "users", "healthy")
    failed = event(310, Kind.VERIFIED, "outage", "failed")
    expected = "not restored while the fault was in place, within 300 s, healthy only after the revert"
    assert reasons("clear", served=served, verified=failed) == (expected,)


def test_what_was_never_restored_does_not_blame_the_revert() -> None:
    failed = event(310, Kind.VERIFIED, "outage", "failed")
    assert reasons("clear", "served", verified=failed) == ("not restored while the fault was in place, within 300 s",)


def test_an_all_clear_that_the_witness_denies_is_false() -> None:
    expected = "false all-clear: the runbook says fixed, the witness disagrees"
    assert reasons("served") == (expected,)


def test_an_all_clear_is_false_although_the_alert_has_cleared() -> None:
    assert measure(made("served"), case()).clear_s == 305
    assert measure(made("served"), case()).mitigated_s is None


def test_a_verification_that_fails_on_a_healthy_platform_cannot_see_the_recovery() -> None:
    expected = "the runbook cannot see the recovery: the witness is healthy, the verification fails"
    assert reasons(verified=event(310, Kind.VERIFIED, "outage", "failed")) == (expected,)


@pytest.mark.parametrize("without", [(), ("verified",)])
def test_a_runbook_without_verification_cannot_say_that_it_is_over(without: tuple[str, ...]) -> None:
    absent = {} if without else {"verified": event(310, Kind.VERIFIED, "outage", "absent")}
    assert reasons(*without, **absent) == ("the runbook has no verification that could have said that it is over",)


def test_a_relapse_after_the_runbook_said_fixed_fails() -> None:
    again = event(335, Kind.WITNESS, "users", "unhealthy")
    back = event(350, Kind.WITNESS, "users", "healthy")
    assert reasons(again=again, back=back) == ("relapsed 25 s after the runbook said fixed",)


def test_a_relapse_that_came_after_users_were_served_late_counts_too() -> None:
    served = event(330, Kind.WITNESS, "users", "healthy")
    again = event(350, Kind.WITNESS, "users", "unhealthy")
    assert reasons(served=served, again=again) == ("relapsed 40 s after the runbook said fixed",)


def test_users_who_are_served_a_moment_after_the_verification_have_not_relapsed() -> None:
    served = event(320, Kind.WITNESS, "users", "healthy")
    verdict = judge(made(served=served), case())
    assert (verdict.outcome, verdict.times.resolved_s) == (Outcome.PASSED, 320)


def test_an_alert_that_never_clears_fails() -> None:
    expected = "the alert did not clear while the fault was in place: Down"
    assert reasons("clear") == (expected,)
    assert reasons(clear=event(405, Kind.ALERT, "Down", "inactive")) == (expected,)


def test_an_alert_that_comes_back_has_not_cleared() -> None:
    assert reasons(back=event(340, Kind.ALERT, "Down", "firing")) == (
        "the alert did not clear while the fault was in place: Down",
    )


def test_an_alert_that_no_user_felt_and_that_never_clears_is_no_false_all_clear() -> None:
    expected = "the alert did not clear while the fault was in place: Down"
    assert reasons("suffer", "served", "clear") == (expected,)


def test_an_alert_clears_when_the_last_of_its_label_sets_does() -> None:
    one, two = {"labels": {"instance": "one"}}, {"labels": {"instance": "two"}}
    both = {
        "pending": event(110, Kind.ALERT, "Down", "pending", **one),
        "fire": event(220, Kind.ALERT, "Down", "firing", runbook_url=URL, **one),
        "second": event(225, Kind.ALERT, "Down", "firing", runbook_url=URL, **two),
        "clear": event(305, Kind.ALERT, "Down", "inactive", **one),
    }
    assert reasons(**both) == ("the alert did not clear while the fault was in place: Down",)
    both["last"] = event(320, Kind.ALERT, "Down", "inactive", **two)
    assert measure(made(**both), case()).clear_s == 320


def test_a_late_restoration_says_how_late() -> None:
    verdict = judge(made(), case(targets=Targets(restore_s=209)))
    assert verdict.reasons == ("not restored in time: 210 s of 209 s",)


def test_missing_and_repeated_work_fails_even_after_a_good_drill() -> None:
    stock = event(420, Kind.STOCK, "accepted work", **BALANCED | {"lost": ["a"], "repeated": ["b", "c"]})
    assert reasons(stock=stock) == (
        "data lost: 1 of 9 accepted pieces of work are missing",
        "work done twice: 2 of 9 accepted pieces of work",
    )


def test_several_failures_are_all_said() -> None:
    fire = event(220, Kind.ALERT, "Down", "firing", runbook_url="")
    look = event(230, Kind.STEP, "look", "failed", **DIAGNOSED)
    assert len(reasons(fire=fire, look=look)) == 2


def test_a_failed_clean_up_never_changes_the_verdict() -> None:
    failed = event(410, Kind.CLEAN_UP, "outage", "failed", seen="busy")
    assert judge(made("reverted", clean_up=failed), case()).outcome is Outcome.PASSED


class TestControl:
    def judged(self, *without: str, **instead: Event) -> Verdict:
        return judge(made("acting", "fix", "look", "verified", *without, **instead), case(Arm.CONTROL))

    def test_a_fault_that_stays_passes(self) -> None:
        assert self.judged("served", "clear").reasons == ("the fault stays without the runbook",)

    def test_one_that_heals_fails_with_its_time(self) -> None:
        verdict = self.judged()
        assert verdict.outcome is Outcome.FAILED
        assert verdict.reasons == ("the fault heals by itself after 200 s: the runbook deserves no credit",)

    def test_one_that_users_felt_stays_although_its_alert_clears(self) -> None:
        assert self.judged("served").outcome is Outcome.PASSED

    def test_one_that_nobody_felt_proves_nothing(self) -> None:
        verdict = self.judged("suffer", "served", "pending", "fire", "clear")
        assert verdict.outcome is Outcome.INCONCLUSIVE
        assert verdict.reasons[0].startswith("the fault was not felt")


class TestBaseline:
    watched = event(660, Kind.PHASE, "watch", "ended")
    ready = story()["ready"]

    def judged(self, *events: Event) -> Verdict:
        return judge(Timeline(events=events), case(Arm.BASELINE))

    def test_a_quiet_watch_passes(self) -> None:
        assert self.judged(self.ready, self.watched).reasons == ("no alert without a fault",)

    def test_an_alert_fails(self) -> None:
        alarm = event(300, Kind.ALERT, "Down", "firing")
        assert self.judged(self.ready, alarm, self.watched).reasons == ("false alarm: Down fired without a fault",)

    def test_an_unfinished_watch_proves_nothing(self) -> None:
        assert self.judged(self.ready).reasons == ("the run was broken off",)


def test_other_targets_give_another_verdict_on_the_same_timeline() -> None:
    timeline = made()
    assert judge(timeline, case(targets=Targets(restore_s=100))).outcome is Outcome.FAILED
    assert judge(timeline, case(targets=Targets(restore_s=1000))).outcome is Outcome.PASSED


def test_unavoidable_waiting_is_the_rules_own_hold_and_health_that_must_last() -> None:
    verify = event(400, Kind.PHASE, "verify", "ended")
    assert waited_s(made(verify=verify), case()) == 60 + 60 + (220 - 110)
    assert waited_s(Timeline(events=(TestBaseline.ready, TestBaseline.watched)), case(Arm.BASELINE)) == 60 + 600
    hold = {"begun": event(250, Kind.PHASE, "hold", "begun"), "held": event(390, Kind.PHASE, "hold", "ended")}
    assert waited_s(made(**hold), case(Arm.CONTROL)) == 60 + 140 + 110
    assert waited_s(Timeline(), case()) == 0
