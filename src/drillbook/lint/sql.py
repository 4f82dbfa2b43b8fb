"""SQL: statements that PostgreSQL cannot parse, or that change every row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from drillbook.lint import filling
from drillbook.lint.finding import Severity
from drillbook.lint.page import Page, code_line
from drillbook.lint.rule import Found, Rule
from drillbook.model.runbook import Step

SQL_CHARACTERS_MAX = 256 * 1024
"""A longer block is not parsed."""
_QUOTED_SQL = re.compile(r"-[A-Za-z]{0,5}c\s+(?P<quote>[\"'])(?P<sql>.*?)(?P=quote)", re.DOTALL)
_CHANGE = re.compile(
    r"\b(?P<verb>update\s+(?:only\s+)?[\w.\"]+\s+(?:as\s+\w+\s+|\w+\s+)?set\b|delete\s+from\s+(?:only\s+)?[\w.\"]+)(?P<rest>[^;]*)",
    re.IGNORECASE,
)
_CALLS_SQL = re.compile(r"\b(?:psql|mysql|sqlite3)\b")


@lru_cache(maxsize=1)
def _parser() -> tuple[Any, type[Exception]] | None:
    """PostgreSQL's own parser; None on a platform that has no build of it."""
    try:
        from pglast.parser import ParseError, parse_sql_json  # noqa: PLC0415 -- heavy, and only for SQL blocks
    except ImportError:
        return None
    return parse_sql_json, ParseError


def sql_syntax(page: Page) -> Iterator[Found]:
    """A SQL block that does not parse."""
    blocks = [step for step in page.steps if step.language == "sql"]
    parser = _parser() if blocks else None
    if blocks and parser is None:
        yield blocks[0].line, "SQL is not checked: pglast is not installed. Install it, or ignore sql-syntax."
    for step in blocks if parser else ():
        refused = _refused(filling.in_sql(step))
        if refused:
            line, what = refused
            yield code_line(step, line), f"PostgreSQL cannot parse this: {what}. Correct the statement."


def _refused(sql: str) -> tuple[int, str] | None:
    """The line, from 0, and the reason; None if it parses."""
    parser = _parser()
    if parser is None or len(sql) > SQL_CHARACTERS_MAX:
        return None
    parse, refusal = parser
    try:
        parse(sql.replace("\0", " "))
    except refusal as error:
        place = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], int) else len(sql.rstrip())
        return sql.count("\n", 0, place), str(error.args[0])
    except (ValueError, UnicodeError):
        return None
    return None


def unbounded_change(page: Page) -> Iterator[Found]:
    """``UPDATE`` or ``DELETE`` without ``WHERE``: every row."""
    for step in page.steps:
        for place, sql in _statements(step):
            for found in _CHANGE.finditer(sql):
                if not re.search(r"\b(?:where|current\s+of)\b", found["rest"], re.IGNORECASE):
                    line = code_line(step, step.code.count("\n", 0, place + found.start()))
                    verb = found["verb"].split()[0].upper()
                    yield line, f"this {verb} has no WHERE and changes every row. Name the rows."


def _statements(step: Step) -> Iterator[tuple[int, str]]:
    """The SQL in a step, and where in its code it begins."""
    if step.language == "sql":
        yield 0, step.code
    elif _CALLS_SQL.search(step.code):
        for found in _QUOTED_SQL.finditer(step.code):
            yield found.start("sql"), found["sql"]


RULES = (
    Rule(id="sql-syntax", severity=Severity.ERROR, summary="PostgreSQL cannot parse a block", check=sql_syntax),
    Rule(
        id="unbounded-change",
        severity=Severity.ERROR,
        summary="UPDATE or DELETE without WHERE",
        check=unbounded_change,
    ),
)
