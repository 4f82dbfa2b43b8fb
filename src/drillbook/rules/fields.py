"""Fields: reading the known keys of a mapping by type, with the line of what is wrong in every error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import NoReturn

from drillbook.errors import ProjectError
from drillbook.rules.document import Node, Sequence, Table, Text
from drillbook.rules.durations import parse_duration_ms

NO_LABELS: Mapping[str, str] = MappingProxyType({})


def no_labels() -> Mapping[str, str]:
    """The empty mapping, as a default of dataclass fields."""
    return NO_LABELS


class Fields:
    """One mapping of a document, whose keys must all be in `known`.

    Raises:
        ProjectError: `node` is no mapping, or has a key that is not known.
    """

    def __init__(self, node: Node, *, path: str, what: str, known: Iterable[str]) -> None:
        self.path = path
        self._what = what
        if not isinstance(node, Table):
            self.refuse(f"{what} must be a mapping of {', '.join(known)}. Write `key: value` lines", node.line)
        self._table = node
        self.line = node.line
        for key in node.entries:
            if key not in known:
                self._refuse_key(key, tuple(known))

    def refuse(self, what: str, line: int | None = None) -> NoReturn:
        """Raise an error at a line, or where the mapping begins."""
        raise ProjectError(f"{what}.", path=self.path, line=self.line if line is None else line)

    def has(self, key: str) -> bool:
        """Whether the key is there and not null."""
        node = self._table.entries.get(key)
        return node is not None and not (isinstance(node, Text) and node.is_null)

    def line_of(self, key: str) -> int:
        """The line of the key, or of the mapping where it is missing."""
        return self._table.key_lines.get(key, self.line)

    def line_within(self, key: str, name: str) -> int:
        """The line of one name inside the mapping that `key` names."""
        node = self._table.entries.get(key)
        return node.key_lines.get(name, node.line) if isinstance(node, Table) else self.line_of(key)

    def node(self, key: str) -> Node | None:
        """The value, None where the key is missing or null."""
        return self._table.entries[key] if self.has(key) else None

    def text(self, key: str, default: str = "") -> str:
        """A text."""
        node = self.node(key)
        if node is None:
            return default
        if not isinstance(node, Text):
            self.refuse(f'"{key}" must be a text. Write it on one line, or as a block with |', node.line)
        return node.value

    def duration_ms(self, key: str, default_ms: int = 0) -> int:
        """A duration in milliseconds."""
        text = self.text(key, "0")
        duration_ms = parse_duration_ms(text)
        if duration_ms is None:
            self.refuse(
                f'"{key}" is not a duration: "{text}". Write a number with y, w, d, h, m, s or ms, as in 1h30m',
                self.line_of(key),
            )
        return duration_ms if self.has(key) else default_ms

    def whole(self, key: str) -> int:
        """A whole number, 0 where the key is missing."""
        text = self.text(key, "0")
        if not text.removeprefix("-").isdecimal():
            self.refuse(f'"{key}" is not a whole number: "{text}". Write digits only', self.line_of(key))
        return int(text)

    def number(self, key: str) -> float:
        """A number, 0 where the key is missing; YAML's .inf and .nan are numbers."""
        text = self.text(key, "0")
        try:
            return float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan").replace(".Inf", "inf"))
        except ValueError:
            self.refuse(f'"{key}" is not a number: "{text}". Write digits, or .inf or .nan', self.line_of(key))

    def boolean(self, key: str) -> bool:
        """True or false, false where the key is missing."""
        text = self.text(key, "false").lower()
        if text not in {"true", "false"}:
            self.refuse(f'"{key}" is neither true nor false: "{text}". Write one of them', self.line_of(key))
        return text == "true"

    def items(self, key: str) -> tuple[Node, ...]:
        """A list, empty where the key is missing."""
        node = self.node(key)
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            self.refuse(f'"{key}" must be a list. Begin each item with "- "', node.line)
        return node.items

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        items = []
        for item in self.items(key):
            if not isinstance(item, Text):
                self.refuse(f'an item of "{key}" must be a text. Write one line each', item.line)
            items.append(item.value)
        return tuple(items)

    def labels(self, key: str) -> Mapping[str, str]:
        """A mapping of texts to texts; a null is an empty text."""
        node = self.node(key)
        if node is None:
            return NO_LABELS
        if not isinstance(node, Table):
            self.refuse(f'"{key}" must be a mapping. Write `name: value` lines', node.line)
        labels = {}
        for name, value in node.entries.items():
            if not isinstance(value, Text):
                self.refuse(f'"{key}.{name}" must be a text. Write it on one line, or as a block with |', value.line)
            labels[name] = "" if value.is_null else value.value
        return MappingProxyType(labels)

    def _refuse_key(self, key: str, known: tuple[str, ...]) -> NoReturn:
        close = get_close_matches(key, known, n=1)
        hint = f' Did you mean "{close[0]}"?' if close else ""
        self.refuse(f'{self._what} has no field "{key}".{hint} Known: {", ".join(known)}', self.line_of(key))
