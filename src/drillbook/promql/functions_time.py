"""Date functions: the parts of a Unix time in UTC, for any year.

The calendar is computed as in Hinnant, "chrono-Compatible Low-Level Date Algorithms".
"""

from __future__ import annotations

import math
from collections.abc import Callable

_DAYS_OF_ERA = 146_097
_EPOCH_SHIFT_DAYS = 719_468
"""Days from 0000-03-01 to 1970-01-01."""


def _date(days: int) -> tuple[int, int, int]:
    """Year, month and day of the `days`-th day after 1970-01-01."""
    shifted = days + _EPOCH_SHIFT_DAYS
    era, day_of_era = divmod(shifted, _DAYS_OF_ERA)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month_from_march = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month_from_march + 2) // 5 + 1
    month = month_from_march + 3 if month_from_march < 10 else month_from_march - 9
    return year_of_era + era * 400 + (month <= 2), month, day


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _month_days(year: int, month: int) -> int:
    if month == 2:
        return 29 if _is_leap(year) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def _day_of_year(unix_s: int) -> int:
    year, month, day = _date(unix_s // 86_400)
    return sum(_month_days(year, earlier) for earlier in range(1, month)) + day


_PARTS: dict[str, Callable[[int], int]] = {
    "day_of_month": lambda unix_s: _date(unix_s // 86_400)[2],
    "day_of_week": lambda unix_s: (unix_s // 86_400 + 4) % 7,
    "day_of_year": _day_of_year,
    "days_in_month": lambda unix_s: _month_days(*_date(unix_s // 86_400)[:2]),
    "hour": lambda unix_s: unix_s // 3600 % 24,
    "minute": lambda unix_s: unix_s // 60 % 60,
    "month": lambda unix_s: _date(unix_s // 86_400)[1],
    "year": lambda unix_s: _date(unix_s // 86_400)[0],
}


def _of_time(part: Callable[[int], int]) -> Callable[[float], float]:
    def applied(unix_s: float) -> float:
        return float(part(int(unix_s))) if math.isfinite(unix_s) else math.nan

    return applied


DATE_PARTS: dict[str, Callable[[float], float]] = {name: _of_time(part) for name, part in _PARTS.items()}
"""Each takes Unix seconds, fractions cut off; of NaN and the infinities NaN."""
