from __future__ import annotations

import math

import pytest

from drillbook.promql.numbers import decimal_text, general_text


@pytest.mark.parametrize(
    ("value", "decimal", "general"),
    [
        (0.0, "0", "0"),
        (-0.0, "-0", "-0"),
        (1.0, "1", "1"),
        (0.1, "0.1", "0.1"),
        (1e21, "1000000000000000000000", "1e+21"),
        (1e20, "100000000000000000000", "100000000000000000000"),
        (0.0001, "0.0001", "0.0001"),
        (0.00001, "0.00001", "1e-05"),
        (1.5e-7, "0.00000015", "1.5e-07"),
        (1234567.891, "1234567.891", "1234567.891"),
        (math.inf, "+Inf", "+Inf"),
        (-math.inf, "-Inf", "-Inf"),
        (math.nan, "NaN", "NaN"),
    ],
)
def test_numbers_are_written_as_go_writes_them(value: float, decimal: str, general: str) -> None:
    assert decimal_text(value) == decimal
    assert general_text(value) == general
