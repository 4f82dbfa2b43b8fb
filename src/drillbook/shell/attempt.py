"""One attempt at a runbook step: a process of the stack that is looked at until it ends or its time is over."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import IO

from drillbook.clock import Deadline
from drillbook.errors import EnvironmentBrokenError
from drillbook.model.runbook import Risk, RunMode, Step
from drillbook.model.stack import Command, Process, Stack
from drillbook.shell import expectation, languages

OUTPUT_BYTES_MAX = 1 << 20
"""What is kept of a step's output; more is cut off, and a step that writes more is ended."""
SEEN_CHARACTERS_MAX = 300
END_WITHIN_S = 0.5


class State(StrEnum):
    """How a step ended; docs/reference/records.md lists what each state means."""

    PASSED = "passed"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    BLOCKED = "blocked"
    SKIPPED = "skipped"
    DENIED = "denied"
    NOT_EXECUTABLE = "not_executable"
    CONFIG_ERROR = "config_error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a step."""

    state: State
    output: str = ""
    errors: str = ""
    seen: str = ""
    """Why it did not pass, or what it said, in one line."""
    real_s: float = 0.0


@dataclass(slots=True)
class Attempt:
    """A step that runs; `poll` until it returns a result."""

    step: Step
    stack: Stack
    env: Mapping[str, str]
    _whole: Deadline = field(init=False)
    _current: Deadline = field(init=False)
    _pause: Deadline | None = None
    _process: Process | None = None
    _output: IO[bytes] | None = None
    _errors: IO[bytes] | None = None

    def __post_init__(self) -> None:
        self._whole = Deadline(self.step.retry_s)
        self._start()

    def _start(self) -> None:
        argv = languages.argv(self.step, self.env)
        if argv is None:
            raise ValueError(self.step.language)
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 -- lives as long as the attempt, see close
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 -- as above
        self._current, self._pause = Deadline(self.step.timeout_s), None
        env = dict(self.env)
        if self.step.on:
            env = {**self.stack.environment_of(self.step.on), **self.env}
        if self.step.profile:
            env["PGUSER"] = self.step.profile
        command = Command(argv=argv, env=env, cwd=_cwd(env), stdout=self._output, stderr=self._errors)
        try:
            self._process = self.stack.spawn(command)
        except BaseException:
            self.close()
            raise

    def poll(self) -> Result | None:
        """The result, or None while it runs; starts the next try when one is due."""
        if self._pause is not None:
            if self._pause.over:
                self._start()
            return None
        if self._process is None:
            return None
        status = self._process.poll()
        if status is None and not self._current.over and not self._floods():
            return None
        result = self._conclude(status)
        self.close()
        if result.state is not State.PASSED and self._whole.left_s > self.step.every_s:
            self._pause = Deadline(self.step.every_s)
            return None
        return result

    def _floods(self) -> bool:
        return any(
            stream is not None and os.fstat(stream.fileno()).st_size > OUTPUT_BYTES_MAX
            for stream in (self._output, self._errors)
        )

    def _conclude(self, status: int | None) -> Result:
        output, errors = _read(self._output), _read(self._errors)
        real_s = self._whole.spent_s
        if status is None:
            flooded = self._floods()
            why = f"wrote more than {OUTPUT_BYTES_MAX} bytes" if flooded else f"ran over {self.step.timeout_s:g} s"
            state = State.FAILED if flooded else State.TIMED_OUT
            return Result(state=state, output=output, errors=errors, seen=why, real_s=real_s)
        status = 0 if status == languages.ENOUGH else status
        finding = expectation.met(self.step.expect, status=status, output=output, errors=errors)
        return Result(
            state=State.PASSED if finding.ok else State.FAILED,
            output=output,
            errors=errors,
            seen=(finding.seen or _last_line(output))[:SEEN_CHARACTERS_MAX],
            real_s=real_s,
        )

    def close(self) -> None:
        """End the step's process group if the step still runs, and let go of its output."""
        if self._process is not None and self._process.poll() is None:
            self._process.end(grace_s=END_WITHIN_S)
        for stream in (self._output, self._errors):
            if stream is not None:
                stream.close()
        self._process = self._output = self._errors = None


def refusal(step: Step, stack: Stack) -> Result | None:
    """Why a step may not run at all, or None."""
    return next(_refusals(step, stack), None)


def _refusals(step: Step, stack: Stack) -> Iterator[Result]:
    """Every reason against running a step, the first of which is told."""
    if step.skip:
        yield Result(state=State.SKIPPED, seen=step.skip)
    if step.run in {RunMode.MANUAL, RunMode.NEVER}:
        yield Result(state=State.SKIPPED, seen=f"run={step.run}")
    if step.language not in languages.EXECUTABLE:
        yield Result(state=State.NOT_EXECUTABLE, seen=f'"{step.language}" cannot be executed')
    names = [service.name for service in stack] if step.on else []
    if step.on and step.on not in names:
        yield Result(state=State.CONFIG_ERROR, seen=f"on={step.on}: no such service. Known: {', '.join(names)}")
    if not stack.disposable and (step.run is RunMode.CONFIRM or step.risk is Risk.DESTRUCTIVE):
        why = "run=confirm" if step.run is RunMode.CONFIRM else "risk=destructive"
        yield Result(state=State.DENIED, seen=f"{why}, and the stack is not disposable")
    unbound = [placeholder.text for placeholder in step.placeholders if not placeholder.bindable]
    if unbound:
        yield Result(state=State.NOT_EXECUTABLE, seen=f"unbound placeholder {', '.join(unbound)}")


def begin(step: Step, stack: Stack, *, env: Mapping[str, str]) -> Attempt | Result:
    """Start a step; a result at once if it cannot start."""
    refused = refusal(step, stack)
    if refused is not None:
        return refused
    try:
        return Attempt(step, stack, env)
    except EnvironmentBrokenError as error:
        return Result(state=State.FAILED, seen=str(error))


def _cwd(env: Mapping[str, str]) -> Path:
    return Path(env.get("HOME", "/"))


def _read(stream: IO[bytes] | None) -> str:
    if stream is None:
        return ""
    stream.seek(0)
    return stream.read(OUTPUT_BYTES_MAX).decode(errors="replace")


def _last_line(output: str) -> str:
    lines = output.strip().splitlines()
    return lines[-1] if lines else ""
