"""A scenario in action: its generator, kept in a thread of its own so that the loop goes on watching."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import GeneratorType
from typing import Any

from drillbook.errors import DrillbookError, ScenarioError
from drillbook.model.drill import Drill, Scenario
from drillbook.model.stack import Stack

YIELD_ONCE = "Yield once, while the fault is on."


@dataclass(slots=True)
class Fault:
    """One scenario on one stack: `inject`, later `revert`; each runs in the background until `done`."""

    drill: Drill
    stack: Stack
    _generator: GeneratorType[Any, Any, Any] | None = None
    _thread: threading.Thread | None = None
    _problem: list[BaseException] = field(default_factory=list)
    """What was raised in the thread, until `settle` raises it in the loop's own."""

    @property
    def name(self) -> str:
        """The scenario's name."""
        return self.drill.scenario.name

    @property
    def injected(self) -> bool:
        """Whether the injection has begun, so that there is something to revert."""
        return self._generator is not None

    def inject(self) -> None:
        """Begin to break the stack; raises ScenarioError if the scenario is not a generator function."""
        scenario = self.drill.scenario
        generator = self._made(scenario)
        self._generator = generator

        def enter() -> None:
            try:
                next(generator)
            except StopIteration:
                raise ScenarioError(f"{self._place}: the scenario never yields. {YIELD_ONCE}") from None

        self._go(enter)

    def _made(self, scenario: Scenario) -> GeneratorType[Any, Any, Any]:
        try:
            generator = scenario.inject(self.stack, **self.drill.arguments)
        except TypeError as error:
            raise ScenarioError(f"{self._place}: {error}. Correct the drill's arguments.") from error
        if not inspect.isgenerator(generator):
            raise ScenarioError(f"{self._place}: the scenario is not a generator. {YIELD_ONCE}")
        return generator

    def revert(self) -> None:
        """Begin to undo it."""
        generator = self._generator

        def leave() -> None:
            if generator is None:
                return
            try:
                next(generator)
            except StopIteration:
                return
            generator.close()
            raise ScenarioError(f"{self._place}: the scenario yields twice. {YIELD_ONCE}")

        self._go(leave)

    @property
    def done(self) -> bool:
        """Whether what was begun last has ended."""
        return self._thread is None or not self._thread.is_alive()

    def settle(self) -> None:
        """Raise what went wrong in what has ended, as ScenarioError unless it is an error of ours already."""
        if not self._problem:
            return
        problem = self._problem.pop()
        if isinstance(problem, DrillbookError) or not isinstance(problem, Exception):
            raise problem
        raise ScenarioError(f"{self._place}: {type(problem).__name__}: {problem}.") from problem

    @property
    def _place(self) -> str:
        return f"{self.drill.scenario.path}:{self.drill.scenario.line}"

    def _go(self, work: Callable[[], None]) -> None:
        def run() -> None:
            try:
                work()
            except BaseException as error:  # noqa: BLE001 -- as follows  # shape: broad-except -- re-raised by `settle`
                self._problem.append(error)

        self._thread = threading.Thread(target=run, name=f"scenario {self.name}", daemon=True)
        self._thread.start()
