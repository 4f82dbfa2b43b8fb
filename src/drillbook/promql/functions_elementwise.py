"""Elementwise functions: a number to a number, applied to every element of an instant vector."""

from __future__ import annotations

import math
from collections.abc import Callable

from drillbook.promql.arithmetic import divide

NumberFunction = Callable[[float], float]


def _total(function: NumberFunction, *, overflow: NumberFunction | None = None) -> NumberFunction:
    """The function made total: NaN outside its domain, an infinity where it overflows (package math of Go)."""

    def applied(value: float) -> float:
        try:
            return function(value)
        except ValueError:
            return math.nan
        except OverflowError:
            return math.inf if overflow is None else overflow(value)

    return applied


def _infinity_like(value: float) -> float:
    return math.copysign(math.inf, value)


def _whole(function: Callable[[float], int]) -> NumberFunction:
    def applied(value: float) -> float:
        return math.copysign(function(value), value) if math.isfinite(value) else value

    return applied


def _logarithm(function: NumberFunction) -> NumberFunction:
    total = _total(function)

    def applied(value: float) -> float:
        return -math.inf if value == 0 else total(value)

    return applied


def _inverse_hyperbolic_tangent(value: float) -> float:
    return _infinity_like(value) if abs(value) == 1 else _total(math.atanh)(value)


def _sign(value: float) -> float:
    if value > 0:
        return 1.0
    return -1.0 if value < 0 else value


def floor(value: float) -> float:
    """The greatest whole number not above `value`."""
    return float(math.floor(value)) if math.isfinite(value) else value


def rounded(value: float, to_nearest: float) -> float:
    """The nearest multiple of `to_nearest`; ties go up. The inverse is used as Prometheus does, for equal results."""
    inverse = divide(1.0, to_nearest)
    return divide(floor(value * inverse + 0.5), inverse)


def clamped(value: float, *, low: float, high: float) -> float:
    """The value moved into the range from `low` to `high`; NaN stays NaN, and of two zeros the negative is the less."""
    if math.isnan(value) or math.isnan(low) or math.isnan(high):
        return math.nan
    below = min(high, value, key=_order)
    return max(low, below, key=_order)


def _order(value: float) -> tuple[float, float]:
    return value, math.copysign(1.0, value)


ELEMENTWISE: dict[str, NumberFunction] = {
    "abs": abs,
    "acos": _total(math.acos),
    "acosh": _total(math.acosh),
    "asin": _total(math.asin),
    "asinh": math.asinh,
    "atan": math.atan,
    "atanh": _inverse_hyperbolic_tangent,
    "ceil": _whole(math.ceil),
    "cos": _total(math.cos),
    "cosh": _total(math.cosh),
    "deg": lambda value: value * 180 / math.pi,
    "exp": _total(math.exp),
    "floor": floor,
    "ln": _logarithm(math.log),
    "log10": _logarithm(math.log10),
    "log2": _logarithm(math.log2),
    "rad": lambda value: value * math.pi / 180,
    "sgn": _sign,
    "sin": _total(math.sin),
    "sinh": _total(math.sinh, overflow=_infinity_like),
    "sqrt": _total(math.sqrt),
    "tan": _total(math.tan),
    "tanh": math.tanh,
}
