"""A bold label that stands for a heading: ``**Symptoms:**``, with or without text on the same line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from drillbook.runbook import titles
from drillbook.runbook.blocks import Block, Kind
from drillbook.runbook.limits import PROSE_LINE_CHARACTERS_MAX

LEVEL = 7
"""Below every heading."""

_LABEL = re.compile(r"\s{0,20}(\*\*|__)(?=[^\s*_])(.{1,120}?)\1\s{0,5}([:\uff1a]?)\s*(.*)$")
_CHECKBOX = re.compile(r"\s{0,20}\[[ xX]\]\s+")
_ASIDES = frozenset(("note", "warning", "important", "tip", "caution", "example", "danger", "attention", "nb", "hint"))


def split(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with each label cut out of its prose as a block of its own."""
    for block in blocks:
        if block.kind is Kind.TEXT and ("**" in block.text or "__" in block.text):
            yield from _cut(block)
        else:
            yield block


def _cut(block: Block) -> Iterator[Block]:
    prose: list[str] = []
    start = block.line
    fresh = block.opens_item
    for number, line in enumerate(block.text.split("\n"), block.line):
        label = _read(line)
        if label is None:
            prose.append(line)
            continue
        title, rest = label
        if prose:
            yield _part(block, Kind.TEXT, line=start, text="\n".join(prose), opens_item=fresh)
            fresh = False
        yield _part(block, Kind.LABEL, line=number, text=title, opens_item=fresh)
        prose, start, fresh = ([rest] if rest else []), number, False
        start = number if rest else number + 1
    if prose:
        yield _part(block, Kind.TEXT, line=start, text="\n".join(prose), opens_item=fresh)


def _part(block: Block, kind: Kind, *, line: int, text: str, opens_item: bool) -> Block:
    return Block(
        kind=kind,
        line=line,
        text=text,
        level=LEVEL if kind is Kind.LABEL else 0,
        end_line=line + text.count("\n"),
        items=block.items,
        opens_item=opens_item,
        ordered=block.ordered,
    )


def _read(line: str) -> tuple[str, str] | None:
    """The label's title and the text behind it; None if the line is prose.

    A title with a role needs a colon or the line for itself; another title needs the line for itself.
    """
    box = _CHECKBOX.match(line)
    found = _LABEL.match(line[:PROSE_LINE_CHARACTERS_MAX], box.end() if box else 0)
    if found is None:
        return None
    inside = found[2].rstrip()
    colon = bool(found[3]) or inside.endswith((":", "\uff1a"))
    title, rest = titles.clean(inside), line[found.start(4) :].strip()
    if not title or title.lower() in _ASIDES:
        return None
    if titles.role(title) is None:
        return None if rest else (title, "")
    return (title, rest) if colon or not rest else None
