"""A block: a heading, label, stretch of prose, fence or comment of a Markdown text, with its line.

The only module that knows the Markdown parser. Inline markup is not parsed here: it is read where it is
needed, by scanners whose cost is linear (`inline`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from textwrap import dedent
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from drillbook.runbook.limits import NESTING_LEVELS_MAX

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

_OPAQUE = {"<!--": "-->", "<pre": "</pre>", "<script": "</script>", "<style": "</style>"}
"""HTML whose inside is not Markdown: how it opens, how it closes."""


class Kind(Enum):
    """What a block is."""

    HEADING = "heading"
    LABEL = "label"
    """A bold title in place of a heading (`labels`)."""
    TEXT = "text"
    FENCE = "fence"
    CODE = "code"
    """Indented code."""
    HTML = "html"
    """A comment, or an element whose inside is not Markdown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block; its line is 1-based in the file."""

    kind: Kind
    line: int
    text: str
    """A heading's title, the lines of prose, or code; without indentation."""
    level: int = 0
    """A heading's level, 1 to 6."""
    info: str = ""
    """A fence's info string."""
    markup: str = ""
    """A fence's marker."""
    end_line: int = 0
    items: tuple[int, ...] = ()
    """The list items it stands in, outermost first, each numbered uniquely."""
    opens_item: bool = False
    """Whether it is the first block of its innermost list item."""
    ordered: bool = False
    """Whether it stands in a numbered list, however deep."""


def parse(lines: Sequence[str], *, numbers: Sequence[int]) -> list[Block]:
    """The blocks of a Markdown text in document order.

    Args:
        lines: CommonMark, line by line.
        numbers: the line in the file of each line, and of the one after the last.
    """
    return list(_walk(_markdown().parse("\n".join(lines)), numbers))


@cache
def _markdown() -> MarkdownIt:
    """A CommonMark parser of blocks alone.

    Tables, references and HTML elements stay prose: they are read line by line later, and their rules are
    where a Markdown parser can be made to work for more than linear time or memory.
    """
    parser = MarkdownIt("commonmark", {"maxNesting": NESTING_LEVELS_MAX})
    parser.core.ruler.enableOnly(["normalize", "block"])
    parser.block.ruler.at("html_block", _opaque_html, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.disable(["reference", "table"], ignoreInvalid=True)
    return parser


def _opaque_html(  # noqa: PLR0917 -- as follows  # shape: parameters -- the parser calls all its rules with these four by position
    state: StateBlock,
    first: int,
    end: int,
    silent: bool,  # noqa: FBT001 -- as above
) -> bool:
    """A block rule: comments and verbatim elements, whose inside must not be taken for headings or steps.

    Args:
        state: what the parser has read so far, and where the blocks go.
        first: the first line.
        end: the line after the last one.
        silent: the parser only asks whether a block begins here.
    """
    start = state.bMarks[first] + state.tShift[first]
    if not state.src.startswith("<", start):
        return False
    opening = state.src[start : start + 7].lower()
    closing = next((close for begin, close in _OPAQUE.items() if opening.startswith(begin)), None)
    if closing is None or _goes_on(state.src[start : state.eMarks[first]], closing):
        return False
    if silent:
        return True
    line = first
    while line < end - 1 and closing not in state.src[start : state.eMarks[line]].lower():
        if state.sCount[line + 1] < state.blkIndent and not state.isEmpty(line + 1):
            break  # the list item that it stands in ends here
        line += 1
        start = state.bMarks[line]
    state.line = line + 1
    token = state.push("html_block", "", 0)
    token.map = [first, state.line]
    token.content = state.getLines(first, state.line, state.blkIndent, keepLastLF=False)
    return True


def _goes_on(line: str, closing: str) -> bool:
    """Whether prose follows a comment on its own line: then the line is prose with a comment in it."""
    return closing == "-->" and bool(line.partition(closing)[2].strip())


class _Items:
    """Which list items the walk is inside of."""

    __slots__ = ("_lists", "count", "fresh", "open")

    def __init__(self) -> None:
        self.count = 0
        self.fresh = False
        self.open: tuple[int, ...] = ()
        self._lists: list[bool] = []

    @property
    def ordered(self) -> bool:
        """Whether any open list is numbered."""
        return any(self._lists)

    def see(self, token: Token) -> None:
        if token.type == "list_item_open":
            self.count += 1
            self.open = (*self.open, self.count)
            self.fresh = True
        elif token.type == "list_item_close":
            self.open = self.open[:-1]
            self.fresh = False
        elif token.type in ("ordered_list_open", "bullet_list_open"):
            self._lists.append(token.type == "ordered_list_open")
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            self._lists.pop()

    def take_fresh(self) -> bool:
        """Whether nothing of the innermost item was seen yet."""
        fresh, self.fresh = self.fresh, False
        return fresh


_INDENTED_FENCE = re.compile(r"```(?P<info>[^`\n]*)\n(?P<code>(?:(?!```)[^\n]*\n)*)```[ \t]*\n*\Z")
"""A whole fence that is indented so far that Markdown takes it for code."""

_LEAVES = {"fence": Kind.FENCE, "code_block": Kind.CODE, "html_block": Kind.HTML}


def _walk(tokens: list[Token], numbers: Sequence[int]) -> Iterator[Block]:
    items = _Items()
    heading_level = 0
    for token in tokens:
        kind = _LEAVES.get(token.type)
        if kind is not None:
            yield _leaf(token, kind, items=items, numbers=numbers)
        elif token.type == "inline":
            yield _prose(token, heading_level, items=items, numbers=numbers)
            heading_level = 0
        elif token.type == "heading_open":
            heading_level = int(token.tag[1])
        else:
            items.see(token)


def _leaf(token: Token, kind: Kind, *, items: _Items, numbers: Sequence[int]) -> Block:
    start, end = token.map or [0, 1]
    if kind is Kind.CODE:
        fence = _INDENTED_FENCE.match(dedent(token.content))
        if fence:
            kind, token.info, token.content = Kind.FENCE, fence["info"], fence["code"]
    return Block(
        kind=kind,
        line=numbers[start],
        text=token.content,
        info=token.info.strip(),
        markup=token.markup,
        end_line=numbers[end - 1],
        items=items.open,
        opens_item=items.take_fresh(),
        ordered=items.ordered,
    )


def _prose(token: Token, heading_level: int, *, items: _Items, numbers: Sequence[int]) -> Block:
    start, end = token.map or [0, 1]
    return Block(
        kind=Kind.HEADING if heading_level else Kind.TEXT,
        line=numbers[start],
        text=token.content,
        level=heading_level,
        end_line=numbers[end - 1],
        items=items.open,
        opens_item=items.take_fresh(),
        ordered=items.ordered,
    )
