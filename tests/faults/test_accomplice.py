"""An accomplice is a program of the stack that breaks something until its leash is let go."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from drillbook.errors import ScenarioError
from drillbook.faults import accomplice as subject
from drillbook.faults.accomplice import accomplice
from drillbook.model.stack import Command


@dataclass(slots=True)
class Started:
    """A plain process with the manners of a stack's."""

    process: subprocess.Popen[bytes]

    def wait(self, timeout_s: float) -> int | None:
        try:
            return self.process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return None

    def end(self, *, grace_s: float) -> None:
        assert grace_s == 0.0
        self.process.kill()
        self.process.wait()


@dataclass(slots=True)
class Stage:
    environment: Mapping[str, str]
    started: list[Started] = field(default_factory=list)

    def spawn(self, command: Command) -> Any:
        process = subprocess.Popen(
            command.argv, env=command.env, stdin=command.stdin, stdout=command.stdout, stderr=command.stderr
        )
        self.started.append(Started(process))
        return self.started[-1]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    programs = {
        "polite": "import os, sys; print('ready', os.environ['HELD'], sys.argv[1:], flush=True); sys.stdin.read()",
        "stubborn": "import time; print('ready', flush=True); time.sleep(1000)",
        "refused": "print('no such table'); raise SystemExit(3)",
        "mute": "raise SystemExit(0)",
        "slow": "import time; print('warming up', flush=True); time.sleep(1000)",
    }
    for name, code in programs.items():
        (tmp_path / f"{name}_program.py").write_text(code, encoding="utf-8")
    made = Stage({"PYTHONPATH": str(tmp_path), "PATH": str(Path(sys.executable).parent)})
    yield made
    assert [one.process.poll() for one in made.started if one.process.poll() is None] == []


def test_it_works_for_the_length_of_the_block_and_ends_by_itself(stage: Stage) -> None:
    with accomplice(stage, "polite_program", "3", env={"HELD": "x"}):  # type: ignore[arg-type] -- a stage is enough
        (started,) = stage.started
        assert started.process.poll() is None
    assert started.process.poll() == 0


def test_it_ends_when_the_block_fails_too(stage: Stage) -> None:
    with pytest.raises(ZeroDivisionError), accomplice(stage, "polite_program", env={"HELD": "x"}):  # type: ignore[arg-type] -- as above
        raise ZeroDivisionError
    assert stage.started[0].process.poll() == 0


def test_one_that_does_not_let_go_is_killed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "END_WITHIN_S", 0.05)
    with accomplice(stage, "stubborn_program", env={}):  # type: ignore[arg-type] -- as above
        pass
    assert stage.started[0].process.poll() == -9


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("refused_program", "could not be applied: no such table"),
        ("mute_program", "could not be applied: it said nothing"),
        ("no_such_program", "No module named"),
        ("slow_program", "was not applied within 0 s"),
    ],
)
def test_one_that_is_never_ready_breaks_nothing_and_is_said(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, program: str, why: str
) -> None:
    monkeypatch.setattr(subject, "END_WITHIN_S", 0.05)
    if program == "slow_program":
        monkeypatch.setattr(subject, "READY_WITHIN_S", 0.3)
    with pytest.raises(ScenarioError, match=why), accomplice(stage, program, env={}):  # type: ignore[arg-type] -- as above
        pytest.fail("the block must not begin")
