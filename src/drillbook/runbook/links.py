"""A link: where a runbook sends its reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from drillbook.model.runbook import Link
from drillbook.runbook import inline
from drillbook.runbook.blocks import Block, Kind
from drillbook.runbook.limits import PROSE_LINE_CHARACTERS_MAX

_DEFINITION = re.compile(r"\s{0,20}\[([^\[\]]{1,300})\]:\s{0,20}<?([^\s<>]{1,1000})>?")
_PROSE = (Kind.TEXT, Kind.HEADING)


def definitions(blocks: Iterable[Block]) -> dict[str, str]:
    """The target of each ``[label]: target`` line, by its label in lower case; the first one counts."""
    found: dict[str, str] = {}
    for block in blocks:
        if block.kind is Kind.TEXT and "]:" in block.text:
            for line in block.text.split("\n"):
                defined = _DEFINITION.match(line[:PROSE_LINE_CHARACTERS_MAX])
                if defined:
                    found.setdefault(" ".join(defined[1].lower().split()), defined[2])
    return found


def find(blocks: Iterable[Block], defined: Mapping[str, str]) -> Iterator[Link]:
    """Every link of these blocks in order.

    Args:
        blocks: the blocks to search; links in code are none.
        defined: the targets of references in the whole file.
    """
    for block in blocks:
        if block.kind in _PROSE and ("](" in block.text or "http" in block.text or "][" in block.text):
            for number, line in enumerate(block.text.split("\n"), block.line):
                yield from _in_line(line[:PROSE_LINE_CHARACTERS_MAX], number, defined=defined)


def _in_line(line: str, number: int, *, defined: Mapping[str, str]) -> Iterator[Link]:
    line = inline.without_code(line, inline.code_spans(line))
    if _DEFINITION.match(line):
        return
    for text, target in inline.links(line):
        yield Link(line=number, text=text, target=target)
    for text, label in inline.references(line):
        yield Link(line=number, text=text, target=defined.get(" ".join(label.lower().split()), ""))
