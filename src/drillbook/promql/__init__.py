"""PromQL: instant evaluation of Prometheus 3 expressions over an in-memory store of samples."""

from drillbook.errors import ExpressionError
from drillbook.promql.evaluate import evaluate
from drillbook.promql.labels import Labels
from drillbook.promql.parse import parse
from drillbook.promql.store import Refusals, SampleStore
from drillbook.promql.syntax import Expression
from drillbook.promql.values import Matrix, Sample, SampleRange, Scalar, String, Value, Vector

__all__ = [
    "Expression",
    "ExpressionError",
    "Labels",
    "Matrix",
    "Refusals",
    "Sample",
    "SampleRange",
    "SampleStore",
    "Scalar",
    "String",
    "Value",
    "Vector",
    "evaluate",
    "parse",
]
