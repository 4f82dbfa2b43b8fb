"""A duration as people write it: ``5m``, ``30 min``, ``1h30m``, ``2 hours``, ``3 months``."""

from __future__ import annotations

import re

from drillbook.runbook.limits import DURATION_CHARACTERS_MAX

SECONDS_OF = {
    "ms": 0.001,
    "s": 1.0,
    "min": 60.0,
    "h": 3_600.0,
    "d": 86_400.0,
    "w": 604_800.0,
    "month": 2_592_000.0,
    "year": 31_536_000.0,
}
"""Seconds in each unit; a month is 30 days and a year 365, as review periods mean them."""

UNIT_OF = {
    **dict.fromkeys(("ms", "msec", "msecs", "millisecond", "milliseconds"), "ms"),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), "min"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("d", "day", "days"), "d"),
    **dict.fromkeys(("w", "week", "weeks"), "w"),
    **dict.fromkeys(("month", "months"), "month"),
    **dict.fromkeys(("y", "year", "years"), "year"),
}
"""The unit that each spelling means; the spellings are lower case."""

_PART = re.compile(r"\s*(?:(?:and|,)\s*)?(\d{1,9}(?:\.\d{1,9})?)\s*([a-z]{1,12})\.?")
_UNITS = "|".join(sorted(UNIT_OF, key=len, reverse=True))
PATTERN = rf"\d{{1,9}}(?:\.\d{{1,9}})?[ -]?(?:{_UNITS})(?![\w])"
"""One number with its unit, for use inside a pattern over prose (ignoring case)."""


def parse(text: str) -> float | None:
    """Seconds in a duration, or None if the text is not one; a bare number counts as seconds."""
    text = text.strip().lower()
    if not text or len(text) > DURATION_CHARACTERS_MAX:
        return None
    if text.replace(".", "", 1).isascii() and text.replace(".", "", 1).isdigit():
        return float(text)
    total, position = 0.0, 0
    while position < len(text):
        part = _PART.match(text, position)
        unit = UNIT_OF.get(part[2]) if part else None
        if part is None or unit is None:
            return None
        total += float(part[1]) * SECONDS_OF[unit]
        position = part.end()
    return total


def of_match(text: str) -> float | None:
    """Seconds in a stretch of prose that `PATTERN` matched: ``5-min`` is ``5 min``."""
    return parse(text.replace("-", " "))
