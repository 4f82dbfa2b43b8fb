"""Series notation: the compact texts in which promtool's unit tests write series and their samples.

See https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/#series: ``a+bxn`` is `a` and then `n`
more values, each `b` greater, ``_`` is a missing sample and ``stale`` the end of a series.
"""

from __future__ import annotations

import re
from functools import lru_cache

from drillbook.errors import ExpressionError
from drillbook.promql import Labels, parse
from drillbook.promql.labels import canonical
from drillbook.promql.matchers import MatchKind
from drillbook.promql.syntax import VectorSelector
from drillbook.promql.values import STALE

SAMPLES_MAX = 1_000_000
"""Samples that one series may have."""
SERIES_NAMES_MAX = 4096

_NUMBER = r"(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|[iI][nN][fF]|[nN][aA][nN])"
_ITEM = re.compile(
    rf"(?P<blank>_)(?:x(?P<blanks>\d+))?"
    rf"|(?P<stale>stale)(?:x(?P<stales>\d+))?"
    rf"|(?P<start>[+-]?{_NUMBER})(?:(?P<step>[+-]{_NUMBER})?x(?P<times>\d+))?",
    re.ASCII,
)


@lru_cache(maxsize=SERIES_NAMES_MAX)
def parse_series(text: str) -> Labels:
    """The labels of a series written as ``name{label="value"}``.

    Raises:
        ExpressionError: the text is not one series.
    """
    stripped = text.strip()
    if stripped == "{}":
        return ()
    try:
        root = parse(stripped).root
    except ExpressionError as error:
        raise ExpressionError(f"{stripped!r} is not a series: {error.what}") from error
    if not isinstance(root, VectorSelector) or any(m.kind is not MatchKind.EQUAL for m in root.matchers):
        raise ExpressionError(f'{stripped!r} is not a series. Write it as name{{label="value"}}.')
    return canonical((matcher.name, matcher.value) for matcher in root.matchers)


def parse_samples(text: str) -> list[float | None]:
    """The values of a series, one for each interval; None is a missing sample.

    Raises:
        ExpressionError: an item is not in the notation, or there are too many values.
    """
    values: list[float | None] = []
    for item in text.split():
        found = _ITEM.fullmatch(item)
        if found is None:
            raise ExpressionError(
                f"{item!r} is not a value of a series. Write a number, _ or stale, or a+bxn for n more values."
            )
        count = _count(found)
        if len(values) + count > SAMPLES_MAX:
            raise ExpressionError(f"a series has more than {SAMPLES_MAX} values. Shorten it.")
        values += _values(found, count)
    return values


def _count(found: re.Match[str]) -> int:
    if found["blank"]:
        return int(found["blanks"] or 1)
    return int(found["times"] or found["stales"] or 0) + 1


def _values(found: re.Match[str], count: int) -> list[float | None]:
    if found["blank"]:
        return [None] * count
    if found["stale"]:
        return [STALE] * count
    values: list[float | None] = []
    value, step = float(found["start"]), float(found["step"] or 0)
    for _ in range(count):
        values.append(value)
        value += step
    return values
