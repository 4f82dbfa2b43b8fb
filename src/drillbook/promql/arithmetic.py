"""Arithmetic: the floating-point operations of PromQL, which never raise (Go's float64 and package math)."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable

NumberOperator = Callable[[float, float], float]


def divide(left: float, right: float) -> float:
    """Divide; by zero gives an infinity or NaN."""
    if right:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def modulo(left: float, right: float) -> float:
    """The remainder with the sign of the dividend; of or by nothing sensible NaN."""
    if right == 0 or math.isinf(left):
        return math.nan
    return math.fmod(left, right)


def power(left: float, right: float) -> float:
    """Raise to a power; out of range gives an infinity, out of the real numbers NaN."""
    try:
        return math.pow(left, right)
    except OverflowError:
        return -math.inf if left < 0 and right % 2 == 1 else math.inf
    except ValueError:
        if left != 0:
            return math.nan
        odd = right % 2 == 1
        return math.copysign(math.inf, left) if odd else math.inf


OPERATORS: dict[str, NumberOperator] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": divide,
    "%": modulo,
    "^": power,
    "atan2": math.atan2,
}

COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}

SET_OPERATORS = frozenset({"and", "or", "unless"})


Compensated = tuple[float, float]
"""A sum, and what rounding has lost of it so far."""


def compensated(increment: float, total: Compensated) -> Compensated:
    """Add with Neumaier's compensation.

    Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen" (1974).
    """
    before, lost = total
    after = before + increment
    if math.isinf(after):
        return after, 0.0
    if abs(before) >= abs(increment):
        return after, lost + ((before - after) + increment)
    return after, lost + ((increment - after) + before)


def total(values: list[float]) -> float:
    """The compensated sum, as `sum` and `sum_over_time` give it."""
    so_far: Compensated = (0.0, 0.0)
    for value in values:
        so_far = compensated(value, so_far)
    return so_far[0] if math.isinf(so_far[0]) else so_far[0] + so_far[1]


def mean(values: list[float]) -> float:
    """The mean: of the sum while that is finite, incremental from where it would overflow."""
    so_far: Compensated = (values[0], 0.0)
    for index in range(1, len(values)):
        new = compensated(values[index], so_far)
        if math.isinf(new[0]):
            return _incremental_mean(values, index, so_far=(so_far[0] / index, so_far[1] / index))
        so_far = new
    return so_far[0] / len(values) + so_far[1] / len(values)


def _incremental_mean(values: list[float], start: int, *, so_far: Compensated) -> float:
    for index in range(start, len(values)):
        count = index + 1.0
        shrink = index / count
        so_far = compensated(values[index] / count, (shrink * so_far[0], shrink * so_far[1]))
    return so_far[0] + so_far[1]


def quantile(q: float, values: list[float]) -> float:
    """The q-quantile with linear interpolation; outside 0 to 1 an infinity, of nothing NaN."""
    if not values or math.isnan(q):
        return math.nan
    if not 0 <= q <= 1:
        return -math.inf if q < 0 else math.inf
    ordered = sorted(values, key=lambda value: (not math.isnan(value), value))
    rank = q * (len(ordered) - 1)
    lower = max(0, math.floor(rank))
    upper = min(len(ordered) - 1, lower + 1)
    weight = rank - math.floor(rank)
    return ordered[lower] * (1 - weight) + ordered[upper] * weight
