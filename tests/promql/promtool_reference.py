"""The reference: promtool, asked through unit test files what expressions give over series."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from drillbook.rules.series_notation import parse_series

TIMEOUT_S = 120.0

_CASE = re.compile(r"^    expr: (?=\")", re.MULTILINE)
_HEAD = re.compile(r'"(?:\\.|[^"\\])*", time: [^,]*,')
_SAMPLE = re.compile(r"(?P<labels>\{(?:[^\"{}]|\"(?:\\.|[^\"\\])*\")*\}) (?P<value>[^,\s]+)(?:, )?")

Samples = dict[tuple[tuple[str, str], ...], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Expressions over series, all asked at one time."""

    series: Sequence[tuple[str, str]]
    expressions: Sequence[str]
    at_ms: int
    interval_ms: int = 15_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an expression gives: samples, or an error."""

    samples: Samples | None
    error: str = ""


def find_promtool() -> str | None:
    """The promtool of DRILLBOOK_PROMTOOL, or the one on PATH."""
    return os.environ.get("DRILLBOOK_PROMTOOL") or shutil.which("promtool")


def major_version(promtool: str) -> int:
    """2 or 3; a promtool built from a module says no version and is taken for a current one."""
    done = subprocess.run([promtool, "--version"], capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    found = re.search(r"version (\d+)\.", done.stdout + done.stderr)
    return int(found[1]) if found else 3


def ask(promtool: str, cases: Sequence[Case], *, folder: Path) -> list[list[Answer]]:
    """The answers to each case; an expectation that cannot hold makes promtool print every result."""
    path = folder / "asked.yml"
    tests = [
        {
            "interval": f"{case.interval_ms}ms",
            "input_series": [{"series": name, "values": values} for name, values in case.series],
            "promql_expr_test": [
                {
                    "expr": expr,
                    "eval_time": f"{case.at_ms}ms",
                    "exp_samples": [{"labels": '{never="matched"}', "value": 1}],
                }
                for expr in case.expressions
            ],
        }
        for case in cases
    ]
    path.write_text(json.dumps({"evaluation_interval": "1m", "tests": tests}))
    done = subprocess.run(
        [promtool, "test", "rules", str(path)], capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )
    blocks = _CASE.split(done.stdout + done.stderr)[1:]
    count = sum(len(case.expressions) for case in cases)
    assert len(blocks) == count, (done.stdout + done.stderr)[-2000:]
    answers = iter(_answer(block) for block in blocks)
    return [[next(answers) for _ in case.expressions] for case in cases]


def _answer(block: str) -> Answer:
    head = _HEAD.match(block)
    assert head is not None, block
    rest = block[head.end() :]
    if rest.lstrip().startswith("err: "):
        return Answer(samples=None, error=rest.strip().removeprefix("err: "))
    got = rest.rpartition("\n        got: ")[2].strip()
    samples: Samples = {}
    if not got.startswith("nil"):
        for found in _SAMPLE.finditer(got):
            samples[parse_series(found["labels"])] = float(found["value"])
    return Answer(samples=samples)
