"""A part: the stretch of a file that is one runbook, cut at the heading level that owns the section headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from drillbook.model.runbook import SectionRole
from drillbook.runbook import titles
from drillbook.runbook.blocks import Block, Kind

CORE = frozenset(
    {
        SectionRole.SYMPTOMS,
        SectionRole.DIAGNOSIS,
        SectionRole.MITIGATION,
        SectionRole.RESOLUTION,
        SectionRole.VERIFICATION,
        SectionRole.ROLLBACK,
    }
)
"""Sections that only a runbook has; an Overview or References may stand in any document."""

_WHOLE_CORE_ROLES = 2
"""A heading that owns this many core sections is a runbook, whatever stands deeper inside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The blocks ``[start, end)`` of one runbook."""

    start: int
    end: int
    title: str = ""
    """The heading's title; "" for a text without one."""
    line: int = 1
    owns: bool = True
    """Whether it has sections of its own; otherwise it is kept only for what it holds."""
    body_only: bool = False
    """Whether it is the text between a heading and its first subheading."""


@dataclass(slots=True, kw_only=True)
class _Node:
    """A heading with all that stands below it."""

    index: int
    level: int
    title: str
    line: int
    end: int = 0
    owned: set[SectionRole] = field(default_factory=set)
    children: list[_Node] = field(default_factory=list)
    best: tuple[int, int] = (0, 0)
    """The greatest strength among its descendants."""
    chosen: bool = False
    chosen_below: bool = False

    @property
    def strength(self) -> tuple[int, int]:
        """How many core roles it owns directly, and how many roles."""
        return len(self.owned & CORE), len(self.owned)


def parts(blocks: Sequence[Block]) -> list[Part]:
    """The parts of a text, in order; a text with at most one runbook is one part.

    A heading owns the recognised section headings and labels directly below it. Where several headings own
    sections, each is a runbook, and so is every heading beside them; of two nested headings the one that owns
    more is taken.
    """
    nodes = _nodes(blocks)
    root = nodes[0]
    _measure(nodes)
    chosen = [node for node in _choose(root) if node.strength[0]]
    if len(chosen) < _WHOLE_CORE_ROLES:
        return [Part(start=0, end=len(blocks), title=_document_title(nodes))]
    for node in chosen:
        node.chosen = True
    for node in reversed(nodes):
        node.chosen_below = any(child.chosen or child.chosen_below for child in node.children)
    return list(_cut(root, frozenset(node.level for node in chosen)))


def _nodes(blocks: Sequence[Block]) -> list[_Node]:
    """The heading tree in document order; the first node is the file itself."""
    root = _Node(index=-1, level=0, title="", line=1, end=len(blocks))
    nodes, stack = [root], [root]
    for index, block in enumerate(blocks):
        if block.kind is Kind.LABEL:
            _own(stack[-1], block.text)
        elif block.kind is Kind.HEADING:
            while stack[-1].level >= block.level:
                stack.pop().end = index
            node = _Node(index=index, level=block.level, title=titles.clean(block.text), line=block.line)
            _own(stack[-1], block.text)
            stack[-1].children.append(node)
            stack.append(node)
            nodes.append(node)
    for node in stack:
        node.end = len(blocks)
    return nodes


def _own(owner: _Node, title: str) -> None:
    role = titles.role(title)
    if role is not None:
        owner.owned.add(role)


def _measure(nodes: list[_Node]) -> None:
    """Fill in `best`, deepest headings first, so that no recursion is needed for it."""
    for node in reversed(nodes):
        node.best = max((max(child.strength, child.best) for child in node.children), default=(0, 0))


def _choose(node: _Node) -> Iterator[_Node]:
    """The headings that are runbooks; a heading has at most six levels below the file, so recursion is shallow."""
    core, total = node.strength
    if total and (core >= _WHOLE_CORE_ROLES or node.strength >= node.best):
        yield node
        return
    for child in node.children:
        yield from _choose(child)


def _document_title(nodes: list[_Node]) -> str:
    """The first heading that is no section: the title of a file that is one runbook."""
    return next((node.title for node in nodes[1:] if titles.role(node.title) is None), "")


def _cut(node: _Node, levels: frozenset[int]) -> Iterator[Part]:
    if node.chosen or (not node.chosen_below and node.level >= min(levels)):
        yield _part(node, end=node.end, owns=node.chosen)
        return
    body_end = node.children[0].index if node.children else node.end
    if body_end > node.index + 1:
        yield _part(node, end=body_end, owns=False, body_only=True)
    for child in node.children:
        yield from _cut(child, levels)


def _part(node: _Node, *, end: int, owns: bool, body_only: bool = False) -> Part:
    start = max(node.index, 0)
    return Part(start=start, end=end, title=node.title, line=node.line, owns=owns, body_only=body_only)
