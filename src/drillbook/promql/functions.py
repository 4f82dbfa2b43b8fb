"""Functions: the table of every PromQL function that is evaluated, by the shape of its arguments."""

from __future__ import annotations

from collections.abc import Callable

from drillbook.promql import functions_over_time as over_time
from drillbook.promql import functions_range as ranges
from drillbook.promql.functions_elementwise import ELEMENTWISE
from drillbook.promql.functions_range import RangeFunction
from drillbook.promql.functions_time import DATE_PARTS

RANGE_FUNCTIONS: dict[str, RangeFunction] = {
    "avg_over_time": over_time.avg_over_time,
    "changes": ranges.changes,
    "count_over_time": over_time.count_over_time,
    "delta": ranges.delta,
    "deriv": ranges.deriv,
    "idelta": ranges.idelta,
    "increase": ranges.increase,
    "irate": ranges.irate,
    "last_over_time": over_time.last_over_time,
    "max_over_time": over_time.max_over_time,
    "min_over_time": over_time.min_over_time,
    "present_over_time": over_time.present_over_time,
    "rate": ranges.rate,
    "resets": ranges.resets,
    "stddev_over_time": over_time.stddev_over_time,
    "stdvar_over_time": over_time.stdvar_over_time,
    "sum_over_time": over_time.sum_over_time,
}
"""One range vector in, one number for each of its series out."""

PARAMETER_RANGE_FUNCTIONS: dict[str, Callable[[float], RangeFunction]] = {
    "predict_linear": ranges.predict_linear,
    "quantile_over_time": over_time.quantile_over_time,
}
"""As above with a number beside the range vector."""

KEEPS_NAME = frozenset({"last_over_time"})
"""Range functions whose result still is the metric."""

OTHER_FUNCTIONS = frozenset(
    {
        "absent",
        "absent_over_time",
        "clamp",
        "clamp_max",
        "clamp_min",
        "histogram_fraction",
        "histogram_quantile",
        "label_join",
        "label_replace",
        "pi",
        "round",
        "scalar",
        "sort",
        "sort_desc",
        "time",
        "timestamp",
        "vector",
    }
)
"""Functions with a shape of their own; see `evaluate_call`."""

NATIVE_HISTOGRAM_FUNCTIONS = frozenset(
    {"histogram_avg", "histogram_count", "histogram_stddev", "histogram_stdvar", "histogram_sum"}
)
"""Stable functions of Prometheus 3 that read native histograms only."""

SUPPORTED = frozenset(
    {*RANGE_FUNCTIONS, *PARAMETER_RANGE_FUNCTIONS, *ELEMENTWISE, *DATE_PARTS, *OTHER_FUNCTIONS},
)
