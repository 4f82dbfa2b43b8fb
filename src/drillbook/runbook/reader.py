"""The reader: Markdown text in, a `Document` out. The order of the work stands here; the work stands elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drillbook.errors import ProjectError
from drillbook.model.runbook import Anchor, Comment, Document, Link, Runbook
from drillbook.runbook import (
    anchors,
    assembly,
    blocks,
    fences,
    front_matter,
    labels,
    limits,
    links,
    mending,
    splitting,
    tabled,
    titles,
)
from drillbook.runbook.blocks import Block, Kind
from drillbook.runbook.problems import Problems

_TITLE = re.compile(r"\s{0,3}(?:#{1,6}\s|\*\*\S)")


def decode(data: bytes, *, path: str) -> str:
    """The text of a file.

    Args:
        data: its bytes, UTF-8 with or without a byte-order mark.
        path: the file, as the user would name it.

    Raises:
        ProjectError: it is longer than the limit, or not UTF-8; names the line of the first wrong byte.
    """
    if len(data) > limits.FILE_BYTES_MAX:
        raise ProjectError(_too_long("bytes", limits.FILE_BYTES_MAX, size=len(data)), path=path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"byte 0x{data[error.start]:02x} is not UTF-8. Save the file as UTF-8."
        raise ProjectError(what, path=path, line=line) from error


def read(text: str, *, path: str, unfence: bool = False) -> Document:
    """What a Markdown file says, as values; nothing is executed or fetched.

    Args:
        text: the whole file.
        path: the file, as the user would name it.
        unfence: whether to read the runbooks inside ``markdown`` fences as well.

    Raises:
        ProjectError: the text is beyond a limit of `limits`. Nothing else in a text raises.
    """
    lines = _lines(text, path)
    problems = Problems(path)
    _check_signs(lines, problems)
    reading = _Reading(path, problems)
    fenced = reading.take(lines, first_line=1, unfence=unfence)
    for fence in fenced:
        if unfence:
            reading.take(fence.text.rstrip("\n").split("\n"), first_line=fence.line + 1)
        else:
            what = "this fence holds a runbook, which is not read. Read the file with --unfence, or take it out."
            problems.add(fence.line, "fenced-runbook", what=what)
    return Document(
        path=path,
        runbooks=tuple(sorted(reading.runbooks, key=lambda each: each.line)),
        problems=problems.in_order(),
        anchors=tuple(reading.anchors),
        comments=tuple(_comments(reading.blocks)),
        links=tuple(reading.links),
    )


def read_one(text: str, *, path: str) -> Runbook:
    """The one runbook of a file, fit for a drill.

    Raises:
        ProjectError: there is none, there are several, or something in it makes a drill impossible.
    """
    document = read(text, path=path)
    for problem in document.problems:
        if problem.blocking:
            raise ProjectError(problem.what, path=path, line=problem.line)
    if not document.runbooks:
        raise ProjectError("the file holds no runbook. Add a section such as ## Resolution with its steps.", path=path)
    if len(document.runbooks) > 1:
        second = document.runbooks[1]
        what = f'a second runbook, "{second.title}", begins here. Give each runbook of a drill its own file.'
        raise ProjectError(what, path=path, line=second.line)
    return document.runbooks[0]


def _lines(text: str, path: str) -> list[str]:
    """The lines of a text within the limits; the ends of lines may be any of CommonMark's three."""
    if len(text) > limits.FILE_BYTES_MAX:
        raise ProjectError(_too_long("characters", limits.FILE_BYTES_MAX, size=len(text)), path=path)
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > limits.FILE_LINES_MAX:
        raise ProjectError(_too_long("lines", limits.FILE_LINES_MAX, size=len(lines)), path=path)
    return lines


def _too_long(unit: str, limit: int, *, size: int) -> str:
    return f"the file has {size:,} {unit}, more than {limit:,}. Split it into smaller files."


def _holds_runbook(block: Block) -> bool:
    """Whether a block is a ``markdown`` fence with a section of a runbook in it."""
    if block.kind is not Kind.FENCE or fences.read(block.info).language not in fences.MARKDOWN:
        return False
    return any(titles.role(line.strip().strip("#").strip()) for line in block.text.split("\n") if _TITLE.match(line))


def _check_signs(lines: list[str], problems: Problems) -> None:
    line = next((number for number, content in enumerate(lines, 1) if "\0" in content), None)
    if line is not None:
        what = "the file holds a NUL byte, which is read as U+FFFD. Remove it."
        problems.add(line, "nul-byte", what=what)


def _comments(found: list[Block]) -> Iterator[Comment]:
    for block in found:
        if block.kind is Kind.HTML and block.text.lstrip().startswith("<!--"):
            yield Comment(line=block.line, text=block.text.strip().removeprefix("<!--").removesuffix("-->").strip())


class _Reading:
    """One file being read: the blocks, anchors and runbooks found in it so far."""

    def __init__(self, path: str, problems: Problems) -> None:
        self.blocks: list[Block] = []
        self.runbooks: list[Runbook] = []
        self.anchors: list[Anchor] = []
        self.links: list[Link] = []
        self._path = path
        self._problems = problems
        self._slugs = anchors.Slugs()

    def take(self, lines: list[str], *, first_line: int, unfence: bool = False) -> list[Block]:
        """Read a text, the file itself or the inside of a fence; its fences that hold runbooks in turn.

        Args:
            lines: its lines.
            first_line: the line of the file that they start with.
            unfence: whether the runbooks in its fences will be read.
        """
        front = front_matter.read(lines, first_line=first_line)
        self._problems.of_front_matter(front, first_line)
        mended = mending.mend(lines[front.length :], first_line=first_line + front.length)
        for line, id_, what in mended.troubles:
            self._problems.add(line, id_, what=what)
        found = list(labels.split(blocks.parse(mended.lines, numbers=mended.numbers)))
        fenced = [block for block in found if _holds_runbook(block)]
        text = assembly.Text(
            path=self._path,
            front=front,
            blocks=found,
            first_line=first_line,
            last_line=first_line + len(lines) - 1,
            anchors=self._add(found),
            links=list(links.find(found, links.definitions(found))),
            frame=unfence and bool(fenced),
        )
        self.links += text.links
        for part in splitting.parts(found):
            runbook = assembly.runbook(text, part, problems=self._problems)
            if runbook is not None:
                self.runbooks.append(runbook)
        self.runbooks += tabled.find(found, path=self._path)
        return fenced

    def _add(self, found: list[Block]) -> dict[int, str]:
        """Keep the blocks and their anchors; the anchor of the heading on each line."""
        self.blocks += found
        named: dict[int, str] = {}
        for block in found:
            if block.kind is Kind.HEADING:
                named[block.line] = self._anchor(block)
            elif "<" in block.text and block.kind in (Kind.TEXT, Kind.HTML):
                self.anchors += [Anchor(line=block.line, name=name) for name in anchors.in_html(block.text)]
        return named

    def _anchor(self, block: Block) -> str:
        if len(self.anchors) >= limits.HEADINGS_MAX:
            raise ProjectError(_too_long("headings", limits.HEADINGS_MAX, size=len(self.anchors) + 1), path=self._path)
        title, explicit = anchors.explicit(block.text)
        name = self._slugs.add(titles.words(title))
        self.anchors += [Anchor(line=block.line, name=each) for each in (name, explicit) if each]
        return explicit or name
