"""Golden cases: series and expressions of our own, at least one for every function, aggregation and operator."""

from __future__ import annotations

from promtool_reference import Case

SERIES = (
    ('requests_total{job="api",instance="a",code="200"}', "0+12x40"),
    ('requests_total{job="api",instance="a",code="500"}', "0+1x10 1x9 0+3x19"),
    ('requests_total{job="api",instance="b",code="200"}', "5 9 14 20 21 _ _ 33 2 8 11+4x28"),
    ('requests_total{job="web",instance="a",code="200"}', "_x12 100+7x28"),
    ('memory_bytes{job="api",instance="a"}', "1e6+5000x20 1.1e6-3000x18"),
    ('memory_bytes{job="api",instance="b"}', "2e6 2.5e6 -1 NaN 3e6 3.5e6 Inf 4e6 4.5e6 -Inf 5e6x29"),
    ('memory_bytes{job="web",instance="a"}', "7x15 stale _x5 8x8 9.5x10"),
    ('limit_bytes{job="api"}', "8e6x40"),
    ('limit_bytes{job="web"}', "1e6x40"),
    ('info{job="api",instance="a",version="1.2"}', "1x40"),
    ('info{job="api",instance="b",version="1.3"}', "1x40"),
    ('temperature{room="x"}', "20 21.5 19 _ 18 25 25 25 24.5 -3 0 0.5 0.25 -0 1e-9 1e12 20+0.5x25"),
    ('duration_bucket{job="api",le="0.1"}', "0+2x40"),
    ('duration_bucket{job="api",le="0.5"}', "0+5x40"),
    ('duration_bucket{job="api",le="1"}', "0+5x40"),
    ('duration_bucket{job="api",le="+Inf"}', "0+7x40"),
    ('duration_bucket{job="web",le="0.1"}', "0x40"),
    ('duration_bucket{job="web",le="+Inf"}', "0+1x40"),
    ('broken_bucket{job="api",le="0.1"}', "0+1x40"),
    ('broken_bucket{job="api",le="1"}', "0+2x40"),
    ('started_seconds{job="api"}', "1709208000 1709208000x39"),
)

