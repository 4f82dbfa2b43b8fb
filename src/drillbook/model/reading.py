"""What a collector reads off the stack: values named as the ecosystem's exporters name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Reading:
    """One sample before it is stamped."""

    name: str
    labels: Mapping[str, str]
    value: float
    cumulative: bool = False
    """A counter, or a bucket, sum or count of a histogram or summary: its increments follow the drill clock."""


class Collector(Protocol):
    """Something that reads samples off a running stack."""

    @property
    def name(self) -> str:
        """For people and for the record."""

    def collect(self) -> list[Reading]:
        """Read now; must end within its own time limit and says by an ``*_up`` reading that it could not."""

    def close(self) -> None:
        """Let go of connections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What one service uses, as the backend measures it."""

    service: str
    cpu_s: float
    """CPU seconds since the service was first started, of ended processes too."""
    resident_bytes: float
    processes: int
    restarts: int
    cpus: float
    """CPU cores that it may use; 0: no limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """A file system of the stack."""

    mountpoint: str
    filesystem: str
    size_bytes: float
    free_bytes: float
    available_bytes: float
    files: float
    files_free: float
