"""A threshold: a number that prose compares something with, "CPU over 80 % for 10 minutes"."""

from __future__ import annotations

import re

from drillbook.model.runbook import Threshold
from drillbook.runbook import durations

COMPARATOR_OF = {
    **dict.fromkeys(("more than", "greater than", "higher than", "longer than", "larger than", "older than"), ">"),
    **dict.fromkeys(("slower than", "over", "above", "beyond", "in excess of", "exceeds", "exceed", "exceeding"), ">"),
    **dict.fromkeys(("exceeded", "crosses", "surpasses", "passes", ">"), ">"),
    **dict.fromkeys(
        (
            "at least",
            "not below",
            "not under",
            "no less than",
            "not less than",
            "reaches",
            "reached",
            "hits",
            ">=",
            "≥",
            "⩾",
        ),
        ">=",
    ),
    **dict.fromkeys(("less than", "lower than", "fewer than", "smaller than", "shorter than"), "<"),
    **dict.fromkeys(("below", "under", "<"), "<"),
    **dict.fromkeys(
        (
            "at most",
            "not above",
            "not over",
            "up to",
            "no more than",
            "not more than",
            "max",
            "maximum",
            "<=",
            "≤",
            "⩽",
        ),
        "<=",
    ),
    **dict.fromkeys(("equals", "equal to", "==", "at"), "=="),
}
"""The comparison that each word or sign means."""

_SIZES = "bytes|byte|kib|mib|gib|tib|kb|mb|gb|tb"
_RATES = "requests?/(?:min(?:ute)?|s(?:ec(?:ond)?)?)|req/s|req/min|rps|qps|iops"
UNIT_OF = {
    **durations.UNIT_OF,
    **dict.fromkeys(("%", "percent", "per cent", "pct"), "%"),
    **dict.fromkeys(("byte", "bytes", "b"), "bytes"),
    **{unit.lower(): unit for unit in ("kB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB")},
    **dict.fromkeys(("request/s", "requests/s", "requests/sec", "requests/second", "req/s", "rps", "qps"), "/s"),
    **dict.fromkeys(("requests/min", "requests/minute", "request/min", "request/minute", "req/min"), "/min"),
    "iops": "iops",
}
"""The unit that each spelling means; the spellings are lower case."""

_HOW = "|".join(re.escape(how).replace(r"\ ", r"\s") for how in sorted(COMPARATOR_OF, key=len, reverse=True))
_TIMES = "|".join(sorted(durations.UNIT_OF, key=len, reverse=True))
_UNIT = rf"%|percent\b|per\scent\b|(?:{_SIZES}|{_RATES}|{_TIMES})(?![\w/])"
_NUMBER = r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,9})?"
_COMPARISON = re.compile(
    rf"(?P<how>{_HOW})\.?\s{{0,3}}(?:an?\s|about\s|~|≈)?(?P<value>{_NUMBER})(?P<thousands>k(?!\w))?"
    rf"(?:[ \t\n-]?(?P<unit>{_UNIT})|(?![\w%]|\.\d|[,:]\d))"
)
"""Matched against lower case: an alternation of plain words is found fast, and only without `IGNORECASE`."""
_DIGIT = re.compile(r"\d")
_LASTING = re.compile(
    rf"\bfor\s(?:at\sleast\s|more\sthan\s|over\s|longer\sthan\s|about\s|>\s?)?({durations.PATTERN})",
)
_SUSTAINED = re.compile(r"\b(?:sustained|consistently|continuously|persistent(?:ly)?|prolonged|steadily)\b")
_CLAUSE = re.compile(
    r"[.;!?](?=\s)|[,()|]|\s[-\u2013\u2014]\s|→|\b(?:and|or|but|when|whenever|if|once|while|until|unless|that|which)\b",
)
_SENTENCE = re.compile(r"[.;!?|](?=\s|$)|\s[-\u2013\u2014]\s|[:→]")
_LEADING = frozenset(("if", "when", "whenever", "once", "while", "that", "the", "a", "an", "any", "check"))
_TRAILING = frozenset(
    (
        *("is", "are", "was", "be", "been", "has", "have", "should", "must", "stay", "stays", "remain", "remains"),
        *("take", "takes", "taking", "goes", "rise", "rises", "drop", "drops", "fall", "falls", "gets", "become"),
        *("becomes", "grow", "grows", "climb", "climbs", "of", "by", "to", "at", "too", "for", "than", "usually"),
        *("normally", "typically", "currently", "consistently", "significantly"),
    )
)
"""Words around a metric that are not part of its name."""

