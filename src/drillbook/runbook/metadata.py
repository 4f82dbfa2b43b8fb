"""Metadata: what Drillbook takes from a runbook's front matter, each value checked for its form."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from drillbook.model.runbook import Input
from drillbook.runbook import durations
from drillbook.runbook.front_matter import FrontMatter

_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,199}$")
_VARIABLE = re.compile(r"[A-Za-z_]\w{0,99}$")
_INPUT_KEYS = frozenset({"name", "default", "pattern", "choices", "secret", "description"})
_TARGETS = {"mttd": "mttd_s", "mttr": "mttr_s"}


class _Refused(ValueError):  # noqa: N818 -- private: the sentence about one value, on its way to `read`
    pass


def read(front: FrontMatter) -> tuple[dict[str, Any], list[tuple[int, str]]]:
    """The fields of a `Runbook` that front matter sets, and a line and sentence for each value in a wrong form."""
    fields: dict[str, Any] = {}
    wrong: list[tuple[int, str]] = []
    for key, (field, convert) in _FIELDS.items():
        value = front.values.get(key)
        if value is None:
            continue
        try:
            fields[field] = convert(value)
        except _Refused as refused:
            wrong.append((front.lines.get(key, 1), f"{key}: {refused}"))
    fields |= _targets(front, wrong)
    if front.values.get("inputs") is not None:
        fields["inputs"] = tuple(_inputs(front, wrong))
    return fields, wrong


def _targets(front: FrontMatter, wrong: list[tuple[int, str]]) -> dict[str, float]:
    targets = front.values.get("targets")
    line = front.lines.get("targets", 1)
    fields: dict[str, float] = {}
    if targets is None:
        return fields
    if not isinstance(targets, Mapping):
        wrong.append((line, "targets: is not a mapping. Write it as {mttd: 5m, mttr: 30m}."))
        return fields
    for key, field in _TARGETS.items():
        if key in targets:
            try:
                fields[field] = _seconds(targets[key])
            except _Refused as refused:
                wrong.append((line, f"targets.{key}: {refused}"))
    return fields


def _inputs(front: FrontMatter, wrong: list[tuple[int, str]]) -> list[Input]:
    inputs = front.values["inputs"]
    if not isinstance(inputs, list):
        what = "inputs: is not a list. Write one item per input, such as - {name: LIMIT, default: 5}."
        wrong.append((front.lines.get("inputs", 1), what))
        return []
    found: list[Input] = []
    for index, item in enumerate(inputs):
        line = front.lines.get(f"inputs[{index}]", front.lines.get("inputs", 1))
        try:
            found.append(_input(item, line, taken={known.name for known in found}))
        except _Refused as refused:
            wrong.append((line, f"inputs: {refused}"))
    return found


def _input(item: object, line: int, *, taken: set[str]) -> Input:
    if isinstance(item, str):
        item = {"name": item}
    if not isinstance(item, dict):
        raise _Refused("an item is neither a name nor a mapping. Write {name: LIMIT, default: 5}.")
    name = str(item.get("name", ""))
    unknown = sorted(str(key) for key in item if key not in _INPUT_KEYS)
    if unknown:
        raise _Refused(f'the input "{name}" has the unknown key "{unknown[0]}". Use {", ".join(sorted(_INPUT_KEYS))}.')
    if not _VARIABLE.match(name):
        raise _Refused(f'"{name[:60]}" is no name for a variable. Write letters, digits and underscores.')
    if name in taken:
        raise _Refused(f'"{name}" is declared twice. Remove one.')
    secret = _flag(item.get("secret", False))
    if secret and (item.get("default") is not None or item.get("choices")):
        raise _Refused(f'"{name}" is a secret with a default or choices. Remove them: a secret comes from outside.')
    return Input(
        name=name,
        default=_optional_text(item.get("default")),
        pattern=_pattern(item.get("pattern")),
        choices=_texts(item.get("choices") or []),
        secret=secret,
        description=str(item.get("description") or ""),
        line=line,
    )


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise _Refused("secret is neither true nor false. Write one of them.")
    return value


def _pattern(value: object) -> str | None:
    if value is None:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a doubtful set is the author's affair
            re.compile(str(value))
    except (re.error, OverflowError, RecursionError) as error:
        raise _Refused(f"the pattern {str(value)[:60]!r} is not a regular expression. Correct it.") from error
    return str(value)


def _optional_text(value: object) -> str | None:
    return None if value is None else _scalar(value)


def _scalar(value: object) -> str:
    """A scalar as the author would write it in a shell: YAML's ``true`` stays lower case."""
    if isinstance(value, dict | list | set | bytes):
        raise _Refused("is a list or mapping. Write one value.")
    return str(value).lower() if isinstance(value, bool) else str(value)


def _texts(value: object) -> tuple[str, ...]:
    """A list of words, or one word alone."""
    return tuple(_scalar(item) for item in value) if isinstance(value, list) else (_scalar(value),)


def _id(value: object) -> str:
    text = _scalar(value)
    if not _ID.match(text):
        raise _Refused(f'"{text[:60]}" is no id. Write letters, digits, hyphens, dots and underscores.')
    return text


def _seconds(value: object) -> float:
    seconds = None if isinstance(value, bool) else durations.parse(str(value))
    if seconds is None or seconds <= 0:
        raise _Refused(f'"{str(value)[:60]}" is not a duration. Write one such as 5m, 30 min or 1h30m.')
    return seconds


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise _Refused(f'"{str(value)[:60]}" is not a date. Write it as 2026-11-01.') from error


_FIELDS: Mapping[str, tuple[str, Callable[[object], Any]]] = {
    "id": ("id", _id),
    "title": ("title", _scalar),
    "service": ("service", _scalar),
    "severity": ("severity", _scalar),
    "owner": ("owner", _scalar),
    "alerts": ("alerts", _texts),
    "scenarios": ("scenarios", _texts),
    "last_reviewed": ("last_reviewed", _day),
    "review_in": ("review_in_s", _seconds),
}
