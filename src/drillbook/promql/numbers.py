"""Numbers as text: floating-point values written the way Go writes them."""

from __future__ import annotations

import math
from decimal import Decimal


def special(value: float) -> str | None:
    """NaN and the infinities as text, None for every other number."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return None


def decimal_text(value: float) -> str:
    """The shortest decimal that reads back as `value`, without an exponent (Go: FormatFloat 'f', -1)."""
    named = special(value)
    if named is not None:
        return named
    text = format(Decimal(repr(value)), "f")
    return text.removesuffix(".0")


def general_text(value: float) -> str:
    """The shortest text that reads back as `value`, with an exponent below -4 and from 21 on (Go: `%v`)."""
    named = special(value)
    if named is not None:
        return named
    exponent = Decimal(repr(value)).adjusted() if value else 0
    if -4 <= exponent < 21:
        return decimal_text(value)
    return _with_exponent(value)


def _with_exponent(value: float) -> str:
    sign, digits, _ = Decimal(repr(value)).normalize().as_tuple()
    exponent = Decimal(repr(value)).adjusted()
    whole, rest = str(digits[0]), "".join(map(str, digits[1:]))
    mantissa = f"{whole}.{rest}" if rest else whole
    return f"{'-' if sign else ''}{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"
