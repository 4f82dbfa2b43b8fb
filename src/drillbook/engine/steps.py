"""Taking the steps of a runbook, one at a time, while the loop goes on watching."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from drillbook.engine.loop import Loop
from drillbook.errors import ProjectError
from drillbook.model.drill import Drill
from drillbook.model.runbook import Role, Runbook, Step
from drillbook.model.stack import Stack
from drillbook.model.timeline import Kind
from drillbook.shell import attempt
from drillbook.shell.attempt import Attempt, Result, State

KeepLog = Callable[[str, str], None]
"""Keeps the output of a step: its name, its text."""

OUTPUT_FILE = "DRILL_OUTPUT"
"""The variable that names the file to which a step may append ``KEY=VALUE`` lines for those after it."""
MASK = "***"
SECRET_CHARACTERS_MIN = 4
"""A shorter value would mask half of every text."""
RISE_S = 60.0
"""Real seconds beyond a step's own time limits after which the loop stops waiting for it."""


def values_of(runbook: Runbook, bind: Mapping[str, str]) -> dict[str, str]:
    """The variables of a runbook's inputs: those bound by the drill, else their defaults.

    Raises:
        ProjectError: an input has no value, or one that its pattern or choices forbid.
    """
    values = dict(bind)
    for name, bound in values.items():
        if not isinstance(bound, str):
            raise ProjectError(f'bind: {name} is {bound!r}. Write it as text: "{bound}".', path=runbook.path)
    for wanted in runbook.inputs:
        value = bind.get(wanted.name, wanted.default)
        if value is None:
            what = f'input {wanted.name} has no value. Bind it in the drill: drill("…", bind={{"{wanted.name}": "…"}}).'
            raise ProjectError(what, path=runbook.path)
        allowed = (not wanted.pattern or re.fullmatch(wanted.pattern, value)) and (
            not wanted.choices or value in wanted.choices
        )
        if not allowed:
            rule = wanted.pattern or ", ".join(wanted.choices)
            shown = "the value" if wanted.secret else f'"{value}"'
            raise ProjectError(f"input {wanted.name}: {shown} is not allowed by: {rule}.", path=runbook.path)
        values[wanted.name] = value
    return values


def bound(step: Step, bind: Mapping[str, str]) -> Step:
    """The step with the placeholders filled in that the drill binds, by their text or their name."""
    code, left = step.code, []
    for placeholder in step.placeholders:
        value = bind.get(placeholder.text, bind.get(placeholder.name))
        if placeholder.bindable or value is None:
            left.append(placeholder)
        else:
            code = code.replace(placeholder.text, shlex.quote(value))
    return replace(step, code=code, placeholders=tuple(left))


@dataclass(slots=True)
class Steps:
    """The steps taken in one run."""

    loop: Loop
    stack: Stack
    drill: Drill
    keep: KeepLog
    results: dict[str, State] = field(default_factory=dict)
    values: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.values = values_of(self.drill.runbook, self.drill.bind)

    def take_all(self, steps: Iterable[Step], *, role: Role, stop: bool) -> frozenset[State]:
        """Take steps in order; with `stop`, up to the first that fails. Returns how those that were taken ended."""
        ended = set()
        for step in steps:
            state = self.take(step, role=role)
            if state is not State.SKIPPED:
                ended.add(state)
            if stop and ended - {State.PASSED}:
                break
        return frozenset(ended)

    def take(self, step: Step, *, role: Role) -> State:
        """Take one step and write what became of it."""
        name = step.name or f"line-{step.line}"
        step = bound(step, self.drill.bind)
        self.loop.say(Kind.STEP, name, state="started", role=role.value, line=step.line, code=self._masked(step.code))
        result = self._result(step)
        self.results[name] = result.state
        if result.state is State.PASSED:
            self.values |= self._captured(step, result)
        self.keep(name, self._masked(f"$ {step.code}\n{result.output}{result.errors}"))
        self.loop.say(
            Kind.STEP,
            name,
            state=result.state.value,
            role=role.value,
            line=step.line,
            real_s=round(result.real_s, 3),
            seen=self._masked(result.seen),
        )
        return result.state

    def _captured(self, step: Step, result: Result) -> dict[str, str]:
        """What a step leaves to those after it: its output by name, and the lines that it wrote to the output file."""
        captured = {step.capture: result.output.strip()} if step.capture else {}
        if self._output_file.is_file():
            lines = self._output_file.read_text(encoding="utf-8", errors="replace").splitlines()
            captured |= dict(line.split("=", 1) for line in lines if "=" in line)
            self._output_file.unlink()
        return captured

    @property
    def _output_file(self) -> Path:
        return self.stack.logs.absolute() / ".step-output"

    def _masked(self, text: str) -> str:
        """Text without the values of secrets, whatever a step may print."""
        spec, inputs = self.stack.spec, self.drill.runbook.inputs
        secrets = {spec.app.password, spec.admin.password}
        secrets |= {self.values.get(wanted.name, "") for wanted in inputs if wanted.secret}
        for secret in sorted(secrets, key=len, reverse=True):
            text = text.replace(secret, MASK) if len(secret) >= SECRET_CHARACTERS_MIN else text
        return text

    def _result(self, step: Step) -> Result:
        blocked = [name for name in step.needs if self.results.get(name) is not State.PASSED]
        if blocked:
            return Result(state=State.BLOCKED, seen=f"needs {', '.join(blocked)}")
        variables = {name: value for name, value in self.values.items() if name.isidentifier()}
        env = {**self.stack.environment, OUTPUT_FILE: str(self._output_file), **variables}
        begun = attempt.begin(step, self.stack, env=env)
        if isinstance(begun, Result):
            return begun
        return self._watch(begun, step)

    def _watch(self, running: Attempt, step: Step) -> Result:
        """Let the loop tick until the step has ended."""
        ended: list[Result] = []

        def over() -> bool:
            result = running.poll()
            if result is not None:
                ended.append(result)
            return result is not None

        limit_s = (step.timeout_s + step.retry_s + RISE_S) * self.loop.clock.scale
        try:
            self.loop.until(over, limit_s=limit_s)
        finally:
            running.close()
        return ended[0] if ended else Result(state=State.TIMED_OUT, seen=f"did not end within {limit_s:.0f} s")
