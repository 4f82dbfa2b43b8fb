"""A section: a titled part of a runbook, and the role that it gives to what stands in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from drillbook.model.runbook import Role, Section, SectionRole
from drillbook.runbook import titles
from drillbook.runbook.blocks import Block, Kind
from drillbook.runbook.limits import PROSE_CHARACTERS_MAX

STEP_ROLE_OF = {
    SectionRole.SYMPTOMS: Role.DETECT,
    SectionRole.DIAGNOSIS: Role.DIAGNOSE,
    SectionRole.MITIGATION: Role.ACT,
    SectionRole.RESOLUTION: Role.ACT,
    SectionRole.VERIFICATION: Role.VERIFY,
    SectionRole.ROLLBACK: Role.ROLLBACK,
}
"""The phase that runs the steps of a section; those of other sections are documentation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A block with the section it belongs to."""

    block: Block
    role: SectionRole | None
    title: str
    """The nearest title above it, recognised or not."""


class _Place:
    """Where the walk through a runbook is: under which headings and labels."""

    __slots__ = ("_headings", "_labels", "role", "title")

    def __init__(self) -> None:
        self._headings: list[tuple[int, SectionRole | None, str]] = []
        self._labels: list[tuple[tuple[int, ...], SectionRole | None, str]] = []
        self.role: SectionRole | None = None
        self.title = ""

    def enter_heading(self, block: Block, *, role: SectionRole | None) -> None:
        """A heading ends every label, and every heading of its level or deeper; unrecognised, it inherits."""
        self._labels.clear()
        while self._headings and self._headings[-1][0] >= block.level:
            self._headings.pop()
        inherited = self._headings[-1][1] if self._headings else None
        self._headings.append((block.level, role or inherited, block.text))
        self._settle()

    def enter_label(self, block: Block, *, role: SectionRole | None) -> None:
        """A label ends the one before it in the same list item, or outside lists."""
        self.leave_items(block.items)
        self._labels = [label for label in self._labels if label[0] != block.items]
        self._labels.append((block.items, role, block.text))
        self._settle()

    def leave_items(self, items: tuple[int, ...]) -> None:
        """A label inside a list item holds for that item only."""
        if self._labels and self._labels[-1][0] != items[: len(self._labels[-1][0])]:
            while self._labels and self._labels[-1][0] != items[: len(self._labels[-1][0])]:
                self._labels.pop()
            self._settle()

    def _settle(self) -> None:
        """The role is given by the nearest label that has one, or by the heading; the title is the nearest one."""
        heading = self._headings[-1] if self._headings else (0, None, "")
        self.role = next((role for _, role, _ in reversed(self._labels) if role), heading[1])
        self.title = self._labels[-1][2] if self._labels else heading[2]


def place(blocks: Iterable[Block]) -> Iterator[Placed]:
    """Each block of one runbook with its section."""
    here = _Place()
    for block in blocks:
        if block.kind is Kind.HEADING:
            here.enter_heading(block, role=titles.role(block.text))
        elif block.kind is Kind.LABEL:
            here.enter_label(block, role=titles.role(block.text))
        else:
            here.leave_items(block.items)
        yield Placed(block=block, role=here.role, title=here.title)


def sections(placed: Sequence[Placed], *, own_title: str, last_line: int, anchors: dict[int, str]) -> list[Section]:
    """The headings and the recognised labels of a runbook, each with its extent and its own prose.

    Args:
        placed: the blocks of one runbook.
        own_title: the runbook's title; the first heading that has it is no section.
        last_line: the runbook's last line.
        anchors: the anchor of the heading on each line.
    """
    opening: list[Placed] = []
    prose: list[list[str]] = []
    for each in placed:
        block = each.block
        if block.kind is Kind.HEADING and own_title and each.role is None and titles.clean(block.text) == own_title:
            own_title = ""
        elif _opens(block):
            opening.append(each)
            prose.append([])
        elif block.kind is Kind.TEXT and prose:
            prose[-1].append(block.text)
    ends = _ends([each.block for each in opening], last_line=last_line)
    return [
        _section(each, end_line=end, text="\n".join(lines)[:PROSE_CHARACTERS_MAX], anchors=anchors)
        for each, end, lines in zip(opening, ends, prose, strict=True)
    ]


def _opens(block: Block) -> bool:
    return block.kind is Kind.HEADING or (block.kind is Kind.LABEL and titles.role(block.text) is not None)


def _section(each: Placed, *, end_line: int, text: str, anchors: dict[int, str]) -> Section:
    block = each.block
    heading = block.kind is Kind.HEADING
    return Section(
        role=each.role if heading else titles.role(block.text),
        title=titles.clean(block.text),
        line=block.line,
        level=block.level,
        end_line=end_line,
        anchor=anchors.get(block.line, "") if heading else "",
        text=text,
    )


def _ends(opening: list[Block], *, last_line: int) -> list[int]:
    """The last line of each section: that before the next title of the same or a higher level."""
    ends = [last_line] * len(opening)
    open_: list[int] = []
    for index, block in enumerate(opening):
        while open_ and opening[open_[-1]].level >= block.level:
            before = open_.pop()
            ends[before] = max(block.line - 1, opening[before].line)
        open_.append(index)
    return ends
