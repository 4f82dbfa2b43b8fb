"""Annotations: what a runbook's author tells Drillbook about a step, in words beside its code."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from drillbook.model.runbook import Expectation, Risk, Role, RunMode
from drillbook.runbook import durations
from drillbook.runbook.limits import ATTRIBUTE_CHARACTERS_MAX

_PAIR = re.compile(r"""([\w.:#-]+)(?:\s*=\s*("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"']+))?[\s,]*""")
_ESCAPED = re.compile(r"\\(.)")
_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,99}$")
_VARIABLE = re.compile(r"[A-Za-z_]\w{0,99}$")
_COMPARISON = re.compile(r"(<=|>=|==|!=|<|>|=)?\s*(-?\d{1,18}(?:\.\d{1,18})?)\s*$")
_COMMENT = re.compile(r"<!--\s*drill:(.*?)-->", re.DOTALL)
_JSON_BRACKETS_MAX = 20
_WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False, "": True}


class AnnotationError(ValueError):
    """A sentence about one attribute that cannot be read."""


def parse(attributes: str) -> dict[str, str]:
    """The attributes of an info string or comment as written, nested objects flattened with dots.

    Args:
        attributes: a JSON object, or ``key=value`` pairs with or without braces. A word alone means ``true``.

    Raises:
        AnnotationError: they are neither.
    """
    text = attributes.strip()
    if len(text) > ATTRIBUTE_CHARACTERS_MAX:
        raise AnnotationError(f"the annotation is longer than {ATTRIBUTE_CHARACTERS_MAX} characters. Shorten it.")
    if text.startswith("{") and '"' in text and ":" in text and "=" not in text.split('"', 1)[0]:
        return _from_json(text)
    return _from_pairs(text.removeprefix("{").removesuffix("}").strip())


def in_comment(html: str) -> str | None:
    """The attributes inside ``<!-- drill: … -->``, or None if the comment is another's."""
    found = _COMMENT.match(html.strip())
    return found[1].strip() if found else None


def _from_json(text: str) -> dict[str, str]:
    if text.count("[") + text.count("{") > _JSON_BRACKETS_MAX:
        raise AnnotationError("the annotation is nested too deeply. Write flat key=value pairs.")
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        what = f"the annotation is not a JSON object: {error.msg} at column {error.colno}."
        raise AnnotationError(f"{what} Correct it, or write key=value pairs.") from error
    except ValueError as error:
        raise AnnotationError(str(error)) from error
    return dict(_flat(value, ""))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise AnnotationError(f'the annotation has the key "{key}" twice. Remove one.')
    return dict(pairs)


_DECODER = json.JSONDecoder(object_pairs_hook=_once)


