from __future__ import annotations

import pytest

from drillbook.promql import parse
from drillbook.promql.syntax import LOOKBACK_MS, ValueKind, children, kind_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1", ValueKind.SCALAR),
        ("-1", ValueKind.SCALAR),
        ("1 + time()", ValueKind.SCALAR),
        ("1 + up", ValueKind.VECTOR),
        ("up > bool 1", ValueKind.VECTOR),
        ("-up", ValueKind.VECTOR),
        ("sum(up)", ValueKind.VECTOR),
        ("up[1m]", ValueKind.MATRIX),
        ("up[1m:10s]", ValueKind.MATRIX),
        ('"text"', ValueKind.STRING),
    ],
)
def test_the_kind_of_a_value_is_known_before_it_is_evaluated(text: str, kind: ValueKind) -> None:
    assert kind_of(parse(text).root) is kind


@pytest.mark.parametrize(
    ("text", "below"), [("1", 0), ("up", 0), ("-up", 1), ("up + 1", 2), ("topk(3, up)", 2), ("clamp(up, 0, 1)", 3)]
)
def test_a_node_has_its_operands_below(text: str, below: int) -> None:
    assert len(children(parse(text).root)) == below


@pytest.mark.parametrize(
    ("text", "reach_s"),
    [
        ("1", 0.0),
        ("up", LOOKBACK_MS / 1000),
        ("up offset 1m", LOOKBACK_MS / 1000 + 60),
        ("up offset -1m", LOOKBACK_MS / 1000),
        ("rate(up[10m])", 600.0),
        ("rate(up[10m] offset 5m)", 900.0),
        ("max_over_time(rate(up[10m])[30m:1m] offset 5m)", 600.0 + 1800 + 300),
        ("rate(up[10m]) + rate(up[20m])", 1200.0),
    ],
)
def test_an_expression_knows_how_far_back_it_reads(text: str, reach_s: float) -> None:
    assert parse(text).reach_s == reach_s