_SELECTORS = (
    "memory_bytes",
    "memory_bytes offset 1m",
    "memory_bytes offset -30s",
    "memory_bytes @ 100",
    "memory_bytes @ 100 offset 45s",
    "memory_bytes @ start()",
    'requests_total{code=~"2..",instance!="b"}',
    'requests_total{code!~"2.*"}',
    '{__name__=~"memory.*|limit.*",job="web"}',
    'requests_total{missing=""}',
    "nothing_here",
)
_RANGES = (
    *("rate(requests_total[1m])", "rate(requests_total[5m])", "rate(requests_total[47s])", "rate(requests_total[15s])"),
    *("increase(requests_total[2m])", "increase(requests_total[10m])", "irate(requests_total[5m])"),
    *("delta(memory_bytes[2m])", "idelta(temperature[1m])", "deriv(temperature[3m])", "deriv(limit_bytes[3m])"),
    *("predict_linear(memory_bytes[4m], 3600)", "changes(temperature[5m])", "changes(memory_bytes[10m])"),
    *("resets(requests_total[10m])", "avg_over_time(temperature[5m])", "sum_over_time(memory_bytes[10m])"),
    *("min_over_time(memory_bytes[10m])", "max_over_time(memory_bytes[10m])", "count_over_time(memory_bytes[10m])"),
    *(
        "last_over_time(memory_bytes[10m])",
        "present_over_time(requests_total[1m])",
        "stddev_over_time(temperature[5m])",
    ),
    *("stdvar_over_time(temperature[5m])", "quantile_over_time(0.9, temperature[5m])"),
    *("quantile_over_time(-1, temperature[5m])", 'absent_over_time(nothing_here{a="b"}[5m])'),
    *("absent_over_time(memory_bytes[5m])", "rate(requests_total[2m] @ 400 offset 30s)"),
)
_SUBQUERIES = (
    "max_over_time(rate(requests_total[1m])[5m:30s])",
    "avg_over_time((memory_bytes > 1e6)[4m:15s])",
    "count_over_time(memory_bytes[5m:])",
    "sum_over_time(vector(1)[5m:7s] offset 1m)",
    "min_over_time(deriv(temperature[1m])[3m:20s] @ 500)",
    "rate(sum(requests_total)[3m:15s])",
)
_ELEMENTS = (
    *(f"{function}(temperature)" for function in ("abs", "ceil", "floor", "round", "sgn", "sqrt", "exp", "ln", "log2")),
    *(f"{function}(temperature / 40)" for function in ("acos", "asin", "atan", "cos", "sin", "tan", "cosh", "sinh")),
    *(f"{function}(temperature / 40)" for function in ("tanh", "asinh", "atanh", "deg", "rad", "log10")),
    *("acosh(temperature)", "round(temperature, 5)", "round(memory_bytes, 0.3)", "clamp(memory_bytes, 8, 3e6)"),
    *("clamp(memory_bytes, 3, 1)", "clamp_min(temperature, 30)", "clamp_max(temperature, 30)", "pi()", "time()"),
    *("sort(memory_bytes)", "sort_desc(memory_bytes)", "timestamp(memory_bytes)", "timestamp(memory_bytes offset 1m)"),
    *("timestamp(memory_bytes * 1)", "scalar(limit_bytes)", 'scalar(limit_bytes{job="web"})', "vector(time())"),
    *("absent(nothing_here)", 'absent(nothing_here{a="b",c=~"d",e="f"})', "absent(memory_bytes)", "absent(sum(x))"),
)
_DATE_PARTS = ("year", "month", "day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute")
_DATES = (
    *(f"{part}(started_seconds)" for part in _DATE_PARTS),
    *(f"{part}()" for part in _DATE_PARTS),
    *("day_of_year(vector(-86400))", "year(vector(-62135596801))", "days_in_month(vector(4107542400))"),
)
_LABELS = (
    'label_replace(memory_bytes, "place", "$1-$2", "job", "(.)(.*)")',
    'label_replace(memory_bytes, "job", "", "job", "api")',
    'label_replace(memory_bytes, "__name__", "renamed", "job", "(.*)")',
    'label_replace(memory_bytes, "x", "${word}$$", "instance", "(?P<word>a)")',
    'label_replace(memory_bytes, "instance", "same", "job", ".*")',
    'label_join(memory_bytes, "place", "/", "job", "instance", "missing")',
    'label_join(memory_bytes, "job", "")',
)
_HISTOGRAMS = (
    *(f"histogram_quantile({q}, rate(duration_bucket[5m]))" for q in ("0", "0.2", "0.5", "0.9", "1", "1.1", "-1")),
    *("histogram_quantile(0.5, duration_bucket)", "histogram_quantile(0.5, broken_bucket)"),
    *("histogram_quantile(0.5, memory_bytes)", "histogram_fraction(0, 0.3, rate(duration_bucket[5m]))"),
    "histogram_quantile(0.5, sum by (le) (rate(duration_bucket[5m])))",
)
_AGGREGATIONS = (
    *(f"{name}(memory_bytes)" for name in ("sum", "avg", "min", "max", "count", "group", "stddev", "stdvar")),
    *(f"{name} by (job) (requests_total)" for name in ("sum", "avg", "min", "max", "count", "group", "stddev")),
    *("sum without (instance) (requests_total)", "sum by (missing) (requests_total)", "sum by () (requests_total)"),
    *("topk(2, requests_total)", "bottomk by (job) (1, requests_total)", "topk(0, requests_total)"),
    *(
        "count_values('v', limit_bytes)",
        "count_values by (job) ('job', limit_bytes)",
        "topk(scalar(vector(3)), limit_bytes)",
    ),
    *("quantile(0.5, requests_total)", "quantile by (job) (0.9, requests_total)", "quantile(2, requests_total)"),
    "count_values without (instance) ('v', info)",
)
_OPERATORS = (
    *(f"temperature {operator} 3" for operator in ("+", "-", "*", "/", "%", "^", "==", "!=", ">", "<", ">=", "<=")),
    *(f"3 {operator} temperature" for operator in ("-", "/", "%", "^", "atan2", ">", "<=", "> bool")),
    *("-memory_bytes", "1 + 2 * 3 ^ 2 ^ 0.5 % 4", "1 > bool 2", "0 / 0", "-1 / 0", "memory_bytes > bool 1e6"),
    *("memory_bytes / on (job) group_left () limit_bytes", "limit_bytes / on (job) group_right () memory_bytes"),
    *("memory_bytes / ignoring (instance) limit_bytes", "memory_bytes * on (job) limit_bytes"),
    *("memory_bytes * on (job, instance) group_left (version) info", "memory_bytes + memory_bytes"),
    *(
        "memory_bytes == memory_bytes",
        "memory_bytes == on (job, instance) memory_bytes",
        "memory_bytes > ignoring (x) 0 * memory_bytes",
    ),
    *('memory_bytes and requests_total{code="200"}', 'memory_bytes and on (job, instance) requests_total{code="500"}'),
    *(
        "memory_bytes or limit_bytes",
        "memory_bytes unless on (job) limit_bytes",
        "memory_bytes unless ignoring (version) info",
    ),
    *(
        "memory_bytes and on () vector(1)",
        "limit_bytes or on (job) memory_bytes",
        "info * on (job) group_right () limit_bytes",
    ),
    '{__name__=~"memory_bytes|limit_bytes"} * 2 > 3e6',
)

EXPRESSIONS = (
    *_SELECTORS,
    *_RANGES,
    *_SUBQUERIES,
    *_ELEMENTS,
    *_DATES,
    *_LABELS,
    *_HISTOGRAMS,
    *_AGGREGATIONS,
    *_OPERATORS,
)

TIMES_MS = (150_000, 307_500, 600_000)


def golden_cases() -> list[Case]:
    """All expressions, at each of the times."""
    return [Case(series=SERIES, expressions=EXPRESSIONS, at_ms=at_ms) for at_ms in TIMES_MS]
