"""A scenario in action: entered and left in a thread of its own, its errors raised where they are asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from drillbook.clock import Deadline
from drillbook.engine.fault import Fault
from drillbook.errors import EnvironmentBrokenError, ScenarioError

from .bench import JOIN_WITHIN_S, Story


def fault(inject: Callable[..., Any], **arguments: Any) -> Fault:
    story = Story(arguments=arguments)
    story.inject = inject
    return Fault(story.drill(), story.stack)


def settled(one: Fault) -> None:
    deadline = Deadline(JOIN_WITHIN_S)
    while not one.done:
        assert deadline.pause(0.001), "the scenario does not end"
    one.settle()


def test_it_injects_then_reverts() -> None:
    said: list[str] = []

    def scenario(stack: object, *, level: int) -> Iterator[None]:
        said.append(f"on {level}")
        yield
        said.append("off")

    one = fault(scenario, level=3)
    assert (one.name, one.injected, one.done) == ("outage", False, True)
    one.inject()
    settled(one)
    assert one.injected
    assert said == ["on 3"]
    one.revert()
    settled(one)
    assert said == ["on 3", "off"]


def test_it_runs_beside_the_loop() -> None:
    release = threading.Event()

    def slow(stack: object) -> Iterator[None]:
        release.wait(JOIN_WITHIN_S)
        yield

    one = fault(slow)
    one.inject()
    assert not one.done
    release.set()
    settled(one)
    assert one.done


def test_reverting_what_was_never_injected_does_nothing() -> None:
    one = fault(lambda _stack: iter(()))
    one.revert()
    settled(one)
    assert not one.injected


def test_errors_of_ours_pass_as_they_are_and_only_once() -> None:
    def refuses(stack: object) -> Iterator[None]:
        raise EnvironmentBrokenError("toxiproxy does not answer.")
        yield

    one = fault(refuses)
    one.inject()
    with pytest.raises(EnvironmentBrokenError, match=r"^toxiproxy does not answer\.$"):
        settled(one)
    one.settle()


def test_other_errors_name_the_scenario_and_their_cause() -> None:
    def breaks(stack: object) -> Iterator[None]:
        raise LookupError("no such service")
        yield

    one = fault(breaks)
    one.inject()
    with pytest.raises(ScenarioError, match=r"^scenarios/outage\.py:3: LookupError: no such service\.$") as caught:
        settled(one)
    assert isinstance(caught.value.__cause__, LookupError)


def test_an_exit_inside_a_scenario_is_not_swallowed() -> None:
    def leaves(stack: object) -> Iterator[None]:
        raise SystemExit(3)
        yield

    one = fault(leaves)
    one.inject()
    with pytest.raises(SystemExit):
        settled(one)


@pytest.mark.parametrize("inject", [lambda _stack: None, lambda _stack: [None], lambda _stack: iter([None])])
def test_only_a_generator_is_a_scenario(inject: Callable[..., Any]) -> None:
    with pytest.raises(ScenarioError, match="not a generator"):
        fault(inject).inject()
