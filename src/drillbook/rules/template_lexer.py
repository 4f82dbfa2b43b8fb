"""The template lexer: a template's text, cut into plain text and the tokens of its actions (Go's text/template)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from drillbook.errors import ExpressionError

TEMPLATE_CHARS_MAX = 65_536


class Kind(StrEnum):
    """What a token is."""

    TEXT = "text"
    OPEN = "{{"
    CLOSE = "}}"
    STRING = "string"
    NUMBER = "number"
    NAME = "name"
    VARIABLE = "variable"
    FIELD = "field"
    SIGN = "sign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A piece of the template; `spaced` is whether white space stands before it."""

    kind: Kind
    text: str
    spaced: bool = False


_COMMENT = re.compile(r"\{\{(?:-\s)?/\*.*?\*/(?:\s-)?\}\}", re.DOTALL)
_TOKEN = re.compile(
    r"(?P<string>\"(?:\\.|[^\"\\\n])*\"|`[^`]*`)"
    r"|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<variable>\$\w*)"
    r"|(?P<field>\.\w*)"
    r"|(?P<name>\w+)"
    r"|(?P<sign>:=|[=|(),])",
)
_OPENING = re.compile(r"\{\{-(?=\s)")
_SPACE = re.compile(r"\s*")
_CLOSING = re.compile(r"\s+-\}\}|\s*\}\}")


def tokens(template: str) -> list[Token]:
    """Cut a template into tokens; comments and trimmed white space are gone.

    Raises:
        ExpressionError: an action does not end, or holds what is no token.
    """
    if len(template) > TEMPLATE_CHARS_MAX:
        raise ExpressionError(f"the template has more than {TEMPLATE_CHARS_MAX} characters. Shorten it.")
    found: list[Token] = []
    position = 0
    trims = False
    while position < len(template):
        start = template.find("{{", position)
        text = template[position:] if start < 0 else template[position:start]
        if trims:
            text = text.lstrip()
        if start >= 0 and _OPENING.match(template, start):
            text = text.rstrip()
        if text:
            found.append(Token(kind=Kind.TEXT, text=text))
        if start < 0:
            break
        position, trims = _action(template, start, found=found)
    return found


def _action(template: str, start: int, *, found: list[Token]) -> tuple[int, bool]:
    """Add the tokens of one action; gives where it ends, and whether the text after it is trimmed."""
    comment = _COMMENT.match(template, start)
    if comment:
        return comment.end(), bool(re.search(r"\s-\}\}$", comment[0]))
    position = start + (3 if _OPENING.match(template, start) else 2)
    found.append(Token(kind=Kind.OPEN, text="{{"))
    while position < len(template):
        closing = _CLOSING.match(template, position)
        if closing:
            found.append(Token(kind=Kind.CLOSE, text="}}"))
            return closing.end(), closing[0].lstrip().startswith("-")
        position = _token(template, position, found=found)
    raise ExpressionError(f"the template action {template[start : start + 40]!r} does not end. Close it with }}}}.")


def _token(template: str, position: int, *, found: list[Token]) -> int:
    """Add the token after `position`; gives where it ends."""
    space = _SPACE.match(template, position)
    start = position if space is None else space.end()
    token = _TOKEN.match(template, start)
    if token is None or token.lastgroup is None:
        raise ExpressionError(
            f"the template holds {template[start : start + 1]!r} in {template[position : position + 40]!r}, "
            "which is no part of the language. Correct it."
        )
    found.append(Token(kind=Kind(token.lastgroup), text=token[0], spaced=start > position))
    return token.end()
