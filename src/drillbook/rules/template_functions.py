"""Template functions: what labels and annotations may call, by Prometheus' and Go's names."""

from __future__ import annotations

import html
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote_plus

from drillbook.errors import ExpressionError
from drillbook.promql.regex import expanded, translated
from drillbook.rules.durations import parse_duration_ms
from drillbook.rules.go_format import plain, printf
from drillbook.rules.humanize import (
    humanize,
    humanize1024,
    humanize_duration,
    humanize_percentage,
    humanize_timestamp,
)

_WORD = re.compile(r"[^\W_]+(?:['.:_][^\W_]+)*")
_PORT = re.compile(r"(?P<host>\[[^\]]*\]|[^:]*):(?P<port>[^:]*)")
_ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*")


def is_true(value: Any) -> bool:
    """Go's truth: neither false, nor zero, nor empty, nor nil."""
    return bool(value)


def as_number(value: Any) -> float:
    """A number, or a text that is one.

    Raises:
        ExpressionError: the value is neither.
    """
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError as error:
            raise ExpressionError(f"{value!r} is not a number. Give the function $value or a number.") from error
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    raise ExpressionError(f"{plain(value)} is not a number. Give the function $value or a number.")


def _humanized(function: Callable[[float], str]) -> Callable[[Any], str]:
    def applied(value: Any) -> str:
        try:
            return function(as_number(value))
        except ValueError as error:
            raise ExpressionError(f"{error}. Give a number that is.") from error

    return applied


def _title(text: str) -> str:
    """Each word with a capital first letter, the rest as it is."""
    return _WORD.sub(lambda word: word[0][0].upper() + word[0][1:], text)


def _print(*values: Any) -> str:
    """Values beside each other, with a space between two that are both no texts."""
    text = ""
    for index, value in enumerate(values):
        if index and not isinstance(value, str) and not isinstance(values[index - 1], str):
            text += " "
        text += plain(value)
    return text


def _replaced(*arguments: str) -> str:
    if len(arguments) != 3:
        raise ExpressionError("reReplaceAll takes an expression, a replacement and a text. Give it the three.")
    expression, replacement, text = arguments
    return translated(expression).sub(lambda found: expanded(replacement, found), text)


def _without_port(address: str) -> str:
    found = _PORT.fullmatch(address)
    return found["host"].strip("[]") if found else address


def _without_domain(address: str) -> str:
    found = _PORT.fullmatch(address)
    host, port = (found["host"].strip("[]"), found["port"]) if found else (address, "")
    if _ADDRESS.fullmatch(host):
        return address
    return host.split(".")[0] + (f":{port}" if port else "")


def _duration_s(text: str) -> float:
    duration_ms = parse_duration_ms(text)
    if duration_ms is None:
        raise ExpressionError(f"{text!r} is not a duration. Write it as in 1h30m.")
    return duration_ms / 1000


def _comparison(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def applied(left: Any, right: Any) -> bool:
        _check_comparable(left, right)
        return compare(left, right)

    return applied


def _check_comparable(left: Any, right: Any) -> None:
    """Go compares values of one kind only; a whole number is not a float."""
    if type(left) is not type(right) or isinstance(left, Mapping):
        raise ExpressionError(
            f"{plain(left)} and {plain(right)} are of different kinds and cannot be compared. "
            "Write a float as 1.0, a text in quotes."
        )


def _equal(left: Any, *others: Any) -> bool:
    for other in others:
        _check_comparable(left, other)
    return left in others


def _and(first: Any, *others: Any) -> Any:
    values = (first, *others)
    return next((value for value in values if not is_true(value)), values[-1])


def _or(first: Any, *others: Any) -> Any:
    values = (first, *others)
    return next((value for value in values if is_true(value)), values[-1])


def _index(container: Any, *keys: Any) -> Any:
    for key in keys:
        if not isinstance(container, Mapping):
            raise ExpressionError(f"index works on labels, not on {plain(container)}. Give it $labels.")
        container = container.get(key, "")
    return container


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "and": _and,
    "eq": _equal,
    "ge": _comparison(operator.ge),
    "gt": _comparison(operator.gt),
    "html": lambda *values: html.escape(_print(*values)).replace("&quot;", "&#34;").replace("&#x27;", "&#39;"),
    "humanize": _humanized(humanize),
    "humanize1024": _humanized(humanize1024),
    "humanizeDuration": _humanized(humanize_duration),
    "humanizePercentage": _humanized(humanize_percentage),
    "humanizeTimestamp": _humanized(humanize_timestamp),
    "index": _index,
    "le": _comparison(operator.le),
    "len": len,
    "lt": _comparison(operator.lt),
    "match": lambda expression, text: translated(expression).search(text) is not None,
    "ne": _comparison(operator.ne),
    "not": lambda value: not is_true(value),
    "or": _or,
    "parseDuration": _duration_s,
    "print": _print,
    "printf": lambda layout, *values: printf(layout, values),
    "println": lambda *values: " ".join(plain(value) for value in values) + "\n",
    "reReplaceAll": _replaced,
    "safeHtml": lambda text: text,
    "stripDomain": _without_domain,
    "stripPort": _without_port,
    "title": _title,
    "toLower": str.lower,
    "toUpper": str.upper,
    "urlQueryEscape": quote_plus,
    "urlquery": lambda *values: quote_plus(_print(*values)),
}

_QUERIES = "an annotation here cannot run a query. Put what it needs into the rule's own expression."
_LINKS = "there is no Prometheus to link to. Write the link out."

REFUSED: dict[str, str] = {
    **dict.fromkeys(("query", "first", "label", "value", "strvalue", "sortByLabel"), _QUERIES),
    **dict.fromkeys(("graphLink", "tableLink", "externalURL", "pathPrefix"), _LINKS),
    **dict.fromkeys(
        ("args", "tmpl", "call", "js", "slice", "toTime", "toDuration", "now"), "write the text without it."
    ),
}
"""Functions of Prometheus' templates that are left out, with what to do instead."""
