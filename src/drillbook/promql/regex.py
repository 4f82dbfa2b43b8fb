"""Regex: a regular expression of PromQL (RE2 syntax) as a Python pattern with the same meaning.

The syntax is https://github.com/google/re2/wiki/Syntax. RE2 needs linear time where Python may backtrack, so a pattern
such as ``(a+)+b`` is as dear here as in any Python program; what Python cannot say at all is an error that names it.
"""

from __future__ import annotations

import re
import sys
from functools import lru_cache

from drillbook.errors import ExpressionError

PATTERNS_MAX = 1024
"""Compiled patterns kept; the rules of one project hold far fewer."""

_POSIX = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "ascii": r"\x00-\x7f",
    "blank": r"\t ",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\t\n\v\f\r ",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
}
_ESCAPES = {"z": r"\Z", "A": r"\A", "a": r"\x07", "s": r"[\t\n\f\r ]", "S": r"[^\t\n\f\r ]"}
_CLASS_ESCAPES = {"a": r"\x07", "s": r"\t\n\f\r "}
_REFERENCE = re.compile(r"\$(?:(?P<dollar>\$)|(?P<name>\w+)|\{(?P<braced>\w+)\})", re.ASCII)
_GROUP = re.compile(r"\(\?(?:P?<(?P<name>\w+)>|(?P<flags>[imsU]*(?:-[imsU]+)?)(?P<end>[:)]))")
_TOKEN = re.compile(
    r"(?P<quote>\\Q(?P<quoted>.*?)(?:\\E|\Z))"
    r"|\\x\{(?P<hex>[0-9A-Fa-f]+)\}"
    r"|\\(?P<escape>.)"
    r"|\[:(?P<negated>\^?)(?P<posix>\w+):\]"
    r"|(?P<group>\(\?)"
    r"|(?P<plain>.)",
    re.DOTALL,
)


@lru_cache(maxsize=PATTERNS_MAX)
def translated(text: str) -> re.Pattern[str]:
    """Compile an RE2 expression for `re.Pattern.fullmatch`; a dot matches a newline too, as Prometheus has it.

    Raises:
        ExpressionError: the expression is not valid, or Python has no equal of a construct.
    """
    source = _Translation(text).source()
    try:
        return re.compile(source, re.DOTALL | re.ASCII)
    except re.error as error:
        raise ExpressionError(f"the regular expression {text!r} is not valid: {error}. Correct it.") from error


def expanded(replacement: str, found: re.Match[str]) -> str:
    """The replacement with ``$1``, ``${1}`` and ``${name}`` filled in; an unknown group is empty (Go: Expand)."""

    def filled(reference: re.Match[str]) -> str:
        if reference["dollar"]:
            return "$"
        name = reference["name"] or reference["braced"]
        groups = found.re.groups
        if name.isdecimal():
            return (found[int(name)] or "") if int(name) <= groups else ""
        return found.groupdict().get(name) or ""

    return _REFERENCE.sub(filled, replacement)


class _Translation:
    """One pass over the expression, token by token; remembers the groups that flags have opened."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._in_class = False
        self._depth = 0
        self._closing: dict[int, int] = {}

    def source(self) -> str:
        out: list[str] = []
        position = 0
        while position < len(self._text):
            found = _TOKEN.match(self._text, position)
            if found is None:  # cannot be: the last alternative takes any character
                break
            piece, position = self._piece(found)
            out.append(piece)
        return "".join(out) + ")" * self._closing.pop(0, 0)

    def _piece(self, found: re.Match[str]) -> tuple[str, int]:
        if found["quote"]:
            return re.escape(found["quoted"]), found.end()
        if found["hex"]:
            return re.escape(self._hexadecimal(found["hex"])), found.end()
        if found["escape"]:
            return self._escape(found["escape"]), found.end()
        if found["posix"] and self._in_class:
            return self._posix(found["posix"], negated=bool(found["negated"])), found.end()
        if found["group"] and not self._in_class:
            return self._group(found.start())
        return self._character(found[0][0], found)

    def _hexadecimal(self, digits: str) -> str:
        code = int(digits, 16)
        if code > sys.maxunicode:
            raise self._refused(f"the character \\x{{{digits}}}")
        return chr(code)

    def _escape(self, letter: str) -> str:
        if letter.isdigit() and letter != "0":
            raise self._refused(f"the backreference \\{letter}")
        if letter in "pPC":
            raise self._refused(f"the class \\{letter}")
        if letter == "S" and self._in_class:
            raise self._refused("\\S inside brackets")
        return (_CLASS_ESCAPES if self._in_class else _ESCAPES).get(letter, "\\" + letter)

    def _posix(self, name: str, *, negated: bool) -> str:
        if negated or name not in _POSIX:
            raise self._refused(f"the class [:{'^' if negated else ''}{name}:]")
        return _POSIX[name]

    def _character(self, letter: str, found: re.Match[str]) -> tuple[str, int]:
        """One character that is itself, but for brackets, parentheses and the end of the text."""
        if self._in_class:
            if self._text.startswith("--", found.start()):
                raise self._refused("-- inside brackets")
            self._in_class = letter != "]"
            return ("\\" + letter if letter in "[&~|" else letter), found.start() + 1
        if letter == "[":
            return self._bracket(found.start())
        if letter == "(":
            self._depth += 1
        if letter == ")":
            closing = ")" * self._closing.pop(self._depth, 0)
            self._depth -= 1
            return closing + ")", found.end()
        if letter == "$":
            return r"\Z", found.end()
        return letter, found.end()

    def _bracket(self, start: int) -> tuple[str, int]:
        """The beginning of a class; a bracket that closes right away is a member of it."""
        self._in_class = True
        opening = self._text[start : start + 2] if self._text[start + 1 : start + 2] == "^" else "["
        end = start + len(opening)
        if self._text[end : end + 1] == "]":
            return opening + "\\]", end + 1
        return opening, end

    def _group(self, start: int) -> tuple[str, int]:
        """A named group, or flags; flags without a colon hold to the end of the group around them."""
        found = _GROUP.match(self._text, start)
        if found is None or "U" in (found["flags"] or ""):
            raise self._refused(f"the group {self._text[start : start + 4]!r}")
        if found["name"]:
            self._depth += 1
            return f"(?P<{found['name']}>", found.end()
        if found["end"] == ":":
            self._depth += 1
        else:
            self._closing[self._depth] = self._closing.get(self._depth, 0) + 1
        return f"(?{found['flags']}:", found.end()

    def _refused(self, construct: str) -> ExpressionError:
        return ExpressionError(
            f"the regular expression {self._text!r} uses {construct}, which is not supported. Write it without."
        )
