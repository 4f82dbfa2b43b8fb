"""A prompt: what a terminal shows before a command; the lines without one are sample output."""

from __future__ import annotations

import re

_PROMPT = re.compile(
    r"[ \t]{0,20}(?:\([\w.-]{1,40}\)[ ]?)?"
    r"(?:\[[^\]\n]{1,100}\][ ]?|[\w.-]{1,60}@[\w.-]{1,60}(?::[^\s$#%]{0,200})?[ ]?)?"
    r"(?P<sign>[$#%])[ \t]"
)
_HEREDOC = re.compile(r"<<-?[ \t]{0,4}(\\?)(['\"]?)([A-Za-z_]\w{0,60})\2")
_CONTINUATION = re.compile(r"[ \t]{0,20}>[ \t]")
_DOLLAR = re.compile(r"[ \t]{0,20}\$[ \t]")

Numbered = list[tuple[int, str]]
"""Lines of code, each with its line in the file."""


def begins_with_dollar(code: str) -> bool:
    """Whether the first line that says something is a command after a ``$ `` prompt."""
    first = next((line for line in code.split("\n") if line.strip() and not line.lstrip().startswith("#")), "")
    return _DOLLAR.match(first) is not None


def commands(lines: Numbered) -> Numbered:
    r"""The commands of a terminal session: prompts stripped, sample output dropped.

    A command goes on over ``\\`` at a line's end, over an open quotation mark and to the end of its
    here-document. ``# `` is the prompt of root in a session that has no other prompt, else a comment.
    """
    found: Numbered = []
    root = not any(_sign(text) in ("$", "%") for _, text in lines)
    index = 0
    while index < len(lines):
        end = _command_end(lines, index, root=root) if _starts(lines[index][1], root=root) else index
        if end > index:
            found.extend(_stripped(lines[index:end]))
        elif lines[index][1].lstrip().startswith("#") and not root:
            found.append((lines[index][0], lines[index][1].strip()))
        index = max(end, index + 1)
    return found


def _sign(text: str) -> str:
    prompt = _PROMPT.match(text)
    return prompt["sign"] if prompt else ""


def _starts(text: str, *, root: bool) -> bool:
    sign = _sign(text)
    if sign == "#":
        return root or not text.lstrip().startswith("#")
    return bool(sign)


def _command_end(lines: Numbered, start: int, *, root: bool) -> int:
    """The index after the last line of the command that starts at `start`; never past the next prompt."""
    text = lines[start][1]
    prompt = _PROMPT.match(text)
    shell = _Line(text[prompt.end() :] if prompt else text)
    index = start + 1
    while index < len(lines) and shell.open and not _starts(lines[index][1], root=root):
        shell.add(lines[index][1])
        index += 1
    return index if shell.whole else start + 1


def _stripped(lines: Numbered) -> Numbered:
    first, *rest = lines
    prompt = _PROMPT.match(first[1])
    taken = [(first[0], first[1][prompt.end() :] if prompt else first[1])]
    for number, text in rest:
        more = _CONTINUATION.match(text)
        taken.append((number, text[more.end() :] if more else text))
    return taken


class _Line:
    r"""A command line being read: it stays open inside quotation marks, here-documents and after ``\\``."""

    __slots__ = ("_awaited", "_continued", "_quote")

    def __init__(self, text: str) -> None:
        self._quote = ""
        self._awaited: list[str] = []
        self._continued = False
        self._read(text)

    @property
    def open(self) -> bool:
        """Whether the next line belongs to the same command."""
        return bool(self._quote or self._awaited or self._continued)

    @property
    def whole(self) -> bool:
        r"""Whether nothing is missing but, at the end of the block, the line after a ``\\``."""
        return not (self._quote or self._awaited)

    def add(self, text: str) -> None:
        """Read the next line."""
        if self._awaited and not self._quote:
            if text.strip() == self._awaited[0]:
                self._awaited.pop(0)
            return
        self._read(text)

    def _read(self, text: str) -> None:
        plain = []
        escaped = False
        for sign in text:
            if escaped:
                escaped = False
            elif sign == "\\" and self._quote != "'":
                escaped = True
            elif self._quote:
                self._quote = "" if sign == self._quote else self._quote
            elif sign in "'\"":
                self._quote = sign
            plain.append(sign)
        self._continued = escaped
        if not self._quote and "<<" in text:
            self._awaited += [found[3] for found in _HEREDOC.finditer("".join(plain))]
