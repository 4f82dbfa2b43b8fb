"""The table ``[tool.drillbook.lint]``: the intervals that rules are judged by."""

from __future__ import annotations

from typing import Any

from drillbook.errors import ProjectError
from drillbook.lint.timing import Timing
from drillbook.runbook.durations import parse

NAME = "tool.drillbook.lint"
FIELD_OF = {
    "scrape-interval": "scrape_interval_s",
    "evaluation-interval": "evaluation_interval_s",
    "group-wait": "group_wait_s",
}
INTERVAL_S_MAX = 86_400.0


def read(table: Any, *, path: str) -> Timing:
    """The intervals of the table, those of Prometheus for what it leaves out; raises ProjectError."""
    if not isinstance(table, dict):
        raise ProjectError(f"[{NAME}] is not a table. Write [{NAME}] and keys below it.", path=path)
    values: dict[str, float] = {}
    for key, value in table.items():
        if key not in FIELD_OF:
            known = ", ".join(sorted(FIELD_OF))
            raise ProjectError(f'[{NAME}] has the unknown key "{key}". Known: {known}.', path=path)
        values[FIELD_OF[key]] = _seconds(key, value, path=path)
    return Timing(**values)


def _seconds(key: str, value: object, *, path: str) -> float:
    seconds = parse(value) if isinstance(value, str) else None
    least = 0.0 if key == "group-wait" else 0.001
    if seconds is None or not least <= seconds <= INTERVAL_S_MAX:
        raise ProjectError(f'[{NAME}] {key} is {value!r}. Write a duration such as "15s", up to a day.', path=path)
    return seconds
