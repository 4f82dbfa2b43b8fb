"""The undo journal: how to undo each thing that a run makes, on disk before the thing is made.

One JSON object a line: ``{"note": 3, "kind": "folder", …}`` and, once it is undone, ``{"struck": 3}``.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from drillbook.errors import EnvironmentBrokenError

NAME = "journal.jsonl"


class Journal:
    """The journal of one run; appends are on disk when a method returns, and may come from any thread."""

    def __init__(self, folder: Path) -> None:
        """Open or create the journal in a run's folder, and lock it for as long as this process lives.

        Raises:
            EnvironmentBrokenError: another process has it, so the run is alive.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / NAME
        self._handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._handle)
            raise EnvironmentBrokenError(f"{self._path} is in use: the run is still alive.") from error
        if self._path.stat().st_size and not self._path.read_bytes().endswith(b"\n"):
            os.write(self._handle, b"\n")  # a line cut short by a kill must not swallow the next one
        self._open = {entry["note"]: entry for entry in outstanding(self._path)}
        self._next = 1 + max((entry["note"] for entry in _lines(self._path) if "note" in entry), default=0)
        self._lock = threading.Lock()

    def note(self, kind: str, **facts: str) -> int:
        """Write how to undo what is about to be done; returns the entry's number."""
        with self._lock:
            number, self._next = self._next, self._next + 1
            entry = {"note": number, "kind": kind, **facts}
            self._append(entry)
            self._open[number] = entry
        return number

    def strike(self, number: int) -> None:
        """Write that an entry is undone."""
        with self._lock:
            if self._open.pop(number, None) is not None:
                self._append({"struck": number})

    def strike_all(self) -> None:
        """Write that all is undone."""
        for number in list(self._open):
            self.strike(number)

    def _append(self, entry: Mapping[str, Any]) -> None:
        line = json.dumps(entry, separators=(",", ":")) + "\n"
        os.write(self._handle, line.encode())
        os.fdatasync(self._handle)

    def close(self) -> None:
        """Let go of the lock."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def _lines(path: Path) -> list[dict[str, Any]]:
    """The entries of a journal; a last line that was cut short by a kill is not there yet."""
    if not path.exists():
        return []
    entries = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entries.append(json.loads(line))
        except ValueError:
            continue
    return entries


def outstanding(path: Path) -> list[dict[str, Any]]:
    """The entries of a journal that were not struck, newest first: the order in which to undo them."""
    entries = _lines(path)
    struck = {entry["struck"] for entry in entries if "struck" in entry}
    return [entry for entry in reversed(entries) if "note" in entry and entry["note"] not in struck]
