"""A mended text: fences that Markdown would let swallow the rest end where their author meant them to.

CommonMark closes an unclosed fence at the end of the file, and ends one inside a list at the first line that is
indented less. A reader sees a heading or the next fence and knows better. Nothing is mended without a problem
being reported, and a text whose fences are sound comes back as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from drillbook.runbook import fences, titles
from drillbook.runbook.limits import FENCE_MENDINGS_MAX, PROSE_LINE_CHARACTERS_MAX

_FENCE = re.compile(r"(?P<indent>[ >]{0,40})(?P<run>`{3,40}|~{3,40})(?P<info>[^`\n]{0,4000})$")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(\S.*)$")
_STRUCTURE = re.compile(r" {0,40}(?:[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|\*\*\S)")
_ITEM = re.compile(r"\s{0,40}(?:[-*+]|\d{1,9}[.)])\s")
_LANGUAGES = fences.EXECUTABLE | fences.DOCUMENTATION
_LOOK_BACK_LINES = 40


@dataclass(slots=True, kw_only=True)
class Mended:
    """A text for the Markdown parser, the line in the file of each of its lines, and what was mended."""

    lines: list[str]
    numbers: Sequence[int]
    troubles: list[tuple[int, str, str]] = field(default_factory=list)
    """The line, the kind and the sentences of each problem."""


@dataclass(slots=True, kw_only=True)
class _Open:
    """The fence that the scan is inside of."""

    index: int
    indent: int
    run: str
    language: str
    short: int | None = None
    """The first line that holds two backticks and nothing else."""
    cut: int | None = None
    """The first line that looks like the text going on."""
    outdented: list[int] = field(default_factory=list)


def mend(lines: list[str], *, first_line: int) -> Mended:
    """The lines with every broken fence mended.

    Args:
        lines: a text without its front matter.
        first_line: the line of the file that they start with.
    """
    scan = _Scan(lines, first_line)
    scan.run()
    if not scan.closers and not scan.replaced:
        return Mended(lines=lines, numbers=range(first_line, first_line + len(lines) + 1), troubles=scan.troubles)
    mended, numbers = [], []
    for index, line in enumerate(lines):
        if index in scan.closers:
            mended.append(scan.closers[index])
            numbers.append(first_line + max(index - 1, 0))
        mended.append(scan.replaced.get(index, line))
        numbers.append(first_line + index)
    numbers.append(first_line + len(lines))
    return Mended(lines=mended, numbers=numbers, troubles=scan.troubles)


class _Scan:
    """One pass over a text that notes which lines to replace and before which to close a fence."""

    def __init__(self, lines: list[str], first_line: int) -> None:
        self.replaced: dict[int, str] = {}
        self.closers: dict[int, str] = {}
        self.troubles: list[tuple[int, str, str]] = []
        self._lines = lines
        self._first_line = first_line
        self._fence: _Open | None = None

    def run(self) -> None:
        """Scan to the end; where a fence is cut, the scan goes on behind the cut."""
        index, comment = 0, False
        while index < len(self._lines):
            line = self._lines[index]
            if self._fence is not None:
                index = self._inside(self._fence, index=index, line=line)
                continue
            if "`" in line or "~" in line or "-" in line:
                if not comment:
                    self._fence = _opened(line, index)
                comment = _in_comment(line, comment=comment)
            index += 1
            if index == len(self._lines) and self._fence is None:
                return
        if self._fence is not None:
            self._never_closed(self._fence)

    def _inside(self, fence: _Open, *, index: int, line: str) -> int:
        """Look at a line of code; the index to go on with."""
        self._note_signs(fence, index=index, line=line)
        found = _FENCE.match(line) if fence.run[0] in line else None
        if found and found["run"][0] == fence.run[0] and len(found["run"]) >= len(fence.run):
            if not found["info"].strip():
                return self._closed(fence, index, indent=len(found["indent"]))
            if fence.language not in fences.MARKDOWN and fences.read(found["info"]).language in _LANGUAGES:
                return self._cut(fence, before=index)
        if index + 1 == len(self._lines) and (fence.cut is not None or fence.short is not None):
            return self._cut(fence, before=index + 1)
        return index + 1

    def _note_signs(self, fence: _Open, *, index: int, line: str) -> None:
        bare = line.strip()
        if not bare:
            return
        if bare == fence.run[0] * 2 and len(fence.run) == 3 and fence.short is None:
            fence.short = index
        outdented = len(line) - len(line.lstrip()) < fence.indent
        if outdented:
            fence.outdented.append(index)
        if fence.cut is None and ((outdented and _STRUCTURE.match(line)) or self._is_heading(index, line)):
            fence.cut = index

    def _is_heading(self, index: int, line: str) -> bool:
        """A comment in a shell looks like a heading: it must be a section's title, or stand apart and deeper."""
        found = _HEADING.match(line[:PROSE_LINE_CHARACTERS_MAX])
        if found is None:
            return False
        apart = not self._lines[index - 1].strip()
        return titles.role(found[2]) is not None or (apart and len(found[1]) > 1)

    def _closed(self, fence: _Open, index: int, *, indent: int) -> int:
        """A closing fence; if text went on before it, it is the opening fence of another block."""
        if fence.cut is not None and indent < fence.indent and fence.cut in fence.outdented:
            return self._cut(fence, before=index)
        if fence.outdented and self._in_item(fence):
            for outdented in fence.outdented:
                self.replaced[outdented] = " " * fence.indent + self._lines[outdented]
            if indent < fence.indent:
                self.replaced[index] = " " * fence.indent + fence.run
            what = "code is indented less than its fence, which ends the list item. Indent it like the fence."
            self._report(fence.outdented[0], id_="outdented-code", what=what)
        self._fence = None
        return index + 1

    def _cut(self, fence: _Open, *, before: int) -> int:
        """End a fence that is not closed, at the first sign of it; the index to go on with."""
        self._fence = None
        marks = [mark for mark in (fence.short, fence.cut) if mark is not None]
        end = min(marks, default=before)
        if len(self.troubles) >= FENCE_MENDINGS_MAX:
            return len(self._lines)
        closer = " " * fence.indent + fence.run
        if end == fence.short:
            self.replaced[end] = closer
            what = "two backticks do not close a code block. Write three."
            self._report(end, id_="two-backticks", what=what)
            return end + 1
        self.closers[end] = closer
        what = "the code block is never closed. Close it with ``` below its code."
        self._report(fence.index, id_="unclosed-fence", what=what)
        return end

    def _never_closed(self, fence: _Open) -> None:
        what = "the code block is never closed and takes the rest of the file. Close it with ``` below its code."
        self._report(fence.index, id_="unclosed-fence", what=what)

    def _report(self, index: int, *, id_: str, what: str) -> None:
        self.troubles.append((self._first_line + index, id_, what))

    def _in_item(self, fence: _Open) -> bool:
        """Whether the fence stands in a list item: the nearest line above that is indented less opens one."""
        for index in range(fence.index - 1, max(-1, fence.index - _LOOK_BACK_LINES), -1):
            line = self._lines[index]
            if line.strip() and len(line) - len(line.lstrip()) < fence.indent:
                return _ITEM.match(line) is not None
        return False


def _opened(line: str, index: int) -> _Open | None:
    if "```" not in line and "~~~" not in line:
        return None
    found = _FENCE.match(line)
    if found is None:
        return None
    language = fences.read(found["info"]).language
    return _Open(index=index, indent=len(found["indent"]), run=found["run"], language=language)


def _in_comment(line: str, *, comment: bool) -> bool:
    """Whether an HTML comment goes on behind this line."""
    if comment:
        return "-->" not in line
    return "<!--" in line and "-->" not in line.rsplit("<!--", 1)[1]
