"""A table: rows of cells between ``|``, as GitHub reads them, with the line of each row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from drillbook.runbook import inline
from drillbook.runbook.blocks import Block, Kind
from drillbook.runbook.limits import PROSE_LINE_CHARACTERS_MAX, TABLE_CELLS_MAX

_PIPE = re.compile(r"(?<!\\)\|")
_RULE = frozenset("|-: \t")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A header and its rows; every cell as plain words."""

    line: int
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    """The line and the cells of each row, as many as the header has."""

    def column(self, *words: str) -> int | None:
        """The index of the first column whose title has one of these words; earlier words win."""
        for word in words:
            for index, title in enumerate(self.header):
                if word in title.lower():
                    return index
        return None


def find(block: Block) -> Iterator[Table]:
    """The tables in a stretch of prose."""
    if block.kind is not Kind.TEXT or "|" not in block.text or "-" not in block.text:
        return
    lines = block.text.split("\n")
    index = 1
    while index < len(lines):
        if _is_rule(lines[index]) and "|" in lines[index - 1]:
            table, index = _read(lines, index, first_line=block.line)
            yield table
        index += 1


def is_row(line: str) -> bool:
    """Whether a line of prose may be a table's row."""
    return line.lstrip().startswith("|") or _is_rule(line)


def _is_rule(line: str) -> bool:
    return "|" in line and "-" in line and _RULE.issuperset(line)


def _read(lines: list[str], rule: int, *, first_line: int) -> tuple[Table, int]:
    """The table whose delimiter row is `rule`, and the index of its last row."""
    header = _cells(lines[rule - 1])
    rows: list[tuple[int, tuple[str, ...]]] = []
    index = rule
    while index + 1 < len(lines) and "|" in lines[index + 1]:
        index += 1
        cells = _cells(lines[index])[: len(header)]
        rows.append((first_line + index, (*cells, *("",) * (len(header) - len(cells)))))
    return Table(line=first_line + rule - 1, header=header, rows=tuple(rows)), index


def _cells(line: str) -> tuple[str, ...]:
    text = line[:PROSE_LINE_CHARACTERS_MAX].strip()
    text = text.removeprefix("|")
    text = text[:-1] if text.endswith("|") and not text.endswith("\\|") else text
    return tuple(inline.plain(cell.replace("\\|", "|")) for cell in _PIPE.split(text, maxsplit=TABLE_CELLS_MAX))
