"""The process table of a service, as `docker compose top` prints it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One process, from proc(5)."""

    pid: int
    parent: int
    cpu_s: float
    age_s: float
    command: str

    @property
    def cpu_percent(self) -> float:
        """CPU time per lifetime, as ps(1) counts its C column."""
        return 100.0 * self.cpu_s / self.age_s if self.age_s > 0 else 0.0


def table(roots: Iterable[int]) -> str:
    """The processes below and including `roots`, the busiest first."""
    rows = sorted(_below(set(roots)), key=lambda row: -row.cpu_percent)
    lines = [f"{'PID':>7} {'PPID':>7} {'%CPU':>6} {'ELAPSED':>8} COMMAND"]
    lines += [f"{row.pid:>7} {row.parent:>7} {row.cpu_percent:>6.1f} {row.age_s:>7.1f}s {row.command}" for row in rows]
    return "\n".join(lines)


def _below(roots: set[int]) -> list[Row]:
    rows = {row.pid: row for row in _all()}
    chosen = roots & rows.keys()
    while True:
        more = {row.pid for row in rows.values() if row.parent in chosen} - chosen
        if not more:
            return [rows[pid] for pid in chosen]
        chosen |= more


def _all() -> Iterable[Row]:
    ticks = os.sysconf("SC_CLK_TCK")
    uptime_s = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            stat = (entry / "stat").read_text(encoding="utf-8", errors="replace")
            words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            continue
        name, fields = stat[stat.index("(") + 1 : stat.rindex(")")], stat.rpartition(")")[2].split()
        yield Row(
            pid=int(entry.name),
            parent=int(fields[1]),
            cpu_s=(int(fields[11]) + int(fields[12])) / ticks,
            age_s=uptime_s - int(fields[19]) / ticks,
            command=words or f"[{name}]",
        )
