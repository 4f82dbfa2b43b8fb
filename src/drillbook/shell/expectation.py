"""Whether a step's result is what the runbook expects; pure."""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Iterator
from typing import Any

from drillbook.model.drill import Finding
from drillbook.model.runbook import Expectation

_COMPARISON = re.compile(r"\s*(<=|>=|==|!=|<|>|=)?\s*(-?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s*")
_JSON = re.compile(r"\s*\$((?:\.[\w-]+|\[\d+\])*)\s*(==|!=|<=|>=|<|>)\s*(.+?)\s*")
_PART = re.compile(r"\.([\w-]+)|\[(\d+)\]")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "=": operator.eq,
    "!=": operator.ne,
}
_STATUS = re.compile(r"^HTTP (\d{3})$", re.MULTILINE)


def met(expect: Expectation, *, status: int, output: str, errors: str) -> Finding:
    """Whether a finished step is as expected; `seen` names the first expectation that it misses."""
    for missed in _missed(expect, status=status, output=output, errors=errors):
        return Finding(ok=False, seen=missed)
    return Finding(ok=True)


def _missed(expect: Expectation, *, status: int, output: str, errors: str) -> Iterator[str]:
    yield from _ended(expect, status=status, output=output, errors=errors)
    if expect.contains is not None and expect.contains not in output:
        yield f'the output does not contain "{expect.contains}"'
    if expect.regex is not None and not re.search(expect.regex, output, re.MULTILINE):
        yield f"the output does not match /{expect.regex}/"
    if expect.value is not None and not compares(output.strip(), expect.value):
        yield f"{output.strip() or 'nothing'} is not {expect.value}"
    if expect.rows is not None:
        rows = sum(1 for line in output.splitlines() if line.strip())
        if not compares(str(rows), expect.rows):
            yield f"{rows} rows are not {expect.rows}"
    if expect.json is not None and not _json_holds(output, expect.json):
        yield f"the answer does not hold {expect.json}"


def _ended(expect: Expectation, *, status: int, output: str, errors: str) -> Iterator[str]:
    """Another end than expected; where an HTTP status is, it counts instead of the exit: a runbook may expect a 404."""
    answer = _STATUS.search(errors) if expect.http is not None else None
    if answer is None and status != expect.exit_code:
        last = (errors.strip() or output.strip()).splitlines()
        yield f"exit {status}" + (f": {last[-1]}" if last else "")
    if expect.http is not None and (answer is None or int(answer[1]) != expect.http):
        yield f"HTTP {answer[1] if answer else 'no answer'}, expected {expect.http}"


def compares(text: str, comparison: str) -> bool:
    """Whether `text`, read as a number, satisfies a comparison such as ``<0.8``."""
    match = _COMPARISON.fullmatch(comparison)
    if match is None:
        return False
    try:
        return _COMPARE[match[1] or "=="](float(text.rsplit(maxsplit=1)[-1]), float(match[2]))
    except (ValueError, IndexError):
        return False


def _json_holds(output: str, condition: str) -> bool:
    match = _JSON.fullmatch(condition)
    if match is None:
        return False
    try:
        value, wanted = json.loads(output), json.loads(match[3])
        for name, index in _PART.findall(match[1]):
            value = value[name] if name else value[int(index)]
        return _COMPARE[match[2]](value, wanted)
    except (ValueError, KeyError, IndexError, TypeError):
        return False
