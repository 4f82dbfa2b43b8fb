"""Parsing: PromQL text to a tree that can be evaluated here, or an error that names the construct.

The grammar is promql-parser's (the one of Prometheus); what it accepts beyond this evaluator's scope is refused here.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from drillbook.errors import ExpressionError
from drillbook.promql.aggregations import REDUCTIONS
from drillbook.promql.functions import NATIVE_HISTOGRAM_FUNCTIONS, SUPPORTED
from drillbook.promql.labels import METRIC_NAME
from drillbook.promql.matchers import Matcher, Matchers, MatchKind
from drillbook.promql.syntax import (
    Aggregation,
    Anchor,
    Binary,
    Call,
    Cardinality,
    Expression,
    Matching,
    MatrixSelector,
    Moment,
    Negation,
    Node,
    NumberLiteral,
    StringLiteral,
    Subquery,
    ValueKind,
    VectorSelector,
)

EXPRESSION_CHARS_MAX = 32_768
DEPTH_MAX = 150
"""Nested nodes of one expression; each takes a few Python frames to read and to evaluate."""
TIME_S_MAX = 1e11
"""Seconds that a range, an offset or an @ may name; beyond the library that parses cannot say them."""
PARSED_MAX = 4096
"""Expressions remembered, so that the same text is read once."""

_AGGREGATIONS = frozenset(
    {*REDUCTIONS, "count_values", "topk", "bottomk", "quantile"},
)
_STRINGS_AND_COMMENTS = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|`[^`]*`|#[^\n]*", re.DOTALL)
_NEGATIVE_AT = re.compile(r"@\s*-\s*[0-9.]")
_TIME = re.compile(
    r"(?:\boffset\b|@|\[|:)\s*[-+]?\s*(?P<number>(?:\d[\d.]*|\.\d+)(?:e[-+]?\d+)?|nan|inf)\b", re.IGNORECASE
)


@lru_cache(maxsize=PARSED_MAX)
def parse(text: str) -> Expression:
    """Read a PromQL expression.

    Raises:
        ExpressionError: the text is not PromQL, or uses what is out of scope; the construct is named.
    """
    import promql_parser  # noqa: PLC0415 - a compiled library that only those need who read expressions

    if len(text) > EXPRESSION_CHARS_MAX:
        raise ExpressionError(
            f"the expression has {len(text)} characters, at most {EXPRESSION_CHARS_MAX} are allowed. Split it."
        )
    _check_times(_STRINGS_AND_COMMENTS.sub('""', text))
    try:
        return Expression(text=text, root=_Translation().node(promql_parser.parse(text)))
    except (ValueError, OverflowError) as error:
        raise ExpressionError(f"the expression cannot be parsed: {error}. Correct it: {_excerpt(text)}") from error


def _check_times(text: str) -> None:
    """Refuse the times on which the parsing library would abort instead of raising an error."""
    if _NEGATIVE_AT.search(text):
        raise ExpressionError("the @ modifier with a time before 1970 is not supported. Use a later time.")
    for found in _TIME.finditer(text):
        seconds = float(found["number"]) if found["number"].count(".") < 2 else 0.0
        if not seconds <= TIME_S_MAX:
            raise ExpressionError(f"the time {found['number']} is not within {TIME_S_MAX:g} seconds. Use a lesser one.")


def _excerpt(text: str, chars_max: int = 200) -> str:
    line = " ".join(text.split())
    return line if len(line) <= chars_max else line[: chars_max - 1] + "…"


def _out_of_scope(construct: str, instead: str) -> ExpressionError:
    return ExpressionError(f"{construct} is not supported. {instead}")


class _Translation:
    """One pass over the parser's tree; knows how deep it is."""

    def __init__(self) -> None:
        self._depth = 0

    def node(self, tree: Any) -> Node:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise ExpressionError(
                f"the expression is nested deeper than {DEPTH_MAX} levels. Use a recording rule for a part of it."
            )
        try:
            return self._translated(tree)
        finally:
            self._depth -= 1

    def _translated(self, tree: Any) -> Node:
        kind = type(tree).__name__
        match kind:
            case "ParenExpr":
                return self.node(tree.expr)
            case "NumberLiteral":
                return NumberLiteral(value=tree.val)
            case "StringLiteral":
                return StringLiteral(value=tree.val)
            case "VectorSelector":
                return VectorSelector(matchers=_matchers(tree), moment=_moment(tree))
            case "MatrixSelector":
                selector = tree.vector_selector
                return MatrixSelector(
                    matchers=_matchers(selector), moment=_moment(selector), range_ms=_milliseconds(tree.range)
                )
            case _:
                return self._composed(kind, tree)

    def _composed(self, kind: str, tree: Any) -> Node:
        match kind:
            case "SubqueryExpr":
                step_ms = None if tree.step is None else _milliseconds(tree.step)
                return Subquery(
                    operand=self.node(tree.expr),
                    moment=_moment(tree),
                    range_ms=_milliseconds(tree.range),
                    step_ms=step_ms,
                )
            case "UnaryExpr":
                return Negation(operand=self.node(tree.expr))
            case "Call":
                return self._call(tree)
            case "AggregateExpr":
                return self._aggregation(tree)
            case "BinaryExpr":
                return self._binary(tree)
            case _:
                raise _out_of_scope(f"the construct {kind}", "Write the expression without it.")

    def _call(self, tree: Any) -> Node:
        name = tree.func.name
        if name in NATIVE_HISTOGRAM_FUNCTIONS:
            raise _out_of_scope(
                f"the function {name}() of native histograms",
                "Use histogram_quantile() or histogram_fraction() on classic _bucket series.",
            )
        if name not in SUPPORTED:
            raise _out_of_scope(
                f"the experimental function {name}()", f"Use the stable ones: {', '.join(sorted(SUPPORTED))}."
            )
        kind = ValueKind.SCALAR if str(tree.func.return_type).endswith("Scalar") else ValueKind.VECTOR
        return Call(function=name, arguments=tuple(self.node(argument) for argument in tree.args), kind=kind)

    def _aggregation(self, tree: Any) -> Node:
        operator = str(tree.op).strip()
        if operator not in _AGGREGATIONS:
            raise _out_of_scope(f"the experimental aggregation {operator}", "Use topk or bottomk.")
        modifier = tree.modifier
        return Aggregation(
            operator=operator,
            operand=self.node(tree.expr),
            parameter=None if tree.param is None else self.node(tree.param),
            labels=frozenset(() if modifier is None else modifier.labels),
            without=modifier is not None and str(modifier.type).endswith("Without"),
        )

    def _binary(self, tree: Any) -> Node:
        modifier = tree.modifier
        operator = str(tree.op).strip()
        if modifier is not None and _fills(modifier):
            raise _out_of_scope("the experimental fill modifier", "Use `or` with a constant vector.")
        return Binary(
            operator=operator,
            left=self.node(tree.lhs),
            right=self.node(tree.rhs),
            matching=_matching(operator, modifier),
            as_bool=modifier is not None and modifier.return_bool,
        )


