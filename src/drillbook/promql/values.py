"""Values: what an expression evaluates to, an instant vector, a range vector, a scalar or a string."""

from __future__ import annotations

import struct
from array import array
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from drillbook.promql.labels import Labels

_STALE_BITS = b"\x7f\xf0\x00\x00\x00\x00\x00\x02"
STALE: float = struct.unpack(">d", _STALE_BITS)[0]
"""The marker of a series that has ended: one NaN among many, told apart by its bits (Prometheus: value.StaleNaN)."""


def is_stale(value: float) -> bool:
    """Whether `value` is the staleness marker; any other NaN is an ordinary value."""
    return value != value and struct.pack(">d", value) == _STALE_BITS  # noqa: PLR0124 - NaN alone differs from itself


class Sample(NamedTuple):
    """One element of an instant vector; a tuple because a tick makes tens of thousands."""

    labels: Labels
    value: float


class SampleRange(NamedTuple):
    """One element of a range vector: the samples of one series, oldest first, times in Unix milliseconds."""

    labels: Labels
    times_ms: array[int]
    values: array[float]


class Window(NamedTuple):
    """The range that a range vector covers, and the time of the evaluation, in Unix milliseconds."""

    start_ms: int
    end_ms: int
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """An instant vector: at most one sample of each label set, in the order of the result."""

    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """A range vector."""

    series: tuple[SampleRange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A plain number."""

    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class String:
    """A plain text."""

    value: str


Value: TypeAlias = Vector | Matrix | Scalar | String
