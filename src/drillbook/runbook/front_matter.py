"""Front matter: the YAML between two ``---`` lines at the top of a runbook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from drillbook.runbook.limits import FRONT_MATTER_CHARACTERS_MAX, FRONT_MATTER_LEVELS_MAX, FRONT_MATTER_NODES_MAX

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OPENING = re.compile(r"---\s*$")
_CLOSING = re.compile(r"(?:---|\.\.\.)\s*$")
_KEY = re.compile(r"[A-Za-z_][\w.-]{0,60}:(?:\s|$)")
_UNOPENED_LINES_MAX = 30
_SMALL_CHARACTERS = 400
"""Block mappings of this length cannot nest deeply: each level indents one more."""


class _Unreadable(Exception):  # noqa: N818 -- private to this module: it carries a sentence from the walk to `read`
    """Why the front matter is refused, with its 1-based line."""

    def __init__(self, line: int, what: str) -> None:
        self.line = line
        super().__init__(what)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What the front matter says, where each key stands, and where the text begins."""

    values: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each top-level key, and of the items of ``inputs`` as ``inputs[0]``."""
    length: int = 0
    """How many lines of the file it takes, delimiters included."""
    problem: tuple[int, str] | None = None
    """The line and the sentences of what is wrong with it."""
    opened: bool = True
    """False if the first ``---`` is missing but the keys and the second one are there."""


def read(lines: list[str], *, first_line: int = 1) -> FrontMatter:
    """The front matter of a text given as lines; empty if it has none.

    Args:
        lines: the text, without line ends.
        first_line: the line of the file that `lines` starts with.
    """
    end = _end(lines)
    if end is None:
        return _unclosed(lines, first_line)
    start = 1 if _OPENING.match(lines[0]) else 0
    opened = bool(start)
    body = "\n".join(lines[start:end])
    try:
        values, at = _load(body, first_line=first_line + start)
    except _Unreadable as refused:
        return FrontMatter(length=end + 1, problem=(refused.line, str(refused)), opened=opened)
    return FrontMatter(values=values, lines=at, length=end + 1, opened=opened)


def _end(lines: list[str]) -> int | None:
    """The index of the closing delimiter."""
    if not lines:
        return None
    if _OPENING.match(lines[0]):
        return next((i for i in range(1, len(lines)) if _CLOSING.match(lines[i])), None)
    return _end_unopened(lines)


def _end_unopened(lines: list[str]) -> int | None:
    """``title: x`` and ``---`` without the first ``---``: without this, Markdown makes a heading of it."""
    for index, line in enumerate(lines[:_UNOPENED_LINES_MAX]):
        if index and _OPENING.match(line):
            return index
        if not _KEY.match(line):
            return None
    return None


def _unclosed(lines: list[str], first_line: int) -> FrontMatter:
    """A text without front matter; if it seems to begin one, say that it never ends."""
    if len(lines) > 1 and _OPENING.match(lines[0]) and _KEY.match(lines[1]):
        what = "the front matter is never closed. Add a line with --- below its last key."
        return FrontMatter(problem=(first_line, what))
    return FrontMatter()


def _load(body: str, *, first_line: int) -> tuple[dict[str, Any], dict[str, int]]:
    if len(body) > FRONT_MATTER_CHARACTERS_MAX:
        limit = f"{FRONT_MATTER_CHARACTERS_MAX:,} characters"
        raise _Unreadable(first_line, f"the front matter is longer than {limit}. Shorten it.")
    try:
        if _may_be_large(body):
            _check_size(body, first_line)
        node = yaml.compose(body, Loader=_Loader)
        if node is None:
            return {}, {}
        at = _key_lines(node, first_line)
        return _values(node), at
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        what = f"the front matter is not YAML: {_sentence(error.problem)}. Correct it, or quote the value."
        raise _Unreadable(line, what) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        what = f"the front matter has a value that cannot be read: {_sentence(str(error))}. Correct it, or quote it."
        raise _Unreadable(first_line, what) from error


def _sentence(text: str | None) -> str:
    return " ".join((text or "unknown reason").split()).rstrip(".")[:200]


def _may_be_large(body: str) -> bool:
    """Whether a body could nest deeply or repeat itself; the usual dozen lines of ``key: value`` cannot."""
    nested = body.count("[") + body.count("{") + body.count("-") + body.count("?")
    return "&" in body or len(body) > _SMALL_CHARACTERS or nested > FRONT_MATTER_LEVELS_MAX


def _check_size(body: str, first_line: int) -> None:
    """Walk the events before anything is built: an alias bomb is small until it is."""
    level = 0
    collections: set[str] = set()
    for nodes, event in enumerate(yaml.parse(body, Loader=_Loader), 1):
        line = first_line + (event.start_mark.line if event.start_mark else 0)
        if isinstance(event, yaml.CollectionStartEvent):
            level += 1
            if event.anchor:
                collections.add(event.anchor)
        elif isinstance(event, yaml.CollectionEndEvent):
            level -= 1
        elif isinstance(event, yaml.AliasEvent) and event.anchor in collections:
            raise _Unreadable(line, f"the front matter repeats *{event.anchor}, a list or mapping. Write it out.")
        if nodes > FRONT_MATTER_NODES_MAX:
            raise _Unreadable(line, f"the front matter has more than {FRONT_MATTER_NODES_MAX} values. Shorten it.")
        if level > FRONT_MATTER_LEVELS_MAX:
            raise _Unreadable(line, f"the front matter is nested deeper than {FRONT_MATTER_LEVELS_MAX}. Flatten it.")


def _key_lines(node: Any, first_line: int) -> dict[str, int]:
    if not isinstance(node, yaml.MappingNode):
        line = first_line + node.start_mark.line
        raise _Unreadable(line, "the front matter is not a mapping. Write it as lines of the form key: value.")
    at: dict[str, int] = {}
    for key, value in node.value:
        name, line = str(key.value), first_line + key.start_mark.line
        if name in at:
            raise _Unreadable(line, f'the front matter has the key "{name}" twice. Remove one.')
        at[name] = line
        if isinstance(value, yaml.SequenceNode):
            at |= {f"{name}[{i}]": first_line + item.start_mark.line for i, item in enumerate(value.value)}
    return at


def _values(node: Any) -> dict[str, Any]:
    loader = yaml.SafeLoader("")
    try:
        built = loader.construct_document(node)
    finally:
        loader.dispose()
    return {str(key): value for key, value in built.items()}
