from __future__ import annotations

import subprocess
import sys

import pytest

from drillbook.errors import ExpressionError
from drillbook.promql import parse
from drillbook.promql.parse import DEPTH_MAX, EXPRESSION_CHARS_MAX
from drillbook.promql.syntax import Binary, Cardinality, MatrixSelector, Negation, NumberLiteral, VectorSelector


@pytest.mark.parametrize(
    ("expr", "construct"),
    [
        ("histogram_avg(x)", "histogram_avg() of native histograms"),
        ("mad_over_time(x[5m])", "experimental function mad_over_time()"),
        ("limitk(1, x)", "experimental aggregation limitk"),
        ("x + fill(0) y", "experimental fill modifier"),
        ('{a="b" or c="d"}', "`or` between matchers"),
        ("x @ -1", "@ modifier with a time before 1970"),
        ("x[5m", "cannot be parsed"),
        ("1 == 1", "cannot be parsed"),
        ("rate(x)", "expected type matrix"),
        ('x{a=~"\\\\pL"}', "the class \\p"),
    ],
)
def test_what_is_out_of_scope_is_refused_and_named(expr: str, construct: str) -> None:
    with pytest.raises(ExpressionError, match=r".") as caught:
        parse(expr)
    assert construct in str(caught.value)


def test_a_minus_after_an_at_inside_a_string_is_no_time() -> None:
    assert isinstance(parse('x{a="@ -1"} # @ -1').root, VectorSelector)


def test_an_expression_may_not_be_endless() -> None:
    with pytest.raises(ExpressionError, match="at most"):
        parse("1+" * EXPRESSION_CHARS_MAX + "1")


def test_an_expression_may_not_be_nested_without_end() -> None:
    with pytest.raises(ExpressionError, match="nested deeper"):
        parse("-(" * (DEPTH_MAX + 1) + "x" + ")" * (DEPTH_MAX + 1))


def test_parentheses_leave_no_trace() -> None:
    assert parse("((x))").root == parse("x").root


def test_unary_minus_binds_weaker_than_power() -> None:
    root = parse("-2 ^ 2").root
    assert isinstance(root, Negation)
    assert isinstance(root.operand, Binary)


def test_durations_and_moments_are_read_in_milliseconds() -> None:
    root = parse("x[1m500ms] offset -5m @ 1.5").root
    assert isinstance(root, MatrixSelector)
    assert (root.range_ms, root.moment.offset_ms, root.moment.at_ms) == (60_500, -300_000, 1500)


def test_a_matching_is_read_with_its_labels() -> None:
    root = parse("a * on (x) group_left (y) b").root
    assert isinstance(root, Binary)
    assert root.matching.cardinality is Cardinality.MANY_TO_ONE
    assert (root.matching.on, root.matching.labels, root.matching.included) == (True, frozenset({"x"}), ("y",))


def test_a_duration_may_stand_for_its_seconds() -> None:
    assert parse("5m").root == NumberLiteral(value=300.0)


@pytest.mark.parametrize(
    ("expr", "reach_s"),
    [
        ("1", 0.0),
        ("x", 300.0),
        ("x offset 1m", 360.0),
        ("x offset -1h", 300.0),
        ("rate(x[10m])", 600.0),
        ("max_over_time(rate(x[10m])[1h:1m] offset 5m)", 4500.0),
        ("x + rate(y[1h])", 3600.0),
    ],
)
def test_the_reach_of_an_expression_is_known_before_it_is_evaluated(expr: str, reach_s: float) -> None:
    assert parse(expr).reach_s == reach_s


def test_importing_the_package_does_not_import_the_parser() -> None:
    code = "import sys, drillbook.promql, drillbook.rules; sys.exit('promql_parser' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