def _flat(value: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, inner in value.items():
        if isinstance(inner, dict):
            yield from _flat(inner, f"{prefix}{key}.")
        else:
            yield prefix + key, _as_text(inner)


def _as_text(value: object) -> str:
    if isinstance(value, list):
        return ",".join(_as_text(item) for item in value)
    if value is None or isinstance(value, bool):
        return str(value is True).lower()
    return str(value)


def _from_pairs(text: str) -> dict[str, str]:
    values: dict[str, str] = {}
    position = 0
    while position < len(text):
        pair = _PAIR.match(text, position)
        if pair is None:
            rest = text[position : position + 40]
            raise AnnotationError(f"the annotation cannot be read from «{rest}» on. Write key=value pairs.")
        if pair[1] in values:
            raise AnnotationError(f'the annotation has the key "{pair[1]}" twice. Remove one.')
        values[pair[1]] = "true" if pair[2] is None else _unquoted(pair[2])
        position = pair.end()
    return values


def _unquoted(value: str) -> str:
    if value.startswith('"'):
        return _ESCAPED.sub(r"\1", value[1:-1])
    return value[1:-1] if value.startswith("'") else value.rstrip(",")


def fields(values: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """The fields of a `Step` that annotations set, and a sentence for each value that is not allowed."""
    chosen: dict[str, Any] = {}
    wrong: list[str] = []
    if _WORDS.get(values.get("excludeFromRunAll", "false").lower()):
        chosen["run"] = RunMode.NEVER
    expected: dict[str, Any] = {}
    for key, value in values.items():
        if key in _FIELDS:
            chosen |= _converted(*_FIELDS[key], written=(key, value), wrong=wrong)
        elif key.startswith("expect."):
            expected |= _expectation(key, value, wrong=wrong)
    if expected:
        chosen["expect"] = Expectation(**expected)
    return chosen, wrong


def _converted(
    field: str, convert: Callable[[str], Any], *, written: tuple[str, str], wrong: list[str]
) -> dict[str, Any]:
    """The field with its value; nothing but a sentence in `wrong` if the value is not allowed."""
    key, value = written
    try:
        return {field: convert(value)}
    except ValueError as refused:
        wrong.append(f'{key}="{value[:60]}" is not allowed: {refused}.')
        return {}


def _expectation(key: str, value: str, *, wrong: list[str]) -> dict[str, Any]:
    field = _EXPECTATIONS.get(key.removeprefix("expect."))
    if field is None:
        known = ", ".join(f"expect.{name}" for name in _EXPECTATIONS)
        wrong.append(f"{key} is not known. Use one of {known}.")
        return {}
    return _converted(*field, written=(key, value), wrong=wrong)


def _one_of(kind: type[Role | RunMode | Risk]) -> Callable[[str], Any]:
    def convert(value: str) -> Any:
        try:
            return kind(value.strip().lower())
        except ValueError:
            raise ValueError(f"use one of {', '.join(kind)}") from None

    return convert


def _duration(value: str) -> float:
    seconds = durations.parse(value)
    if seconds is None:
        raise ValueError("write a duration such as 30s, 5m or 1h30m")
    return seconds


def _positive(value: str) -> float:
    seconds = _duration(value)
    if seconds <= 0:
        raise ValueError("write a duration longer than 0")
    return seconds


def _name(value: str) -> str:
    if not _NAME.match(value):
        raise ValueError("write letters, digits, hyphens, dots and underscores, at most 100")
    return value


def _variable(value: str) -> str:
    if not _VARIABLE.match(value):
        raise ValueError("write the name of a variable: letters, digits and underscores")
    return value


def _names(value: str) -> tuple[str, ...]:
    return tuple(_name(name) for name in value.replace(",", " ").split())


def _comparison(value: str) -> str:
    found = _COMPARISON.match(value.strip())
    if found is None:
        raise ValueError('write a comparison with a number, such as "<0.8"')
    return f"{'==' if found[1] in (None, '=') else found[1]}{found[2]}"


def _pattern(value: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a doubtful set is the author's affair
            re.compile(value)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"it is not a regular expression ({error})") from error
    return value


def _integer(value: str) -> int:
    if not re.fullmatch(r"\d{1,3}", value.strip()):
        raise ValueError("write a whole number from 0 to 999")
    return int(value)


_FIELDS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "name": ("name", _name),
    "role": ("role", _one_of(Role)),
    "run": ("run", _one_of(RunMode)),
    "risk": ("risk", _one_of(Risk)),
    "timeout": ("timeout_s", _positive),
    "retry": ("retry_s", _duration),
    "every": ("every_s", _positive),
    "capture": ("capture", _variable),
    "needs": ("needs", _names),
    "on": ("on", _name),
    "as": ("profile", _name),
    "skip": ("skip", str),
}
_EXPECTATIONS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "exit": ("exit_code", _integer),
    "contains": ("contains", str),
    "regex": ("regex", _pattern),
    "value": ("value", _comparison),
    "rows": ("rows", _comparison),
    "json": ("json", str),
    "http": ("http", _integer),
}
