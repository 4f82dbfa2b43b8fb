"""A document: a YAML file as nodes that know their line, so that every error can name its place.

Scalars stay text, because Prometheus reads each field by its own type: ``severity: 1`` is the text "1" there. Depth and
size are bounded as the file is read, aliases counted in full, so that no file can grow beyond the memory it may take.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias

import yaml

from drillbook.errors import ProjectError

FILE_CHARS_MAX = 10_000_000
DEPTH_MAX = 32
NODES_MAX = 500_000
"""Nodes of one document with every alias written out."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A scalar as it was written."""

    value: str
    line: int
    is_null: bool = False
    size: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    line: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A mapping with text keys, in the order of the file."""

    entries: dict[str, Node]
    key_lines: dict[str, int]
    line: int
    size: int


Node: TypeAlias = Text | Sequence | Table


def read_document(text: str, *, path: str) -> Node | None:
    """Read the first document of a YAML text; None where there is none.

    Raises:
        ProjectError: the text is not YAML, repeats a key, holds a second document, or is larger than is allowed.
    """
    if len(text) > FILE_CHARS_MAX:
        raise ProjectError(f"the file has more than {FILE_CHARS_MAX} characters. Split it.", path=path)
    try:
        return _Composer(yaml.parse(text, Loader=_LOADER), path).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        raise ProjectError(
            f"this is not YAML: {error.problem or error.context}. Correct it.", path=path, line=line
        ) from error
    except yaml.YAMLError as error:
        raise ProjectError(f"this is not YAML: {error}. Correct it.", path=path) from error


class _Composer:
    """Builds nodes from the parser's events; depth is limited before Python's own stack is."""

    def __init__(self, events: Iterator[yaml.Event], path: str) -> None:
        self._events = events
        self._path = path
        self._anchors: dict[str, Node] = {}

    def document(self) -> Node | None:
        next(self._events)  # the start of the stream
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return None
        node = self._node(next(self._events), 0)
        next(self._events)  # the end of the document
        following = next(self._events)
        if not isinstance(following, yaml.StreamEndEvent):
            self._refuse("a second YAML document begins. Prometheus reads the first only: remove it", following)
        return node

    def _node(self, event: yaml.Event, depth: int) -> Node:
        if depth > DEPTH_MAX:
            self._refuse(f"the document is nested deeper than {DEPTH_MAX} levels. Flatten it", event)
        if isinstance(event, yaml.AliasEvent):
            return self._aliased(event)
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            is_null = _is_plain(event) and event.tag is None and event.value in _NULLS
            node = Text(value=event.value, line=_line(event), is_null=is_null)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._sequence(event, depth)
        else:
            node = self._table(event, depth)
        if node.size > NODES_MAX:
            self._refuse(f"the document has more than {NODES_MAX} values once aliases are written out. Split it", event)
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            self._anchors[anchor] = node
        return node

    def _aliased(self, event: yaml.AliasEvent) -> Node:
        node = self._anchors.get(str(event.anchor))
        if node is None:
            self._refuse(f"the alias *{event.anchor} has no anchor above it. Define &{event.anchor} first", event)
        return node

    def _sequence(self, start: yaml.Event, depth: int) -> Sequence:
        items = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return Sequence(items=tuple(items), line=_line(start), size=1 + sum(item.size for item in items))

    def _table(self, start: yaml.Event, depth: int) -> Table:
        entries: dict[str, Node] = {}
        merged: dict[str, Node] = {}
        key_lines: dict[str, int] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._refuse("a key is not a plain text. Write `key: value`", event)
            value = self._node(next(self._events), depth + 1)
            if event.value == "<<" and _is_plain(event):
                merged |= self._merged(value, event)
                continue
            if event.value in entries:
                first = key_lines[event.value]
                self._refuse(f'the key "{event.value}" is repeated; it is already on line {first}. Keep one', event)
            entries[event.value] = value
            key_lines[event.value] = _line(event)
        entries = merged | entries
        size = 1 + sum(node.size for node in entries.values())
        return Table(entries=entries, key_lines=key_lines, line=_line(start), size=size)

    def _merged(self, value: Node, event: yaml.Event) -> dict[str, Node]:
        """What ``<<: *defaults`` brings in; the first of several mappings wins."""
        tables = value.items if isinstance(value, Sequence) else (value,)
        merged: dict[str, Node] = {}
        for table in tables:
            if not isinstance(table, Table):
                self._refuse("<< does not name a mapping. Give it an alias of a mapping", event)
            merged = table.entries | merged
        return merged

    def _refuse(self, what: str, event: yaml.Event) -> NoReturn:
        raise ProjectError(f"{what}.", path=self._path, line=_line(event))


def _is_plain(event: yaml.ScalarEvent) -> bool:
    """Whether the scalar has no quotes; the two parsers of PyYAML say it differently."""
    return event.style in (None, "")


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return 0 if mark is None else int(mark.line) + 1
