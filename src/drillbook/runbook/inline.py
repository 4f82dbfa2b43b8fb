"""Inline Markdown: code spans, links and comments inside one line of prose, found in linear time."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TICKS = re.compile(r"`+")
_COMMENT = re.compile(r"<!--(.{0,2000}?)-->", re.DOTALL)
_LINK = re.compile(
    r"(?P<image>!?)\[(?P<text>[^\[\]]{0,300})\]"
    r"\(\s{0,5}<?(?P<target>[^()\s<>]{0,1000}(?:\([^()\s<>]{0,200}\)[^()\s<>]{0,1000})?)>?"
    r"(?:\s{1,5}(?:\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'))?\s{0,5}\)"
)
_REFERENCE = re.compile(r"\[([^\[\]]{1,300})\]\[([^\[\]]{0,200})\]")
_ANY_REFERENCE = re.compile(r"\[([^\[\]]{1,300})\](?:\[([^\[\]]{0,200})\]|(?!\())")
_URL = re.compile(r"https?://[^\s<>()\"'`\]|*]{1,1000}")
_EMPHASIS = re.compile(r"\*{1,3}|(?<![\w])_{1,2}|_{1,2}(?![\w])|~~|`+")
_HTML = re.compile(r"</?[A-Za-z][^<>]{0,300}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code span: where it stands in its line, ticks included, and what it holds."""

    start: int
    end: int
    text: str


def code_spans(line: str) -> list[Code]:
    """The code spans of a line: a run of backticks up to the next run of the same length (CommonMark 6.1)."""
    if "`" not in line:
        return []
    runs = [(run.start(), run.end()) for run in _TICKS.finditer(line)]
    closing: dict[int, int] = {}
    closed_by: list[int | None] = [None] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        length = runs[index][1] - runs[index][0]
        closed_by[index] = closing.get(length)
        closing[length] = index
    spans: list[Code] = []
    index = 0
    while index < len(runs):
        close = closed_by[index]
        if close is not None:
            inside = line[runs[index][1] : runs[close][0]]
            spans.append(Code(start=runs[index][0], end=runs[close][1], text=inside.strip()))
            index = close
        index += 1
    return spans


def without_code(line: str, spans: list[Code]) -> str:
    """The line with its code spans blanked, every other sign at its place."""
    parts, position = [], 0
    for span in spans:
        parts += [line[position : span.start], " " * (span.end - span.start)]
        position = span.end
    return "".join((*parts, line[position:])) if spans else line


def comments(line: str) -> list[str]:
    """The insides of the comments in a line, trimmed."""
    return [found[1].strip() for found in _COMMENT.finditer(line)] if "<!--" in line else []


def without_comments(line: str) -> str:
    """The line as a reader sees it."""
    return _COMMENT.sub("", line) if "<!--" in line else line


def plain(line: str) -> str:
    """The words of a line: emphasis, ticks, tags, comments and link targets stripped."""
    line = without_comments(line)
    spans = code_spans(line)
    if not spans:
        return " ".join(_words(line).split())
    parts, position = [], 0
    for span in spans:
        parts += [_words(line[position : span.start]), span.text]
        position = span.end
    return " ".join("".join((*parts, _words(line[position:]))).split())


def _words(line: str) -> str:
    if "[" in line:
        line = _REFERENCE.sub(r"\1", _LINK.sub(r"\g<text>", line))
    if "<" in line:
        line = _HTML.sub("", line)
    if "*" in line or "_" in line or "`" in line or "~~" in line:
        line = _EMPHASIS.sub("", line)
    return line


def links(text: str) -> list[tuple[int, str, str]]:
    """The place, text and target of each ``[text](target)`` and bare address, images included."""
    found: list[tuple[int, str, str]] = []
    if "](" in text:
        found = [(link.start(), link["text"], link["target"]) for link in _LINK.finditer(text)]
        text = _LINK.sub(_blank, text)
    if "http" in text:
        addresses = ((url.start(), url[0].rstrip(".,;:!?")) for url in _URL.finditer(text))
        found += [(place, address, address) for place, address in addresses]
    return found


def references(text: str) -> list[tuple[int, str, str]]:
    """The place, text and label of each ``[text][label]``, ``[label][]`` and ``[label]``, which may be plain words."""
    text = _LINK.sub(_blank, text) if "](" in text else text
    return [(found.start(), found[1], found[2] or found[1]) for found in _ANY_REFERENCE.finditer(text)]


def _blank(found: re.Match[str]) -> str:
    return " " * (found.end() - found.start())
