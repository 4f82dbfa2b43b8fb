"""A drill project of its own, made by `drillbook init`, and runs of the real command in it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from drillbook.services.warden import marks

REACHED_WITHIN_S = 60.0
ENDED_WITHIN_S = 90.0


@dataclass
class Running:
    """A `drillbook run` that goes on."""

    process: subprocess.Popen[bytes]
    runs: Path
    known: set[Path]
    printed: Path

    @property
    def folder(self) -> Path:
        def new() -> Path | None:
            return next(iter(set(self.runs.glob("*")) - self.known), None)

        return self._within(REACHED_WITHIN_S, new, "a folder")

    def reach(self, text: str) -> None:
        """Wait until the run's timeline holds `text`."""
        timeline = self.folder / "timeline.jsonl"
        self._within(REACHED_WITHIN_S, lambda: timeline.exists() and text in timeline.read_text(), text)

    def _within(self, limit_s, ask, what):
        end = time.monotonic() + limit_s
        while time.monotonic() < end:
            found = ask()
            if found:
                return found
            assert self.process.poll() is None or ask(), f"ended before {what}: {self.printed.read_text()}"
            time.sleep(0.02)
        raise AssertionError(f"{what} was not reached")

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(ENDED_WITHIN_S)

    def left(self) -> list[str]:
        """What is left of the run: processes that carry its mark, folders of stacks that it made."""
        run_id = self.folder.name
        homes = [entry["path"] for entry in self.journal() if entry.get("kind") == "folder"]
        processes = [f"{pid}: {_command(pid)}" for pid in marks.marked(run_id)]
        return processes + [home for home in homes if Path(home).exists()]

    def journal(self) -> list[dict[str, object]]:
        """The entries of the run's journal; none if it was killed before it had one."""
        path = self.folder / "journal.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def gone_within(self, limit_s: float) -> list[str]:
        end = time.monotonic() + limit_s
        while self.left() and time.monotonic() < end:
            time.sleep(0.05)
        return self.left()


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return "(gone)"


@dataclass(frozen=True)
class Shop:
    """A project and the real command."""

    root: Path

    def drillbook(self, *arguments: str, limit_s: float = ENDED_WITHIN_S) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "drillbook", *arguments],
            cwd=self.root,
            capture_output=True,
            text=True,
            timeout=limit_s,
            check=False,
        )

    def begin(self, *arguments: str) -> Running:
        runs = self.root / "reports" / "runs"
        runs.mkdir(parents=True, exist_ok=True)
        known = set(runs.glob("*"))
        printed = self.root / "printed.txt"
        with printed.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "drillbook", "run", *arguments],
                cwd=self.root,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=os.environ | {"NO_COLOR": "1"},
            )
        return Running(process=process, runs=runs, known=known, printed=printed)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    root = tmp_path / "shop"
    command = [sys.executable, "-m", "drillbook", "init", str(root)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    yield Shop(root)
    for journal in root.glob("reports/runs/*/journal.jsonl"):
        for pid in marks.marked(journal.parent.name):
            os.kill(pid, signal.SIGKILL)
