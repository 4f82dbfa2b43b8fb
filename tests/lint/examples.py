"""The examples of the reference: each rule's bad and good one, as files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from drillbook.lint import files
from drillbook.lint.context import Context
from drillbook.lint.finding import Finding
from drillbook.lint.run import lint

PAGES = Path(__file__).resolve().parents[2] / "docs" / "reference" / "lint"
DAY = date(2026, 11, 21)
_SECTION = re.compile(r"^## ([a-z-]+)$", re.MULTILINE)
"""The titles inside the examples begin with a capital."""
NAMES = {"markdown": ("example.md", "second.md"), "yaml": ("rules/example.yml",)}


@dataclass(frozen=True, slots=True)
class Example:
    """What one rule's section shows."""

    id: str
    subject: str
    text: str
    """The section's own words."""
    bad: dict[str, str]
    good: dict[str, str]


def examples() -> Iterator[Example]:
    """All sections that show a bad and a good example."""
    for page in sorted(PAGES.glob("*.md")):
        parts = _SECTION.split(page.read_text(encoding="utf-8"))[1:]
        for id_, rest in zip(parts[::2], parts[1::2], strict=True):
            text, _, shown = rest.partition("\nBad")
            bad, _, good = shown.partition("\nGood")
            yield Example(id_, page.stem, text.strip(), _files(bad), _files(good))


def _files(text: str) -> dict[str, str]:
    """The blocks between two words, by the name of the file that each stands for."""
    found: dict[str, str] = {}
    ticks, name, lines = "", "", []
    for line in text.split("\n"):
        if not ticks and line.startswith("```"):
            language = line.lstrip("`")
            ticks, lines = line.removesuffix(language), []
            name = next(each for each in NAMES[language] if each not in found)
        elif ticks and line.rstrip() == ticks:
            found[name] = "\n".join(lines).replace("␀", "\0") + "\n"
            ticks = ""
        elif ticks:
            lines.append(line)
    return found


def linted(shown: dict[str, str], folder: Path, *, context: Context | None = None) -> tuple[Finding, ...]:
    """The findings in these files, written to a folder."""
    for name, text in shown.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return lint(files.expand([folder]), context=context or Context(today=DAY))
