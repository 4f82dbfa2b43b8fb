"""Metrics: bytes per proxy and direction, and the process itself, in the Prometheus text format 0.0.4."""

from __future__ import annotations

import os
import resource
import sys
from dataclasses import dataclass
from pathlib import Path

from drillbook.services.toxiproxy_server.limits import SERIES_COUNT_MAX

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
PREFIX = "toxiproxy_proxy_"


@dataclass(slots=True, kw_only=True)
class Traffic:
    """What passed in one direction of one proxy, in bytes; counted as it passes."""

    received_bytes: int = 0
    sent_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The labels of a pair of counters."""

    direction: str
    listener: str
    proxy: str
    upstream: str

    def __str__(self) -> str:
        pairs = ((name, getattr(self, name)) for name in ("direction", "listener", "proxy", "upstream"))
        return ",".join(f'{name}="{_escape(value)}"' for name, value in pairs)


class TrafficTable:
    """The traffic of every series since the server started; counters outlive their proxy."""

    def __init__(self) -> None:
        self._rows: dict[Series, Traffic] = {}

    def row(self, series: Series) -> Traffic:
        """The traffic of a series, starting at zero."""
        if series not in self._rows and len(self._rows) >= SERIES_COUNT_MAX:
            del self._rows[next(iter(self._rows))]
        return self._rows.setdefault(series, Traffic())

    def render(self) -> str:
        """Both counters of every series."""
        names = ("received_bytes", "sent_bytes")
        return "".join(self._render_counter(name) for name in names) if self._rows else ""

    def _render_counter(self, name: str) -> str:
        lines = sorted(f"{PREFIX}{name}_total{{{series}}} {getattr(row, name)}" for series, row in self._rows.items())
        return "\n".join([f"# TYPE {PREFIX}{name}_total counter", *lines, ""])


def render_runtime() -> str:
    """The process under the names that Prometheus client libraries use; Linux gives all of them, others fewer."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    version = ".".join(str(part) for part in sys.version_info[:3])
    lines = [
        "# TYPE process_cpu_seconds_total counter",
        f"process_cpu_seconds_total {usage.ru_utime + usage.ru_stime:.6f}",
        "# TYPE process_max_fds gauge",
        f"process_max_fds {resource.getrlimit(resource.RLIMIT_NOFILE)[0]}",
        "# TYPE python_info gauge",
        f'python_info{{implementation="{sys.implementation.name}",version="{version}"}} 1',
    ]
    proc = Path("/proc/self")
    if (proc / "statm").exists():
        resident_bytes = int((proc / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        lines += ["# TYPE process_resident_memory_bytes gauge", f"process_resident_memory_bytes {resident_bytes}"]
        lines += ["# TYPE process_open_fds gauge", f"process_open_fds {len(list((proc / 'fd').iterdir()))}"]
    return "\n".join([*lines, ""])


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
