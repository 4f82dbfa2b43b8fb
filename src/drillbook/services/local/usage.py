"""What the services of a local stack use, read from proc(5) by the host's own process numbers."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
GENERATIONS_MAX = 32
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(slots=True)
class Meter:
    """Adds up the CPU time of each service, so that a process that ends takes none of it away."""

    root: int
    """The warden's process, as the host sees it."""
    cpu_s: dict[str, float] = field(default_factory=dict)
    resident_bytes: dict[str, float] = field(default_factory=dict)
    processes: dict[str, int] = field(default_factory=dict)
    _last_s: dict[int, tuple[str, float]] = field(default_factory=dict)
    """CPU seconds last seen, by host pid, with the start time that tells two owners of one number apart."""

    def read(self, mains: Mapping[str, Iterable[int]]) -> None:
        """Read all processes of the services, whose main processes are given as the stack numbers them."""
        owners = {pid: name for name, pids in mains.items() for pid in pids}
        self.resident_bytes, self.processes = dict.fromkeys(mains, 0.0), dict.fromkeys(mains, 0)
        living: dict[int, tuple[str, float]] = {}
        for pid in _direct(self.root):
            owner = owners.get(_inner_pid(pid))
            if owner is not None:
                for member in (pid, *_children(pid)):
                    self._add(owner, member, living=living)
        self._last_s = living

    def _add(self, owner: str, pid: int, *, living: dict[int, tuple[str, float]]) -> None:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            return
        cpu_s = (int(fields[11]) + int(fields[12])) / TICKS_PER_S
        born, seen_s = self._last_s.get(pid, ("", 0.0))
        grown_s = cpu_s - seen_s if born == fields[19] else cpu_s
        self.cpu_s[owner] = self.cpu_s.get(owner, 0.0) + max(0.0, grown_s)
        self.resident_bytes[owner] += int(fields[21]) * PAGE_BYTES
        self.processes[owner] += 1
        living[pid] = (fields[19], cpu_s)


def _children(pid: int) -> list[int]:
    """All descendants of a process."""
    found: list[int] = []
    level = [pid]
    for _ in range(GENERATIONS_MAX):
        level = [child for parent in level for child in _direct(parent)]
        if not level:
            break
        found += level
    return found


def _direct(pid: int) -> list[int]:
    try:
        return [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text(encoding="ascii").split()
        ]
    except OSError:
        return []


def _inner_pid(pid: int) -> int:
    """The number of a process in its own PID namespace."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    line = next((line for line in status.splitlines() if line.startswith("NSpid:")), f"NSpid:\t{pid}")
    return int(line.split()[-1])
