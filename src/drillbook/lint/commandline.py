"""A command line: one simple command of a step, cut out of pipes, lists and substitutions by its words."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from drillbook.lint.page import SHELLS, code_line
from drillbook.model.runbook import Step

LINE_CHARACTERS_MAX = 4_000
"""Of a longer line only the beginning is looked at."""
COMMANDS_MAX = 2_000
"""Of a block with more commands the rest is not looked at."""

_TOKEN = re.compile(
    r"\\.|'[^']*'|\"(?:[^\"\\]|\\.)*\"|(?P<comment>(?<![^\s])#.*)|(?P<end>\|\||&&|[;|()`{}]|(?<![<>&])&(?![>&])|\$\()"
)
_HEREDOC = re.compile(r"<<-?\s*\\?['\"]?([A-Za-z_]\w{0,60})")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_PREFIXES = frozenset(
    {"sudo", "exec", "time", "nohup", "env", "command", "do", "then", "else", "if", "while", "until", "!"}
)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandLine:
    """One command with its arguments."""

    line: int
    words: tuple[str, ...]
    text: str
    """As written, on one line."""
    fed: bool
    """Whether it reads a pipe, a file or a here-document."""
    bounded: bool
    """Whether `timeout` ends it."""

    @property
    def program(self) -> str:
        """The name of the program, without its folder."""
        return self.words[0].rpartition("/")[2]

    def has(self, *options: str) -> bool:
        """Whether one of these options is given; a single letter also inside a bundle such as ``-rf``."""
        return any(_is_option(word, option) for word in self.words[1:] for option in options)

    @property
    def plain(self) -> tuple[str, ...]:
        """Its arguments that are no options."""
        return tuple(word for word in self.words[1:] if not word.startswith("-"))


def _is_option(word: str, option: str) -> bool:
    if word == option or word.startswith(f"{option}="):
        return True
    bundled = len(option) == 2 and word.startswith("-") and not word.startswith("--") and word[1:].isalpha()
    return bundled and option[1] in word[1:]


def commands(step: Step) -> Iterator[CommandLine]:
    """The commands of a shell step, in order; those of another language's step: none."""
    if step.language not in SHELLS:
        return
    awaited = ""
    count = 0
    for index, line in _logical_lines(step.code):
        if awaited:
            awaited = "" if line.strip() == awaited else awaited
            continue
        heredoc = _HEREDOC.search(line)
        awaited = heredoc[1] if heredoc else ""
        for text, piped in _pieces(line[:LINE_CHARACTERS_MAX]):
            words = _words(text)
            count += 1
            if count > COMMANDS_MAX:
                return
            if words:
                bounded = words[0] == "timeout"
                yield CommandLine(
                    line=code_line(step, index),
                    words=_without_timeout(words) if bounded else words,
                    text=" ".join(text.split()),
                    fed=piped or "<" in _QUOTED.sub("", text),
                    bounded=bounded,
                )


def _logical_lines(code: str) -> Iterator[tuple[int, str]]:
    """The lines of some code with their continuations, each with the index of its first."""
    start = 0
    parts: list[str] = []
    for index, line in enumerate(code.split("\n")):
        start = start if parts else index
        if line.endswith("\\"):
            parts.append(line[:-1])
            continue
        yield start, "".join((*parts, line))
        parts = []
    if parts:
        yield start, "".join(parts)


def _pieces(line: str) -> Iterator[tuple[str, bool]]:
    """The commands of a line, and whether each reads the pipe of the one before."""
    start, piped = 0, False
    for found in _TOKEN.finditer(line):
        if found["comment"]:
            yield line[start : found.start()], piped
            return
        if found["end"]:
            yield line[start : found.start()], piped
            start, piped = found.end(), found["end"] == "|"
    yield line[start:], piped


def _words(text: str) -> tuple[str, ...]:
    try:
        words = shlex.split(text)
    except ValueError:
        words = text.split()
    while words and (words[0] in _PREFIXES or _ASSIGNMENT.match(words[0])):
        words.pop(0)
        while words and words[0].startswith("-") and len(words) > 1:
            words.pop(0)
    return tuple(words) if words and words[0] else ()


def _without_timeout(words: tuple[str, ...]) -> tuple[str, ...]:
    rest = list(words[1:])
    while rest and (rest[0].startswith("-") or rest[0][:1].isdigit()):
        rest.pop(0)
    return tuple(rest) or words
