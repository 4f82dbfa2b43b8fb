"""The control and the baseline arm, and runbooks that detect by their own symptom checks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from drillbook.model.drill import Accounts, Arm, Finding
from drillbook.model.runbook import Role
from drillbook.model.timeline import Kind, Outcome

from .bench import STEPS, Alert, Reply, Story, runbook, step
from .verdicts import failed, outcome


class TestControl:
    def test_a_fault_that_stays_passes(self) -> None:
        story = Story(arm=Arm.CONTROL)
        assert outcome(story.play()) == (Outcome.PASSED, ("the fault stays without the runbook",))
        assert story.stack.spawned == []

    def test_a_fault_that_heals_by_itself_fails(self) -> None:
        story = Story(arm=Arm.CONTROL)

        def passing(stack: object) -> Iterator[None]:
            story.world.fail()
            story.world.later(600, story.world.heal)
            yield

        story.inject = passing
        assert outcome(story.play()) == failed("the fault heals by itself after 600 s: the runbook deserves no credit")

    def test_a_fault_that_nobody_felt_proves_nothing(self) -> None:
        story = Story(arm=Arm.CONTROL, effect=lambda _stack: Finding(ok=True, seen="on"))
        story.inject = lambda _stack: iter_once()
        (reason,) = story.play().reasons
        assert reason.startswith("the fault was not felt")

    def test_a_fault_that_only_its_alert_felt_and_that_cleared_heals_by_itself(self) -> None:
        story = Story(arm=Arm.CONTROL, effect=lambda _stack: Finding(ok=True, seen="on"))

        def brief(stack: object) -> Iterator[None]:
            story.alert.forced = True
            story.world.later(300, lambda: setattr(story.alert, "forced", False))
            yield

        story.inject = brief
        (reason,) = story.play().reasons
        assert reason.startswith("the fault heals by itself after 300 s")


def iter_once() -> Iterator[None]:
    yield


class TestBaseline:
    def test_a_quiet_platform_passes_after_the_whole_watch(self) -> None:
        story = Story(arm=Arm.BASELINE)
        assert outcome(story.play()) == (Outcome.PASSED, ("no alert without a fault",))
        watch = [event.at_s for event in story.written if event.name == "watch"]
        assert watch[1] - watch[0] == story.targets.baseline_s
        assert story.states(Kind.FAULT) == []

    def test_an_alert_fails(self) -> None:
        story = Story(arm=Arm.BASELINE)
        story.world.later(300, lambda: setattr(story.alert, "forced", True))
        assert outcome(story.play()) == failed("false alarm: Down fired without a fault")

    def test_lost_work_fails_without_a_fault_too(self) -> None:
        story = Story(arm=Arm.BASELINE, accounts=Accounts(accepted=3, pending=0, lost=("a",)))
        assert outcome(story.play()) == failed("data lost: 1 of 3 accepted pieces of work are missing")


class TestSymptoms:
    """A runbook without alerts names its symptom as a step; it is polled like an alert."""

    def story(self) -> Story:
        story = Story(book=runbook(step(Role.DETECT, "symptom"), *STEPS, alerts=()), alert=Alert(for_s=1e9))
        story.replies["symptom"] = Reply(status=lambda: 0 if story.clock.now() > 300 else 1)
        return story

    def test_a_symptom_that_shows_detects(self) -> None:
        story = self.story()
        verdict = story.play()
        assert verdict.outcome is Outcome.PASSED, verdict.reasons
        assert verdict.times.fire_s == pytest.approx(300, abs=30)

    def test_a_symptom_that_never_shows_does_not(self) -> None:
        story = self.story()
        story.replies["symptom"] = Reply(status=1)
        (reason,) = story.play().reasons
        assert reason.startswith("not detected within 6")

    def test_a_symptom_that_is_skipped_never_shows(self) -> None:
        story = self.story()
        story.book = runbook(step(Role.DETECT, "symptom", skip="by eye"), *STEPS, alerts=())
        assert story.play().outcome is Outcome.FAILED

    def test_an_alert_of_somebody_else_is_a_wrong_page(self) -> None:
        story = self.story()
        story.monitor.alerts.append(Alert(name="Other", for_s=60))
        story.replies["symptom"] = Reply(status=1)
        (reason,) = story.play().reasons
        assert reason == "wrong page: Other fired, and the runbook's symptom check never did"

    def test_a_runbook_with_neither_alert_nor_symptom_is_never_paged(self) -> None:
        story = Story(book=runbook(*STEPS, alerts=()))
        assert story.play().outcome is Outcome.FAILED
        assert story.stack.spawned == []