def _fills(modifier: Any) -> bool:
    fill = getattr(modifier, "fill_values", None)  # promql-parser 0.11 does not know them yet
    return fill is not None and (fill.lhs is not None or fill.rhs is not None)


_CARDINALITIES = {
    "OneToOne": Cardinality.ONE_TO_ONE,
    "ManyToOne": Cardinality.MANY_TO_ONE,
    "OneToMany": Cardinality.ONE_TO_MANY,
    "ManyToMany": Cardinality.MANY_TO_MANY,
}


def _matching(operator: str, modifier: Any) -> Matching:
    if modifier is None:
        cardinality = Cardinality.MANY_TO_MANY if operator in {"and", "or", "unless"} else Cardinality.ONE_TO_ONE
        return Matching(cardinality=cardinality, labels=frozenset(), on=False, included=())
    matching = modifier.matching
    return Matching(
        cardinality=_CARDINALITIES[str(modifier.card).rpartition(".")[2]],
        labels=frozenset(() if matching is None else matching.labels),
        on=matching is not None and str(matching.type).endswith("Include"),
        included=tuple(modifier.group_labels or ()),
    )


_MATCH_KINDS = {
    "Equal": MatchKind.EQUAL,
    "NotEqual": MatchKind.NOT_EQUAL,
    "Re": MatchKind.REGEX,
    "NotRe": MatchKind.NOT_REGEX,
}


def _matchers(tree: Any) -> Matchers:
    if tree.matchers.or_matchers:
        raise _out_of_scope("`or` between matchers", "Use `or` between selectors, or a regular expression.")
    named = () if tree.name is None else (Matcher(kind=MatchKind.EQUAL, name=METRIC_NAME, value=tree.name),)
    matchers = named + tuple(
        Matcher(kind=_MATCH_KINDS[str(matcher.op).rpartition(".")[2]], name=matcher.name, value=matcher.value)
        for matcher in tree.matchers.matchers
    )
    for matcher in matchers:
        if matcher.kind in {MatchKind.REGEX, MatchKind.NOT_REGEX}:
            matcher.pattern.fullmatch("")  # an expression that Python cannot say is refused here, not in the drill
    return matchers


def _moment(tree: Any) -> Moment:
    return Moment(offset_ms=0 if tree.offset is None else _milliseconds(tree.offset), at_ms=_at_ms(tree.at))


def _at_ms(modifier: Any) -> int | Anchor | None:
    if modifier is None:
        return None
    match str(modifier.type).rpartition(".")[2]:
        case "Start":
            return Anchor.START
        case "End":
            return Anchor.END
        case _:
            moment: datetime = modifier.at
            return round(moment.timestamp() * 1000)


def _milliseconds(duration: timedelta) -> int:
    return duration // timedelta(milliseconds=1)
