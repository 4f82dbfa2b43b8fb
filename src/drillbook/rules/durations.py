"""Durations: Prometheus' texts such as ``1h30m``, in milliseconds inside and in seconds outside."""

from __future__ import annotations

import re

_UNITS_MS = {
    "y": 365 * 86_400_000,
    "w": 7 * 86_400_000,
    "d": 86_400_000,
    "h": 3_600_000,
    "m": 60_000,
    "s": 1000,
    "ms": 1,
}
_DURATION = re.compile("".join(rf"(?:(?P<{unit}>\d+){unit})?" for unit in _UNITS_MS), re.ASCII)
DURATION_MS_MAX = 2**63 // 1_000_000
"""What fits into Go's time.Duration."""


def parse_duration_ms(text: str) -> int | None:
    """The milliseconds of a duration, None where the text is none; ``0`` needs no unit."""
    if text == "0":
        return 0
    found = _DURATION.fullmatch(text)
    if not text or found is None:
        return None
    total_ms = sum(int(count) * _UNITS_MS[unit] for unit, count in found.groupdict().items() if count is not None)
    return total_ms if total_ms <= DURATION_MS_MAX else None


def duration_text(duration_ms: int) -> str:
    """The duration with the largest units that divide it; years and weeks only where nothing smaller is left."""
    if duration_ms == 0:
        return "0s"
    parts = []
    left_ms = duration_ms
    for unit, unit_ms in _UNITS_MS.items():
        if unit in {"y", "w"} and left_ms % unit_ms:
            continue
        count, left_ms = divmod(left_ms, unit_ms)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts)