_COUNTED = re.compile(
    r"\s(?:of\s(?:the\s|all\s|its\s|an?\s)?)?([A-Za-z][\w'-]{1,30}(?:\s[A-Za-z][\w'-]{1,30}){0,3}?)"
    r"(?=\s(?:is|are|in|for|was|were|has|have|on|at|per|over|within|to|and)\b|[^\w\s'-]|$)"
)
_CONTEXT_CHARACTERS = 120
_METRIC_WORDS_MAX = 8
_METRIC_CHARACTERS_MAX = 100


def mine(text: str, number: int) -> list[Threshold]:
    """The thresholds in a stretch of prose.

    Args:
        text: plain words, without Markdown; a comparison may go on over a line's end.
        number: the line in the file that it starts on.
    """
    if _DIGIT.search(text) is None:
        return []
    return [_threshold(text, found, number=number) for found in _COMPARISON.finditer(_lower(text)) if _compares(found)]


def _lower(text: str) -> str:
    """The text in lower case, every sign at its place."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text


def _compares(found: re.Match[str]) -> bool:
    """Whether a match is a comparison: not an arrow, not part of a word, not the "for more than" of another one."""
    text, start, how = found.string, found.start(), found["how"]
    before = text[start - 1] if start else " "
    if not how[0].isalpha():
        return before not in "-<>="
    if before.isalnum() or before == "_" or text[found.end("how")].isdigit():
        return False
    if how == "at":
        return found["unit"] == "%"
    return text[max(0, start - 5) : start].split()[-1:] != ["for"]


def begins(text: str) -> bool:
    """Whether a text starts with a comparison, so that what is compared must stand elsewhere."""
    return _COMPARISON.match(_lower(text.lstrip())) is not None


def in_base_unit(value: float, unit: str) -> tuple[float, str]:
    """A value in seconds, bytes, a ratio of 1 or per second, so that two thresholds can be compared."""
    if unit in durations.SECONDS_OF:
        return value * durations.SECONDS_OF[unit], "s"
    if unit == "%":
        return value / 100.0, ""
    if unit == "/min":
        return value / 60.0, "/s"
    factor = _BYTES_OF.get(unit)
    return (value * factor, "bytes") if factor else (value, unit)


_BYTES_OF = {
    **{unit: 1000.0**power for power, unit in enumerate(("bytes", "kB", "MB", "GB", "TB"))},
    **{unit: 1024.0**power for power, unit in enumerate(("bytes", "KiB", "MiB", "GiB", "TiB"))},
}


def _threshold(text: str, found: re.Match[str], *, number: int) -> Threshold:
    lower = found.string
    before = lower[max(0, found.start() - _CONTEXT_CHARACTERS) : found.start()]
    after = lower[found.end() : found.end() + _CONTEXT_CHARACTERS]
    end = _SENTENCE.search(after)
    after = after[: end.start()] if end else after
    lasting = _LASTING.search(after) if "for" in after else None
    metric = _metric(before) or _metric_behind(after)
    unit = " ".join((found["unit"] or "").split())
    value = float(found["value"].replace(",", "")) * (1000.0 if found["thousands"] else 1.0)
    start = found.start() - (len(before) - before.rfind(metric)) if metric and metric in before else found.start()
    end_of_text = found.end() + (lasting.end() if lasting else 0)
    sentence = before[_last_end(_SENTENCE, before) :] + after
    return Threshold(
        line=number + text.count("\n", 0, found.start()),
        text=" ".join(text[start:end_of_text].split()),
        metric=metric,
        comparator=COMPARATOR_OF[" ".join(found["how"].split())],
        value=value,
        unit=UNIT_OF.get(unit, unit),
        for_s=durations.of_match(lasting[1]) if lasting else None,
        sustained=lasting is None and _SUSTAINED.search(sentence) is not None,
    )


def _last_end(pattern: re.Pattern[str], text: str) -> int:
    return max((found.end() for found in pattern.finditer(text)), default=0)


def _metric_behind(after: str) -> str:
    """The words after a number that name what is counted: "more than 90 % of the disk", "over 10 restarts"."""
    found = _COUNTED.match(after)
    return found[1] if found else ""


def _metric(before: str) -> str:
    """The words that name what is compared: those of the last clause, or of the one before an empty one."""
    for clause in reversed(_CLAUSE.split(before)[-2:]):
        words = clause.strip(" \t\n-*•:,=").rpartition(":")[2].split()
        while words and words[-1].strip(":,=") in _TRAILING:
            words.pop()
        while words and words[0] in _LEADING:
            words.pop(0)
        if words:
            return " ".join(words[-_METRIC_WORDS_MAX:])[-_METRIC_CHARACTERS_MAX:]
    return ""
