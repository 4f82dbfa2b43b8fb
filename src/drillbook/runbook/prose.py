"""Prose: what the sentences, lists and tables of a runbook promise, warn of and leave blank."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from drillbook.model.runbook import Escalation, Placeholder, SectionRole, Threshold
from drillbook.runbook import escalations, inline, placeholders, tables, thresholds
from drillbook.runbook.blocks import Block, Kind
from drillbook.runbook.limits import PROSE_CHARACTERS_MAX, PROSE_LINE_CHARACTERS_MAX
from drillbook.runbook.sections import Placed

_WORTH = re.compile(r"\d|[Ii]f |[:→|]|T[BO]|\[")
_CHECKBOX = re.compile(r"\s{0,20}\[[ xX]\]\s")
_PLAIN_CODE = re.compile(r"[\w .%<>=≥≤/-]{1,60}$")


@dataclass(slots=True, kw_only=True)
class Prose:
    """All that was mined from the prose of one runbook, in order."""

    thresholds: list[Threshold] = field(default_factory=list)
    escalations: list[Escalation] = field(default_factory=list)
    blanks: list[Placeholder] = field(default_factory=list)


def mine(placed: Sequence[Placed]) -> Prose:
    """What the prose of a runbook says; code is not looked at."""
    found = Prose()
    for each in placed:
        if each.block.kind is Kind.TEXT:
            _mine_block(each, found)
    return found


def _mine_block(each: Placed, found: Prose) -> None:
    block = each.block
    escalating = each.role is SectionRole.ESCALATION
    if not escalating and _WORTH.search(block.text) is None:
        return
    rows = _mine_tables(block, found) if "|" in block.text else frozenset()
    lines = [
        "" if number in rows else _words(line)
        for number, line in enumerate(block.text[:PROSE_CHARACTERS_MAX].split("\n"), block.line)
    ]
    for number, line in enumerate(lines, block.line):
        found.blanks += placeholders.in_prose(line, number)
    text = "\n".join(lines)
    found.thresholds += thresholds.mine(text, block.line)
    if text.strip() and (block.opens_item or escalating):
        rule = escalations.of_item(text.strip(), block.line, in_section=escalating)
        found.escalations += [rule] if rule else []


def _words(line: str) -> str:
    """The plain words of a line; a code span stays if it is no more than a name or a comparison."""
    line = _CHECKBOX.sub("", line[:PROSE_LINE_CHARACTERS_MAX])
    if "`" not in line:
        return inline.plain(line)
    spans = [span for span in inline.code_spans(line) if not _PLAIN_CODE.match(span.text)]
    return inline.plain(inline.without_code(line, spans))


def _mine_tables(block: Block, found: Prose) -> frozenset[int]:
    """Read the tables of a block; the lines that they take."""
    taken: set[int] = set()
    for table in tables.find(block):
        taken |= {table.line, table.line + 1, *(line for line, _ in table.rows)}
        rules = list(escalations.of_table(table))
        found.escalations += rules
        for line, cells in table.rows:
            found.blanks += [blank for cell in cells for blank in placeholders.in_prose(cell, line)]
        if not rules:
            found.thresholds += _in_cells(table)
    return frozenset(taken)


def _in_cells(table: tables.Table) -> Iterator[Threshold]:
    """The thresholds of a table; one without words before it is about what its row begins with."""
    for line, cells in table.rows:
        for index, cell in enumerate(cells):
            lead = f"{cells[0]} " if index and thresholds.begins(cell) else ""
            yield from thresholds.mine(lead + cell, line)
