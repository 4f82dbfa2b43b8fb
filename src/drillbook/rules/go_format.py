"""Go formatting: `printf` verbs as alert templates use them (https://pkg.go.dev/fmt)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from drillbook.promql.numbers import general_text, special

WIDTH_MAX = 1000
"""Characters that a width or precision may ask for."""

_DIRECTIVE = re.compile(r"%(?P<flags>[-+# 0]*)(?P<width>\d+)?(?:\.(?P<precision>\d*))?(?P<verb>.)?", re.DOTALL)
_TYPES = {str: "string", float: "float64", int: "int", bool: "bool"}


def printf(layout: str, values: Sequence[Any]) -> str:
    """Fill the verbs of a layout with the values; wrong ones are shown in the text, as Go does."""
    left = list(values)

    def filled(found: re.Match[str]) -> str:
        verb = found["verb"]
        if verb is None:
            return "%!(NOVERB)"
        if verb == "%":
            return "%"
        if not left:
            return f"%!{verb}(MISSING)"
        return _directive(found, left.pop(0))

    text = _DIRECTIVE.sub(filled, layout)
    if left:
        extra = ", ".join(f"{_type_name(value)}={plain(value)}" for value in left)
        text += f"%!(EXTRA {extra})"
    return text


def _directive(found: re.Match[str], value: Any) -> str:
    width = min(int(found["width"] or 0), WIDTH_MAX)
    digits = found["precision"]
    precision = None if digits is None else min(int(digits or 0), WIDTH_MAX)
    flags = found["flags"]
    text = format_verb(found["verb"], value, precision=precision)
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and not text.startswith("%!")
    if is_number and not text.startswith(("-", "+")) and ("+" in flags or " " in flags):
        text = ("+" if "+" in flags else " ") + text
    if "-" in flags:
        return text.ljust(width)
    if "0" in flags and is_number and math.isfinite(value):
        return text.zfill(width)
    return text.rjust(width)


def format_verb(verb: str, value: Any, *, precision: int | None = None) -> str:
    """One value by one verb; a verb that does not fit the value gives Go's ``%!d(float64=3)``."""
    text: str | None = None
    if verb in "vs" and (verb == "v" or isinstance(value, str)):
        text = _shortened(value, precision) if isinstance(value, str) else _plain(value, precision)
    elif isinstance(value, bool):
        text = str(value).lower() if verb == "t" else None
    elif isinstance(value, float):
        text = _float(verb, value, precision=precision)
    elif isinstance(value, int):
        text = _integer(verb, value)
    elif isinstance(value, str):
        text = _string(verb, value, precision=precision)
    return f"%!{verb}({_type_name(value)}={plain(value)})" if text is None else text


def plain(value: Any) -> str:
    """A value as `print` and a bare ``{{ }}`` write it."""
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return general_text(value)
    if isinstance(value, Mapping):
        return "map[" + " ".join(f"{key}:{plain(value[key])}" for key in sorted(value)) + "]"
    return str(value)


def _plain(value: Any, precision: int | None) -> str:
    return _general(value, precision) if isinstance(value, float) and precision is not None else plain(value)


def _shortened(value: str, precision: int | None) -> str:
    return value if precision is None else value[:precision]


def _type_name(value: Any) -> str:
    return _TYPES.get(type(value), "map[string]string")


def _float(verb: str, value: float, *, precision: int | None) -> str | None:
    named = special(value)
    if named is not None:
        return named if verb in "eEfFgG" else None
    if verb in "fF":
        return f"{value:.{6 if precision is None else precision}f}"
    if verb in "eE":
        return f"{value:.{6 if precision is None else precision}{verb}}"
    if verb in "gG":
        return _general(value, precision) if precision is not None else general_text(value)
    return None


def _general(value: float, precision: int) -> str:
    return special(value) or f"{value:.{max(precision, 1)}g}"


def _integer(verb: str, value: int) -> str | None:
    return format(value, verb) if verb in "dxXob" else None


def _string(verb: str, value: str, *, precision: int | None) -> str | None:
    if verb == "q":
        return json.dumps(_shortened(value, precision), ensure_ascii=False)
    if verb in "xX":
        return format(int.from_bytes(value.encode(), "big"), verb).zfill(2 * len(value.encode())) if value else ""
    return None
