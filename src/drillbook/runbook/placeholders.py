"""A placeholder: a part of a command or sentence that somebody must fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drillbook.model.runbook import Placeholder
from drillbook.runbook.limits import CODE_LINE_CHARACTERS_MAX

_VARIABLE = re.compile(r"(?<![\\$])\$(?:\{([A-Za-z_]\w{0,80})\}|([A-Za-z_]\w{0,80}))")
_MUSTACHE = re.compile(r"\{\{-?\s{0,5}([A-Za-z_][\w-]{0,60})\s{0,5}-?\}\}")
_ANGLE = re.compile(r"(?<![<\w&])<([A-Za-z][\w./:-]{0,60}(?: [\w./:-]{1,40}){0,6})>(?!\w*=)")
_SQUARE = re.compile(r"(?<![\w$\])\\^!])\[([A-Z][A-Z0-9]{1,30}(?:[ _-][A-Z0-9]{1,30}){0,5})\](?![({\]*+])")
_BRACES = re.compile(
    r"(?<![\w${%\\])\{([a-z][a-z0-9]{0,30}(?:[_-][a-z0-9]{1,30}){0,5})\}(?!\})|(?<=[/=.-])\{([a-z][\w-]{0,40})\}"
)
_YOURS = re.compile(r"(?<![\w$])(your[_-]\w[\w-]{0,60})(?![\w-]*\()", re.IGNORECASE)
_BARE = re.compile(
    r"(?<![\w$,{%<\[/-])("
    r"PID|PIDS|POD|POD_NAME|NODE_NAME|NAMESPACE|CLUSTER_NAME|INSTANCE_ID|IP_ADDRESS|JOB_ID|CHANGEME|REPLACE_ME"
    r")(?![\w,=:}>\]/])"
)
_DATE = re.compile(r"(?<![A-Za-z])(YYYY[-_./]?MM[-_./]?DD(?:[-_T]?HH[-_:]?MM(?:[-_:]?SS)?)?|X{3,8})(?![A-Za-z])")
_VERSION = re.compile(r"(?<![\w.])(v?\d{1,4}\.(?:x|X|\d{1,4})\.[xX])(?![\w.])")
_ASSIGNED = re.compile(
    r"(?:^|[;&|(\s])(?:export\s+|local\s+|readonly\s+|declare\s+)?([A-Za-z_]\w{0,80})\+?=|\bfor\s+([A-Za-z_]\w{0,80})\s+in\b"
    r"|\bread\s{1,5}((?:[\w-]{1,80}\s{1,5}){0,8}[A-Za-z_]\w{0,80})"
)
_BINDS = re.compile(r"=|\bin\b|\bread\b")
_QUOTED = re.compile(r"\\.|\"(?:[^\"\\]|\\.)*\"|(?P<single>'[^']*'?)|(?P<comment>(?<=\s)#.*|^#.*)")
_BLANK = re.compile(
    r"\[([A-Z][\w'-]{0,30}(?: [\w'/-]{1,30}){0,4})\](?![(\[:])"
    r"|(?<![\w/])(TBD|TBC|TODO|FIXME|CHANGEME)(?!\w)|<((?:your|insert|enter|fill|add) [\w ]{1,60})>"
)
_WORDS = re.compile(
    r"PID|POD|NODE_NAME|NAMESPACE|CLUSTER_NAME|_ID|YYYY|XXX|IP_ADDRESS|CHANGEME|REPLACE_ME|YOUR|Your|your|\.x|\.X"
)
_TEMPLATE_WORDS = frozenset(("end", "else", "if", "range", "with", "define", "template", "block", "break", "continue"))
_AWK_WORDS = frozenset(("print", "exit", "next", "getline", "delete", "return"))
_SHELL_OWN = frozenset(("BASH", "HOSTNAME", "HOME", "PWD", "OLDPWD", "PATH", "RANDOM", "SECONDS", "UID", "EUID")) | {
    *("USER", "SHELL", "IFS", "LINENO", "PIPESTATUS", "REPLY", "TMPDIR")
}

_Found = Iterator[tuple[str, str, bool]]
"""The text as written, its name, and whether the shell may be left to fill it in."""


def in_code(code: str, *, language: str, lines: tuple[int, ...]) -> tuple[Placeholder, ...]:
    """The placeholders of a block, in order; one that comes twice is listed at its first place.

    Variables that the block itself assigns, that the shell always has, or that stand between single
    quotation marks of a shell command, are no placeholders.

    Args:
        code: the code.
        language: one of the executable languages.
        lines: the line in the file of each line of `code`.
    """
    worded = _WORDS.search(code) is not None
    if not worded and not any(sign in code for sign in "$<[{"):
        return ()
    assigned = _assigned(code) if language == "bash" and "$" in code and _BINDS.search(code) else frozenset()
    found: dict[str, Placeholder] = {}
    quoted = False
    for number, whole in zip(lines, code.split("\n"), strict=False):
        line = whole[:CODE_LINE_CHARACTERS_MAX]
        shown, quoted = _outside_quotes(line, quoted=quoted) if language == "bash" else (line, False)
        for text, name, bindable in _in_line(line, shown, language=language, worded=worded):
            if text not in found and not (bindable and (name in assigned or name in _SHELL_OWN)):
                found[text] = Placeholder(line=number, text=text, name=name, bindable=bindable)
    return tuple(found.values())


def in_prose(line: str, number: int) -> list[Placeholder]:
    """What a line of prose leaves to be written: ``[Contact Info]``, ``TBD``, ``<your team>``."""
    if "[" not in line and "T" not in line and "<" not in line and "C" not in line and "F" not in line:
        return []
    return [
        Placeholder(line=number, text=blank[0], name=blank[1] or blank[2] or blank[3], bindable=False)
        for blank in _BLANK.finditer(line)
    ]


def _in_line(line: str, shown: str, *, language: str, worded: bool) -> _Found:
    """What a line holds; `shown` is the line as the shell expands it, single quotations blanked."""
    if "$" in shown:
        for found in _VARIABLE.finditer(shown):
            yield found[0], found[1] or found[2], True
    if "{" in line:
        yield from _in_braces(line, shown, language=language)
    for sign, pattern, where in (("<", _ANGLE, line), ("[", _SQUARE, shown)):
        if sign in line:
            yield from _all(pattern, where)
    if worded and _WORDS.search(line):
        for pattern, where in ((_YOURS, line), (_BARE, shown), (_DATE, line), (_VERSION, line)):
            yield from _all(pattern, where)


def _all(pattern: re.Pattern[str], line: str) -> _Found:
    for found in pattern.finditer(line):
        yield found[0], found[1], False


def _in_braces(line: str, shown: str, *, language: str) -> _Found:
    for found in _MUSTACHE.finditer(line):
        if found[1] not in _TEMPLATE_WORDS:
            yield found[0], found[1], False
    if language in ("python", "promql"):
        return
    for found in _BRACES.finditer(shown):
        name = found[1] or found[2]
        if name not in _AWK_WORDS:
            yield found[0], name, False


def _outside_quotes(line: str, *, quoted: bool) -> tuple[str, bool]:
    """The line without what stands between single quotation marks, and whether a quotation goes on behind it.

    Double quotation marks hide single ones: ``"it's $NAME"``.
    """
    if "'" not in line and not quoted:
        return line, False
    kept: list[str] = []
    position = 0
    if quoted:
        end = line.find("'")
        if end < 0:
            return "", True
        position = end + 1
    for found in _QUOTED.finditer(line, position):
        kept.append(line[position : found.start()])
        position = found.end()
        if found["comment"]:
            return "".join(kept), False
        if found["single"]:
            kept.append(" ")
            if len(found[0]) == 1 or found[0][-1] != "'":
                return "".join(kept), True
        else:
            kept.append(found[0])
    return "".join((*kept, line[position:])), False


def _assigned(code: str) -> frozenset[str]:
    names: set[str] = set()
    for line in code.split("\n"):
        for found in _ASSIGNED.finditer(line[:CODE_LINE_CHARACTERS_MAX]):
            names.update((found[1] or found[2] or found[3]).split())
    return frozenset(names)
