"""Syntax: an expression as a tree of frozen nodes, with everything resolved that does not depend on time or samples.

The parser's own tree belongs to its library; this one holds only what can be evaluated here, so that an expression
that is out of scope is refused once, when it is read, and not in the middle of a drill.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from drillbook.promql.matchers import Matchers


class ValueKind(StrEnum):
    """What a node evaluates to, by PromQL's names."""

    VECTOR = "instant vector"
    MATRIX = "range vector"
    SCALAR = "scalar"
    STRING = "string"


class Anchor(StrEnum):
    """The `@ start()` and `@ end()` of a selector; both are the evaluation's time in an instant query."""

    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When a selector reads: at the evaluation's time, at a fixed one, and how much earlier."""

    offset_ms: int = 0
    at_ms: int | Anchor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberLiteral:
    """A number."""

    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StringLiteral:
    """A string."""

    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorSelector:
    """``name{matchers} offset 1m @ 12``: the newest sample of each series within the lookback."""

    matchers: Matchers
    moment: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixSelector:
    """``name{matchers}[5m]``: the samples of each series in a range, open on the left, closed on the right."""

    matchers: Matchers
    moment: Moment
    range_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Subquery:
    """``expression[30m:1m]``: the expression evaluated at each step of a range."""

    operand: Node
    moment: Moment
    range_ms: int
    step_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A function with its arguments."""

    function: str
    arguments: tuple[Node, ...]
    kind: ValueKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregation:
    """``sum by (job) (operand)``; `parameter` is the k, the quantile or the label that some aggregations take."""

    operator: str
    operand: Node
    parameter: Node | None
    labels: frozenset[str]
    without: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Negation:
    """``-operand``."""

    operand: Node


class Cardinality(StrEnum):
    """How many elements of each side of a binary operation may share their matching labels."""

    ONE_TO_ONE = "one-to-one"
    MANY_TO_ONE = "many-to-one"
    ONE_TO_MANY = "one-to-many"
    MANY_TO_MANY = "many-to-many"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """``on (a) group_left (b)``: which elements of two vectors belong together."""

    cardinality: Cardinality
    labels: frozenset[str]
    on: bool
    included: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Binary:
    """``left operator right``."""

    operator: str
    left: Node
    right: Node
    matching: Matching
    as_bool: bool


Node: TypeAlias = (
    NumberLiteral | StringLiteral | VectorSelector | MatrixSelector | Subquery | Call | Aggregation | Negation | Binary
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A PromQL expression, read and found to be in scope; `text` is as it was written."""

    text: str
    root: Node

    @property
    def reach_s(self) -> float:
        """How far before the evaluation's time it reads samples, in seconds; what `@` fixes is not counted."""
        return _reach_ms(self.root) / 1000


LOOKBACK_MS = 5 * 60 * 1000
"""How old the newest sample of a series may be to stand in an instant vector (Prometheus' default)."""


_KINDS: dict[type, ValueKind] = {
    NumberLiteral: ValueKind.SCALAR,
    StringLiteral: ValueKind.STRING,
    VectorSelector: ValueKind.VECTOR,
    MatrixSelector: ValueKind.MATRIX,
    Subquery: ValueKind.MATRIX,
    Aggregation: ValueKind.VECTOR,
}


def kind_of(node: Node) -> ValueKind:
    """What the node evaluates to."""
    match node:
        case Call():
            return node.kind
        case Negation():
            return kind_of(node.operand)
        case Binary():
            sides = {kind_of(node.left), kind_of(node.right)}
            return ValueKind.SCALAR if sides == {ValueKind.SCALAR} else ValueKind.VECTOR
        case _:
            return _KINDS[type(node)]


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below."""
    match node:
        case Call():
            return node.arguments
        case Aggregation():
            return (node.operand,) if node.parameter is None else (node.parameter, node.operand)
        case Binary():
            return (node.left, node.right)
        case Subquery() | Negation():
            return (node.operand,)
        case _:
            return ()


def _reach_ms(node: Node) -> int:
    below = max((_reach_ms(child) for child in children(node)), default=0)
    match node:
        case VectorSelector():
            return max(0, node.moment.offset_ms) + LOOKBACK_MS
        case MatrixSelector():
            return max(0, node.moment.offset_ms) + node.range_ms
        case Subquery():
            return max(0, node.moment.offset_ms) + node.range_ms + below
        case _:
            return below
