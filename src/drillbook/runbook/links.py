"""A link: where a runbook sends its reader."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from drillbook.model.runbook import Link
from drillbook.runbook import inline
from drillbook.runbook.blocks import Block, Kind
from drillbook.runbook.limits import PROSE_CHARACTERS_MAX, PROSE_LINE_CHARACTERS_MAX

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
                    found.setdefault(_label(defined[1]), defined[2])
    return found


def find(blocks: Iterable[Block], defined: Mapping[str, str]) -> Iterator[Link]:
    """Every link of these blocks in order.

    Args:
        blocks: the blocks to search; links in code are none.
        defined: the targets of references in the whole file.
    """
    for block in blocks:
        text = block.text
        if block.kind in _PROSE and ("](" in text or "http" in text or "][" in text or (defined and "]" in text)):
            yield from _in_block(block, defined)


def between(links: Sequence[Link], first_line: int, *, last_line: int) -> tuple[Link, ...]:
    """The links on these lines, of links in the order of their lines."""
    start = bisect_left(links, first_line, key=lambda link: link.line)
    end = bisect_right(links, last_line, key=lambda link: link.line)
    return tuple(links[start:end])


def _in_block(block: Block, defined: Mapping[str, str]) -> Iterator[Link]:
    text = "\n".join(_line(line) for line in block.text[:PROSE_CHARACTERS_MAX].split("\n"))
    text = inline.without_code(text, inline.code_spans(text))
    found = inline.links(text)
    for place, words, label in inline.references(text) if defined or "][" in text else ():
        target = defined.get(_label(label))
        if target is not None or text[place + len(words) + 1 : place + len(words) + 3] == "][":
            found.append((place, words, target or ""))
    for place, words, target in sorted(found):
        yield Link(line=block.line + text.count("\n", 0, place), text=" ".join(words.split()), target=target)


def _line(line: str) -> str:
    """The line within its limit; empty if it only defines a reference."""
    line = line[:PROSE_LINE_CHARACTERS_MAX]
    return "" if _DEFINITION.match(line) else line


def _label(text: str) -> str:
    """A reference's label as CommonMark compares it: without regard to case and spaces."""
    return " ".join(text.lower().split())
