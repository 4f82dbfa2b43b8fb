"""A page of the documentation: its headings, links, tables and fenced blocks, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
REFERENCE = REPOSITORY / "docs" / "reference"

_FENCE = re.compile(r"(?P<indent> *)(?P<ticks>`{3,})(?P<language>[\w-]*).*")
_COMMENT = re.compile(r" *<!-- (?P<text>(?:run|file|help)\b.*?) ?-->")
_HEADING = re.compile(r"#{1,6} (?P<title>.+)")
_LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
_CODE = re.compile(r"`[^`]*`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A fenced block, and the comment right above it that says what tests do with it."""

    page: Path
    line: int
    language: str
    code: str
    comment: str = ""

    @property
    def place(self) -> str:
        """For people: ``docs/tutorial/first-drill.md:24``."""
        return f"{self.page.relative_to(REPOSITORY)}:{self.line}"

    def told(self, verb: str) -> str | None:
        """What stands behind ``verb:`` in the comment; "" without a colon; None if it is another comment."""
        word, _, rest = self.comment.partition(":")
        return rest.strip() if word == verb else None


@dataclass(slots=True)
class Page:
    """One Markdown file as read."""

    path: Path
    blocks: list[Block] = field(default_factory=list)
    prose: list[tuple[int, str]] = field(default_factory=list)
    """The lines outside of fenced blocks, with their numbers."""

    @property
    def headings(self) -> list[str]:
        """The titles of all headings, as written."""
        return [found["title"] for _, line in self.prose if (found := _HEADING.fullmatch(line))]

    @property
    def anchors(self) -> set[str]:
        """The fragments that lead to headings, as GitHub makes them."""
        return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in self.headings}

    @property
    def links(self) -> Iterator[tuple[int, str]]:
        """Line and target of every inline link outside of code."""
        for number, line in self.prose:
            for found in _LINK.finditer(_CODE.sub("", line)):
                yield number, found["target"]

    def section(self, title: str) -> str:
        """The prose under a heading, up to the next one; "" if there is no such heading."""
        inside, lines = False, []
        for _, line in self.prose:
            heading = _HEADING.fullmatch(line)
            inside = heading["title"] == title if heading else inside
            if inside:
                lines.append(line)
        return "\n".join(lines)


def rows(text: str) -> set[str]:
    """What stands in code marks in the first cell of each table row."""
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("|")]
    return {word for cell in cells for word in re.findall(r"`([^`]+)`", cell)}


def read(path: Path) -> Page:
    """Read a page."""
    page, lines = Page(path=path), path.read_text(encoding="utf-8").splitlines()
    number = 0
    while number < len(lines):
        opening = _FENCE.fullmatch(lines[number])
        if opening is None:
            page.prose.append((number + 1, lines[number]))
            number += 1
            continue
        end = _end_of(lines, number, ticks=opening["ticks"])
        comment = _COMMENT.fullmatch(lines[number - 1]) if number else None
        code = [line.removeprefix(opening["indent"]) for line in lines[number + 1 : end]]
        page.blocks.append(
            Block(
                page=path,
                line=number + 1,
                language=opening["language"],
                code="".join(f"{line}\n" for line in code),
                comment=comment["text"] if comment else "",
            )
        )
        number = end + 1
    return page


def _end_of(lines: list[str], start: int, *, ticks: str) -> int:
    for number in range(start + 1, len(lines)):
        if re.fullmatch(rf" *{ticks}`* *", lines[number]):
            return number
    raise ValueError(f"the fence in line {start + 1} is never closed")


def all_pages() -> list[Page]:
    """README, CONTRIBUTING, CHANGELOG and everything in docs."""
    own = [REPOSITORY / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return [read(path) for path in (*own, *sorted((REPOSITORY / "docs").rglob("*.md")))]
