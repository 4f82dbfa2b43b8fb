"""Habits: errors are not swallowed, time has one door, only front ends print, a silenced tool has a reason."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from .shape_imports import imports
from .shape_source import Source

BROAD = frozenset({"Exception", "BaseException", "builtins.Exception", "builtins.BaseException"})
CLOCKS = ("src/drillbook/clock.py", "fixtures/clearance/clock.py")
EVENT_LOOPS = ("src/drillbook/services/toxiproxy_server",)
"""An asyncio server may ask its own event loop for the time."""
TIME = frozenset(
    {
        "asyncio.sleep",
        "datetime.date.today",
        "datetime.datetime.now",
        "datetime.datetime.today",
        "datetime.datetime.utcnow",
        "gevent.sleep",
    }
)
LOOP_TIME = re.compile(r"loop(\(\))?\.time$")
FRONT_ENDS = ("src/drillbook/cli", "src/drillbook/gameday", "src/drillbook/pytest_plugin.py")
SILENCER = re.compile(
    r"#\s*(?:(?:ruff|flake8):\s*)?noqa(?P<noqa>:\s*[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*)?"
    r"|#\s*type:\s*ignore(?P<ignore>\[[\w\s,-]+\])?",
    re.IGNORECASE,
)
REASON = re.compile(r"\s*(?:--?|#)\s*.*[A-Za-z]{2,}")


def broad_except(source: Source) -> Iterator[tuple[int, str]]:
    """What catches everything raises again on every path."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type) and not _raises(node.body):
            yield node.lineno, "this catches every error and keeps it. Name the errors, or raise again."
        if (
            isinstance(node, ast.Call)
            and ast.unparse(node.func).endswith("suppress")
            and any(map(_names_all, node.args))
        ):
            yield node.lineno, "this suppresses every error. Name the errors."


def _is_broad(caught: ast.expr | None) -> bool:
    each = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(one is None or _names_all(one) for one in each)


def _names_all(caught: ast.expr) -> bool:
    return ast.unparse(caught) in BROAD


def _raises(body: Sequence[ast.stmt]) -> bool:
    """Whether no path through these statements ends without an error."""
    last = body[-1]
    if isinstance(last, ast.If):
        return bool(last.orelse) and _raises(last.body) and _raises(last.orelse)
    return isinstance(last, ast.Raise) or (isinstance(last, ast.With) and _raises(last.body))


def clock(source: Source) -> Iterator[tuple[int, str]]:
    """Only clock.py reads the time or waits."""
    if source.within(*CLOCKS):
        return
    meaning: dict[str, str] = {}
    for each in imports(source):
        meaning[each.bound] = each.dotted
        if each.top == "time":
            yield each.line, "only clock.py imports time. Use Deadline, real_s, unix_time_s or the drill's clock."
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute | ast.Name):
            name = _meant(ast.unparse(node), meaning)
            if name in TIME or (LOOP_TIME.search(name) and not source.within(*EVENT_LOOPS)):
                yield node.lineno, f"only clock.py may use {name}. Use Deadline, real_s or unix_time_s."


def _meant(name: str, meaning: dict[str, str]) -> str:
    """A dotted name with its first word replaced by what was imported under it."""
    first, dot, rest = name.partition(".")
    return meaning.get(first, first) + dot + rest


def prints(source: Source) -> Iterator[tuple[int, str]]:
    """Only front ends speak to a terminal."""
    if source.within(*FRONT_ENDS) or source.path.endswith("/__main__.py"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name) and node.id == "print":
            yield node.lineno, "only front ends print. Return a value, or raise an error."


def suppressions(source: Source) -> Iterator[tuple[int, str]]:
    """A comment that silences ruff or mypy names what it silences, and says why."""
    for line, comment in source.comments.items():
        silencers = list(SILENCER.finditer(comment))
        if not all(found["noqa"] or found["ignore"] for found in silencers):
            yield line, "a silenced tool without its code. Name the code: noqa: X123, or ignore[code]."
        if silencers and not REASON.match(SILENCER.sub("", comment)):
            yield line, "a silenced tool without a reason. Write it behind the code: `-- why`."
