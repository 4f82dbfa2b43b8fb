"""The loop looks once a period and writes what changed; a watch asks in the background."""

from __future__ import annotations

import threading

import pytest

from drillbook.clock import Deadline
from drillbook.engine.loop import Watch
from drillbook.errors import EnvironmentBrokenError, ProjectError
from drillbook.model.drill import Finding
from drillbook.model.timeline import Kind

from .bench import PERIOD_S, Story

ANSWER_WITHIN_S = 5.0


def test_until_ticks_once_a_period_and_stops_at_its_limit() -> None:
    story = Story()
    loop, ticks = story.loop(), []
    assert not loop.until(lambda: bool(ticks.append(loop.now_s)), limit_s=40)
    assert ticks == [0, PERIOD_S, 2 * PERIOD_S, 40]


def test_until_returns_without_sleeping_when_its_condition_holds() -> None:
    loop = Story().loop()
    assert loop.until(lambda: True, limit_s=100)
    assert loop.now_s == 0.0


def test_ticks_keep_their_pace_when_one_of_them_takes_long() -> None:
    story = Story()
    loop, ticks = story.loop(), []

    def dawdle() -> bool:
        ticks.append(loop.now_s)
        story.clock.sleep(10 if len(ticks) == 2 else 0)
        return False

    loop.until(dawdle, limit_s=60)
    assert ticks == [0, 15, 30, 45, 60]


def test_waiting_ticks_for_that_long() -> None:
    loop = Story().loop()
    loop.wait(100)
    assert loop.now_s == 100


def test_a_witness_is_written_when_its_answer_changes_only() -> None:
    story = Story()
    loop = story.loop()
    story.world.later(30, story.world.fail)
    story.world.later(60, story.world.heal)
    loop.wait(120)
    assert [(event.at_s, event.state) for event in story.written if event.kind is Kind.WITNESS] == [
        (0.0, "healthy"),
        (30.0, "unhealthy"),
        (60.0, "healthy"),
    ]
    assert loop.healthy_for_s() == 60.0


def test_users_are_not_healthy_before_the_first_answer_nor_while_they_suffer() -> None:
    story = Story()
    loop = story.loop()
    assert (loop.healthy, loop.healthy_for_s()) == (False, 0.0)
    story.world.fail()
    loop.tick()
    assert (loop.healthy, loop.healthy_for_s()) == (False, 0.0)


def test_a_stack_that_is_gone_ends_the_wait_unless_it_endures() -> None:
    story = Story(broken=lambda: "gone")
    loop = story.loop()
    with pytest.raises(EnvironmentBrokenError, match="gone"):
        loop.wait(100)
    assert not loop.until(lambda: False, limit_s=30, enduring=True)
    assert loop.now_s == 30


def test_closing_lets_go_of_witness_and_monitor() -> None:
    story = Story()
    story.loop().close()
    assert story.witness.closed
    assert story.monitor.closed


def answered(watch: Watch, *, at_s: float) -> Finding:
    """Ticks until the answer of a background watch has changed."""
    deadline = Deadline(ANSWER_WITHIN_S)
    while (found := watch.tick(at_s)) is None:
        assert deadline.pause(0.001), "the watch does not answer"
    return found


class TestWatch:
    def test_a_slow_question_never_holds_the_loop(self) -> None:
        release = threading.Event()

        def ask() -> Finding:
            release.wait(ANSWER_WITHIN_S)
            return Finding(ok=True, seen="at last")

        watch = Watch(ask)
        assert [watch.tick(second) for second in (10.0, 20.0, 30.0)] == [None, None, None]
        release.set()
        assert answered(watch, at_s=40.0).seen == "at last"
        assert watch.changed_s == 10.0, "an answer bears the time at which it was asked for"
        watch.close()

    def test_it_asks_again_after_each_answer_and_tells_changes_only(self) -> None:
        answers = [Finding(ok=False, seen="down")]
        watch = Watch(lambda: answers[0])
        assert not answered(watch, at_s=1.0).ok
        answers[0] = Finding(ok=True)
        assert answered(watch, at_s=2.0).ok
        watch.close()

    @pytest.mark.parametrize("inline", [True, False])
    def test_a_question_that_raises_is_an_error_of_the_project_every_time(self, inline: bool) -> None:  # noqa: FBT001 -- parametrized
        def ask() -> Finding:
            raise ZeroDivisionError("users / 0")

        watch = Watch(ask, inline=inline)
        for _ in range(2):
            with pytest.raises(ProjectError, match="raised ZeroDivisionError: users / 0"):
                answered(watch, at_s=0.0)
        watch.close()

    def test_an_error_of_ours_passes_as_it_is(self) -> None:
        def ask() -> Finding:
            raise EnvironmentBrokenError("no server.")

        with pytest.raises(EnvironmentBrokenError, match="no server"):
            Watch(ask, inline=True).tick(0.0)

    def test_one_that_was_never_asked_closes(self) -> None:
        watch = Watch(lambda: Finding(ok=True))
        watch.close()
        assert watch.last is None
