"""Literals: the numbers, comparisons and windows that stand in an alert's expression."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping

from drillbook.promql import Expression
from drillbook.promql.syntax import (
    Binary,
    Call,
    MatrixSelector,
    Negation,
    Node,
    NumberLiteral,
    Subquery,
    children,
)

_COMPARISONS = frozenset({">", ">=", "<", "<=", "==", "!="})


def thresholds(expression: Expression) -> frozenset[float]:
    """The numbers that the expression compares something with."""
    return frozenset(_compared(expression.root))


def _compared(node: Node) -> Iterator[float]:
    if isinstance(node, Binary) and node.operator in _COMPARISONS:
        for side in (node.left, node.right):
            value = constant(side)
            if value is not None:
                yield value
    for child in children(node):
        yield from _compared(child)


def constant(node: Node) -> float | None:
    """The value of an expression made of numbers only, such as ``5 * 60``; None for any other."""
    match node:
        case NumberLiteral():
            return node.value
        case Negation():
            value = constant(node.operand)
            return None if value is None else -value
        case Binary():
            left, right = constant(node.left), constant(node.right)
            return None if left is None or right is None else _computed(node.operator, (left, right))
        case _:
            return None


_OPERATIONS: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": math.pow,
}


def _computed(sign: str, sides: tuple[float, float]) -> float | None:
    operation = _OPERATIONS.get(sign)
    try:
        return operation(*sides) if operation else None
    except (ArithmeticError, ValueError):
        return None


def windows_s(expression: Expression) -> frozenset[float]:
    """The lengths of its range selectors and subqueries, in seconds."""
    return frozenset(_windows(expression.root))


def _windows(node: Node) -> Iterator[float]:
    if isinstance(node, MatrixSelector | Subquery):
        yield node.range_ms / 1000
    for child in children(node):
        yield from _windows(child)


def rated(expression: Expression) -> Iterator[tuple[str, float]]:
    """Each function that needs several samples, with its window in seconds."""
    yield from _rated(expression.root)


def _rated(node: Node) -> Iterator[tuple[str, float]]:
    if isinstance(node, Call) and node.function in {"rate", "increase", "delta", "deriv"}:
        for argument in node.arguments:
            if isinstance(argument, MatrixSelector):
                yield node.function, argument.range_ms / 1000
    for child in children(node):
        yield from _rated(child)
