"""Prometheus' own evaluation test scripts: finding them, and reading the commands that an instant evaluator can follow.

The format is that of promql/promqltest in the Prometheus repository. The files are not part of this project.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from drillbook.rules.durations import parse_duration_ms
from drillbook.rules.series_notation import parse_samples, parse_series

FOLDER_VARIABLE = "DRILLBOOK_PROMETHEUS_SCRIPTS"
_MODULE = "github.com/prometheus/prometheus@*/promql/promqltest/testdata"

_COMMAND = re.compile(r"(?:load|eval|clear)(?:_\w+)?(?:\s|$)")
_LOAD = re.compile(r"load(?P<native>_with_nhcb)?\s+(?P<interval>\S+)")
_INSTANT = re.compile(r"eval(?:_(?P<mode>\w+))?\s+instant\s+(?:at\s+(?P<at>\S+))?\s*(?P<expr>.*)")
_RANGE = re.compile(
    r"eval(?:_(?P<mode>\w+))?\s+range\s+from\s+(?P<first>\S+)\s+to\s+(?P<last>\S+)\s+step\s+(?P<step>\S+)\s+(?P<expr>.*)"
)
_RANGE_VECTOR = re.compile(r"expect range vector from (?P<first>\S+) to \S+ step (?P<step>\S+)")

Labels = tuple[tuple[str, str], ...]
Rows = dict[Labels, dict[int, float]]


@dataclass(slots=True, kw_only=True)
class Load:
    """Series that are added; `native` are the names of native histograms, which are left out."""

    rows: Rows = field(default_factory=dict)
    native: set[str] = field(default_factory=set)


@dataclass(slots=True, kw_only=True)
class Clear:
    """All series are removed."""


@dataclass(slots=True, kw_only=True)
class Evaluation:
    """An expression at one or more times, and what it should give."""

    line: int
    expr: str
    times_ms: list[int]
    fails: bool = False
    ordered: bool = False
    is_text: bool = False
    native: bool = False
    rows: Rows = field(default_factory=dict)
    """By labels, the expected values by step, or by time in milliseconds for a range vector."""
    is_matrix: bool = False


def find_scripts() -> list[Path]:
    """The scripts of the folder that the environment names, or of a Go module cache."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        return sorted(Path(named).glob("*.test"))
    cache = Path(os.environ.get("GOMODCACHE") or Path(os.environ.get("GOPATH") or Path.home() / "go") / "pkg" / "mod")
    return sorted(path for folder in cache.glob(_MODULE) for path in folder.glob("*.test"))


def commands(path: Path) -> Iterator[Load | Clear | Evaluation]:
    """The commands of one script, in order."""
    lines = [(number, line.strip()) for number, line in enumerate(path.read_text().splitlines(), start=1)]
    lines = [(number, line) for number, line in lines if not line.startswith("#")]
    position = 0
    while position < len(lines):
        number, head = lines[position]
        block = []
        position += 1
        while position < len(lines) and lines[position][1] and not _COMMAND.match(lines[position][1]):
            block.append(lines[position][1])
            position += 1
        if head == "clear":
            yield Clear()
        elif found := _LOAD.fullmatch(head):
            yield _load(found, block)
        elif head:
            yield _evaluation(number, head, block=block)


def duration_ms(text: str) -> int:
    """A duration, or plain seconds; either may be negative."""
    sign = -1 if text.startswith("-") else 1
    parsed = parse_duration_ms(text.lstrip("-"))
    return sign * (round(float(text.lstrip("-")) * 1000) if parsed is None else parsed)


def _load(found: re.Match[str], block: list[str]) -> Load:
    load = Load()
    interval_ms = duration_ms(found["interval"])
    for line in block:
        if "@st" in line.lower():  # start timestamps, which only a feature flag makes count
            continue
        name, values = _split(line)
        if "{{" in line:
            load.native.add(name.partition("{")[0].strip())
            continue
        labels = parse_series(name)
        if found["native"]:
            load.native.add(dict(labels).get("__name__", "").removesuffix("_bucket"))
        samples = enumerate(parse_samples(values))
        load.rows[labels] = {index * interval_ms: value for index, value in samples if value is not None}
    return load


def _evaluation(number: int, head: str, *, block: list[str]) -> Evaluation:
    instant = _INSTANT.fullmatch(head)
    found = instant or _RANGE.fullmatch(head)
    assert found is not None, f"line {number}: {head}"
    if instant:
        times_ms = [duration_ms(instant["at"] or "0")]
    else:
        step_ms = duration_ms(found["step"])
        times_ms = list(range(duration_ms(found["first"]), duration_ms(found["last"]) + 1, step_ms))
    evaluation = Evaluation(line=number, expr=found["expr"], times_ms=times_ms)
    evaluation.fails, evaluation.ordered = found["mode"] == "fail", found["mode"] == "ordered"
    first_ms, step_ms = 0, 1
    for line in block:
        if matrix := _RANGE_VECTOR.fullmatch(line):
            evaluation.is_matrix = True
            first_ms, step_ms = duration_ms(matrix["first"]), duration_ms(matrix["step"])
        elif line.startswith("expect"):
            evaluation.fails |= line.startswith("expect fail")
            evaluation.ordered |= line.startswith("expect ordered")
            evaluation.is_text |= line.startswith("expect string")
        elif "{{" in line:
            evaluation.native = True
        else:
            labels, values = _expected(line)
            evaluation.rows[labels] = {
                first_ms + index * step_ms: value for index, value in enumerate(values) if value is not None
            }
    return evaluation


def _expected(line: str) -> tuple[Labels, list[float | None]]:
    name, values = _split(line)
    if not values:
        parsed = parse_duration_ms(name)
        return (), [float(name) if parsed is None or name == "0" else parsed / 1000]
    return parse_series(name), parse_samples(values)


def _split(line: str) -> tuple[str, str]:
    """The series at the beginning of a line, and the rest."""
    quote, depth = "", 0
    for index, letter in enumerate(line):
        if quote:
            quote = "" if letter == quote and line[index - 1] != "\\" else quote
        elif letter in "\"'`":
            quote = letter
        elif letter in "{}":
            depth += 1 if letter == "{" else -1
        elif letter.isspace() and not depth and not _goes_on(line, index):
            return line[:index], line[index:].strip()
    return line, ""


def _goes_on(line: str, index: int) -> bool:
    """Whether the series' braces still follow after a space, as in ``name {label="value"}``."""
    rest = line[index:].lstrip()
    return rest.startswith("{") and not rest.startswith("{{") and "{" not in line[:index]
