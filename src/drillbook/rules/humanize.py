"""Humanizing: numbers as people read them, as Prometheus' template functions write them."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

from drillbook.rules.go_format import format_verb

_LARGE = ("k", "M", "G", "T", "P", "E", "Z", "Y")
_SMALL = ("m", "u", "n", "p", "f", "a", "z", "y")
_BINARY = ("ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi")


def _four_digits(value: float) -> str:
    return format_verb("g", value, precision=4)


def humanize(value: float) -> str:
    """Four significant digits and a metric prefix."""
    if value == 0 or not math.isfinite(value):
        return _four_digits(value)
    if abs(value) >= 1:
        return _prefixed(value, _LARGE, step=1000.0)
    value, prefix = _enlarged(value)
    return f"{_four_digits(value)}{prefix}"


def humanize1024(value: float) -> str:
    """Four significant digits and a binary prefix."""
    if abs(value) <= 1 or not math.isfinite(value):
        return _four_digits(value)
    return _prefixed(value, _BINARY, step=1024.0)


def _prefixed(value: float, prefixes: tuple[str, ...], *, step: float) -> str:
    prefix = ""
    for larger in prefixes:
        if abs(value) < step:
            break
        prefix = larger
        value /= step
    return f"{_four_digits(value)}{prefix}"


def _enlarged(value: float) -> tuple[float, str]:
    prefix = ""
    for smaller in _SMALL:
        if abs(value) >= 1:
            break
        prefix = smaller
        value *= 1000
    return value, prefix


def humanize_percentage(value: float) -> str:
    """A ratio as a percentage."""
    return f"{_four_digits(value * 100)}%"


def humanize_duration(seconds: float) -> str:
    """Seconds as days, hours, minutes and seconds."""
    if not math.isfinite(seconds):
        return _four_digits(seconds)
    if seconds == 0:
        return f"{_four_digits(seconds)}s"
    if abs(seconds) < 1:
        value, prefix = _enlarged(seconds)
        return f"{_four_digits(value)}{prefix}s"
    return ("-" if seconds < 0 else "") + _long_duration(abs(seconds))


def _long_duration(seconds: float) -> str:
    """A second or more: whole units from minutes on, four digits below."""
    whole = int(seconds)
    days, hours, minutes = whole // 86_400, whole // 3600 % 24, whole // 60 % 60
    if days:
        return f"{days}d {hours}h {minutes}m {whole % 60}s"
    if hours:
        return f"{hours}h {minutes}m {whole % 60}s"
    if minutes:
        return f"{minutes}m {whole % 60}s"
    return f"{_four_digits(seconds)}s"


def humanize_timestamp(unix_s: float) -> str:
    """Unix seconds as a date and time in UTC; NaN and the infinities stay themselves.

    Raises:
        ValueError: the time is outside the years that can be written.
    """
    if not math.isfinite(unix_s):
        return _four_digits(unix_s)
    try:
        moment = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=math.floor(unix_s * 1000))
    except OverflowError as error:
        raise ValueError(f"{unix_s} is not a time that can be written") from error
    fraction = f".{moment.microsecond // 1000:03d}".rstrip("0") if moment.microsecond else ""
    return f"{moment:%Y-%m-%d %H:%M:%S}{fraction} +0000 UTC"
