"""Broken machinery, scenarios and interruptions: nothing is proved, and the fault is undone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from drillbook.errors import EnvironmentBrokenError
from drillbook.model.drill import Finding
from drillbook.model.runbook import Input
from drillbook.model.timeline import Kind, Outcome

from .bench import JOIN_WITHIN_S, FakeWitness, Reply, Story, runbook
from .verdicts import inconclusive, outcome


def test_a_stack_that_breaks_away_proves_nothing_and_the_fault_is_undone() -> None:
    story = Story()
    story.broken = lambda: "the stack's warden is gone" if not story.world.served else ""
    assert outcome(story.play()) == inconclusive("the stack's warden is gone")
    assert story.states(Kind.FAULT)[-2:] == ["reverting", "reverted"]
    assert story.states(Kind.CLEAN_UP) == []
    assert story.world.served


def test_a_stack_that_breaks_away_during_the_revert_proves_nothing_either() -> None:
    story = Story()
    story.broken = lambda: "gone" if "reverting" in story.states(Kind.FAULT) else ""
    assert outcome(story.play()) == inconclusive("gone")
    assert story.states(Kind.FAULT)[-1] == "reverted"


def test_a_witness_that_raises_is_said_and_the_fault_undone() -> None:
    story = Story()

    class Raising(FakeWitness):
        def look(self) -> Finding:
            return super().look() if self.world.served else Finding(ok={}["id"])

    story.witness = Raising(story.world)
    verdict = story.play()
    assert verdict.outcome is Outcome.INCONCLUSIVE
    assert verdict.reasons == ("a witness or effect check raised KeyError: 'id'. Make it answer with a Finding.",)
    assert story.states(Kind.FAULT)[-1] == "reverted"


def test_a_project_that_cannot_take_stock_proves_nothing() -> None:
    story = Story(accounts=ZeroDivisionError("no books"))
    assert outcome(story.play()) == inconclusive(
        "take_stock raised ZeroDivisionError: no books. Correct it in the stack file."
    )
    (reason,) = Story(accounts=EnvironmentBrokenError("no database.")).play().reasons
    assert "no database." in reason


def test_an_input_without_value_is_found_before_anything_is_injected() -> None:
    story = Story(book=runbook(inputs=(Input(name="HOST"),)))
    verdict = story.play()
    assert verdict.outcome is Outcome.INCONCLUSIVE
    assert "input HOST has no value" in verdict.reasons[0]
    assert story.states(Kind.FAULT) == []


PLACE = "scenarios/outage.py:3: "


def raises(stack: object) -> Iterator[None]:
    raise OSError("no such proxy")
    yield


def never(stack: object) -> Iterator[None]:
    return
    yield


def no_generator(stack: object) -> None:
    return None


@pytest.mark.parametrize(
    ("inject", "reason"),
    [
        (raises, "OSError: no such proxy."),
        (never, "the scenario never yields. Yield once, while the fault is on."),
        (no_generator, "the scenario is not a generator. Yield once, while the fault is on."),
    ],
)
def test_a_scenario_that_cannot_inject_proves_nothing(inject: Callable[..., Any], reason: str) -> None:
    story = Story()
    story.inject = inject
    assert outcome(story.play()) == inconclusive(PLACE + reason)
    assert story.states(Kind.CLEAN_UP) == []


def test_wrong_arguments_of_a_scenario_are_named() -> None:
    story = Story(arguments={"level": 3})
    (reason,) = story.play().reasons
    assert reason.startswith(PLACE)
    assert "unexpected keyword argument 'level'. Correct the drill's arguments." in reason


def test_a_scenario_that_raises_on_revert_is_a_failed_clean_up_and_no_other_verdict() -> None:
    story = Story()

    def stuck(stack: object) -> Iterator[None]:
        story.world.fail()
        yield
        raise OSError("busy")

    story.inject = stuck
    assert story.play().outcome is Outcome.PASSED
    (clean_up,) = [event for event in story.written if event.kind is Kind.CLEAN_UP]
    assert (clean_up.state, clean_up.facts["seen"]) == ("failed", f"{PLACE}OSError: busy.")


def test_a_scenario_that_yields_twice_is_a_failed_clean_up() -> None:
    story = Story()
    closed = []

    def twice(stack: object) -> Iterator[None]:
        story.world.fail()
        yield
        try:
            yield
        finally:
            closed.append(True)

    story.inject = twice
    assert story.play().outcome is Outcome.PASSED
    (clean_up,) = [event for event in story.written if event.kind is Kind.CLEAN_UP]
    assert clean_up.facts["seen"] == f"{PLACE}the scenario yields twice. Yield once, while the fault is on."
    assert closed == [True]


def test_an_injection_that_hangs_is_given_up_and_never_called_reverted() -> None:
    story = Story()
    release = threading.Event()

    def hangs(stack: object) -> Iterator[None]:
        release.wait(JOIN_WITHIN_S)
        yield

    story.inject, story.monitor.waits_for_scenarios = hangs, False
    verdict = story.play()
    release.set()
    assert outcome(verdict) == inconclusive("scenario outage did not inject within 30 s.")
    (clean_up,) = [event for event in story.written if event.kind is Kind.CLEAN_UP]
    assert clean_up.facts["seen"] == "scenario outage still injects, so it cannot be reverted."
    assert "reverted" not in story.states(Kind.FAULT)


def test_a_revert_that_hangs_is_a_failed_clean_up() -> None:
    story = Story()
    release = threading.Event()

    def hangs(stack: object) -> Iterator[None]:
        story.world.fail()
        yield
        story.monitor.waits_for_scenarios = False
        release.wait(JOIN_WITHIN_S)

    story.inject = hangs
    verdict = story.play()
    release.set()
    assert verdict.outcome is Outcome.PASSED
    (clean_up,) = [event for event in story.written if event.kind is Kind.CLEAN_UP]
    assert clean_up.facts["seen"] == "scenario outage did not revert within 30 s."


def test_an_interruption_undoes_the_fault_and_goes_on() -> None:
    story = Story()

    def interrupt() -> None:
        raise KeyboardInterrupt

    story.replies["fix"] = Reply(act=interrupt)
    with pytest.raises(KeyboardInterrupt):
        story.run()
    assert story.states(Kind.FAULT)[-1] == "reverted"
    assert story.world.served


def test_an_interruption_during_the_revert_waits_until_the_fault_is_undone() -> None:
    story = Story()
    told: list[bool] = []

    def once() -> str:
        if "reverting" in story.states(Kind.FAULT) and not told:
            told.append(story.world.served)
            raise KeyboardInterrupt
        return ""

    story.replies["fix"], story.broken = Reply(), once
    with pytest.raises(KeyboardInterrupt):
        story.run()
    assert told == [False]
    assert story.world.served
