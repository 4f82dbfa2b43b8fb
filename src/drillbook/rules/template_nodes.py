"""Template nodes: a parsed template as a tree of frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """A string, a number, true, false or nil."""

    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """``.Labels.job`` or ``$labels.job``: a start, and the fields below it; the empty variable is the dot."""

    variable: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A function with its arguments, or one operand alone where `function` is empty."""

    function: str
    arguments: tuple[Operand, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """Commands, each of which gets the result of the one before as its last argument; then named, where asked for."""

    commands: tuple[Command, ...]
    fields: tuple[str, ...] = ()
    """Fields of the result, as in ``(pipeline).Labels``."""
    variable: str = ""
    declares: bool = False


Operand: TypeAlias = Literal | Path | Pipeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """``{{ pipeline }}``: the result is written, unless it is given a name."""

    pipeline: Pipeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """``{{ if }}`` or ``{{ with }}``, where the dot becomes the condition."""

    condition: Pipeline
    then: tuple[TemplateNode, ...]
    otherwise: tuple[TemplateNode, ...]
    rebinds_dot: bool


TemplateNode: TypeAlias = Text | Action | Branch
