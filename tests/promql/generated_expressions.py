"""Generated series and expressions, for comparing the evaluator with Prometheus."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import strategies as st

GAUGES = ("memory", "queue")
COUNTERS = ("requests_total",)
JOBS = ("api", "web")
INSTANCES = ("a", "b", "c")
BOUNDS = ("0.1", "0.5", "1", "+Inf")
SAMPLES_MAX = 40

_RATES = ("rate", "increase")
_RANGE_FUNCTIONS = (
    *("delta", "irate", "idelta", "deriv", "changes", "resets", "avg_over_time", "min_over_time", "max_over_time"),
    *("sum_over_time", "count_over_time", "last_over_time", "stddev_over_time", "stdvar_over_time"),
    "present_over_time",
)
_ELEMENT_FUNCTIONS = (
    *("abs", "ceil", "floor", "round", "sqrt", "exp", "ln", "log2", "log10", "sgn", "sort", "sort_desc", "timestamp"),
    "absent",
)
_DATE_FUNCTIONS = ("minute", "hour", "day_of_week", "day_of_month", "days_in_month", "month", "year", "day_of_year")
_AGGREGATIONS = ("sum", "avg", "min", "max", "count", "group")
_SPREADS = ("stddev", "stdvar")
_ARITHMETIC = ("+", "-", "*", "/", "%")
_COMPARISONS = ("==", "!=", ">", "<", ">=", "<=")
_MATCHINGS = (
    *("", "", " on (job, instance)", " ignoring (instance)", " on (job) group_left ()"),
    *(" on (job) group_right (instance)", " ignoring (job) group_left (job)"),
)
_LABEL_LISTS = ("", "job", "instance", "job, instance")
_NAMES = (*GAUGES, *GAUGES, *COUNTERS, *COUNTERS, "missing", '{__name__=~"memory|queue"}')
_MATCHERS = (
    *("", "", "", '{job="api"}', '{job!="api"}', '{instance=~"a|b"}', '{instance!~"a.*"}', '{job=~".+"}'),
    '{nowhere=""}',
)
_PINNED = (" @ 123.5", " @ end()", " offset 1m6s @ start()")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What may be asked of a reference so that it must agree."""

    ranges: tuple[str, ...]
    steps: tuple[str, ...]
    current: bool
    """Prometheus 3: boundaries may fall on samples, and what 2.x computed otherwise may be asked."""
    pinned: bool = True
    """Whether ``@`` may be used; not inside a subquery, where Prometheus 3.15 shifts it."""

    def pick(self, *options: str) -> st.SearchStrategy[str]:
        """One of the options."""
        return st.sampled_from(options)


CURRENT = Dialect(ranges=("15s", "30s", "1m", "90s", "5m"), steps=("15s", "", "40s"), current=True)
OLD = Dialect(ranges=("17s", "38s", "69s", "99s", "309s"), steps=("13001ms", "41003ms"), current=False)
"""With samples every 15 s and an evaluation 7 s after one, no boundary falls on a sample."""


def _values(number: st.SearchStrategy[float], *, gaps: bool) -> st.SearchStrategy[list[str]]:
    sample = number.map(repr)
    if gaps:
        sample = st.one_of(*[sample] * 8, st.sampled_from(("_", "_", "stale", "NaN", "Inf", "-Inf")))
    return st.lists(sample, min_size=20, max_size=SAMPLES_MAX)


@st.composite
def _counter(draw: st.DrawFn, *, gaps: bool) -> list[str]:
    """Rising values with resets; far above zero for 2.x, which extrapolates to zero by another rule."""
    value = draw(st.sampled_from((0.0, 3.0, 20_000.0))) if gaps else 20_000.0
    values = []
    for step in draw(st.lists(st.integers(-2, 30), min_size=20, max_size=SAMPLES_MAX)):
        value = value + step if step >= 0 else float(step + 2)
        values.append("_" if gaps and draw(st.integers(0, 9)) == 0 else repr(value))
    return values


@st.composite
def series(draw: st.DrawFn, dialect: Dialect) -> list[tuple[str, str]]:
    """A few gauges, counters and perhaps a histogram, each as its name and its values."""
    drawn: list[tuple[str, str]] = []
    number = st.one_of(st.integers(-50, 50).map(float), st.floats(-1e6, 1e6).map(lambda value: round(value, 3)))
    for name in (*GAUGES, *COUNTERS):
        for job in JOBS:
            for instance in draw(st.lists(st.sampled_from(INSTANCES), unique=True, min_size=1, max_size=3)):
                gaps = dialect.current
                values = draw(_counter(gaps=gaps) if name in COUNTERS else _values(number, gaps=gaps))
                drawn.append((f'{name}{{job="{job}",instance="{instance}"}}', " ".join(values)))
    if draw(st.booleans()):
        counts = draw(st.lists(st.integers(0, 9), min_size=len(BOUNDS), max_size=len(BOUNDS)))
        for index, bound in enumerate(BOUNDS):
            rise = sum(counts[: index + 1])
            drawn.append((f'latency_bucket{{job="api",le="{bound}"}}', f"0+{rise}x{SAMPLES_MAX}"))
    return drawn


@st.composite
def _selector(draw: st.DrawFn) -> str:
    name = draw(st.sampled_from(_NAMES))
    return name if name.startswith("{") else name + draw(st.sampled_from(_MATCHERS))


def _shift(dialect: Dialect) -> st.SearchStrategy[str]:
    return dialect.pick("", "", "", " offset 36s", " offset -22s", *(_PINNED if dialect.pinned else ()))


@st.composite
def _matrix(draw: st.DrawFn, dialect: Dialect, *, depth: int) -> str:
    span, shift = draw(dialect.pick(*dialect.ranges)), draw(_shift(dialect))
    if depth > 0 and draw(st.integers(0, 3)) == 0:
        inner = draw(vector(replace(dialect, pinned=False), depth=depth - 1))
        return f"({inner})[{draw(dialect.pick(*dialect.ranges[2:]))}:{draw(dialect.pick(*dialect.steps))}]{shift}"
    return f"{draw(_selector())}[{span}]{shift}"


@st.composite
def _scalar(draw: st.DrawFn, dialect: Dialect, *, depth: int) -> str:
    kind = draw(st.integers(0, 6))
    if kind == 0:
        return "time()"
    if kind == 1 and depth > 0:
        return f"scalar({draw(vector(dialect, depth=depth - 1))})"
    if kind == 2 and depth > 0:
        left, right = (draw(_scalar(dialect, depth=depth - 1)) for _ in "lr")
        return f"({left} {draw(st.sampled_from(_ARITHMETIC))} {right})"
    return draw(dialect.pick("0", "1", "2", "0.5", "-3", "100", "1e3", "NaN", "Inf"))


@st.composite
def _binary(draw: st.DrawFn, dialect: Dialect, *, depth: int) -> str:
    left = draw(vector(dialect, depth=depth - 1))
    operator = draw(st.sampled_from((*_ARITHMETIC, *_COMPARISONS)))
    as_bool = " bool" if operator in _COMPARISONS and draw(st.booleans()) else ""
    if draw(st.booleans()):
        return f"{left} {operator}{as_bool} {draw(_scalar(dialect, depth=depth - 1))}"
    matching = draw(st.sampled_from(_MATCHINGS))
    if operator in _COMPARISONS and not dialect.current:
        as_bool = " bool"  # 2.x looks for results that come twice only among those that a comparison keeps
    return f"{left} {operator}{as_bool}{matching} {draw(vector(dialect, depth=depth - 1))}"


@st.composite
def _set_operation(draw: st.DrawFn, dialect: Dialect, *, depth: int) -> str:
    left, right = (draw(vector(dialect, depth=depth - 1)) for _ in "lr")
    matching = draw(dialect.pick("", " on (job)", " ignoring (instance)", " on ()"))
    return f"{left} {draw(dialect.pick('and', 'or', 'unless'))}{matching} {right}"


@st.composite
def _aggregation(draw: st.DrawFn, dialect: Dialect, *, depth: int) -> str:
    grouping = f" {draw(dialect.pick('by', 'without'))} ({draw(st.sampled_from(_LABEL_LISTS))}) "
    if draw(st.booleans()):
        grouping = ""
    operand = draw(vector(dialect, depth=depth - 1))
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return f'count_values{grouping}("value", round({operand}, 0.01))'
    if kind == 1:
        return f"quantile{grouping}({draw(dialect.pick('0', '0.3', '0.9', '1', '2', '-1'))}, {operand})"
    if kind == 2:
        # Which of two equal elements is taken is open, so only how many there are is asked.
        return f"count{grouping}({draw(dialect.pick('topk', 'bottomk'))}{grouping}(2, {operand}))"
    operators = (*_AGGREGATIONS, *_SPREADS) if dialect.current else _AGGREGATIONS
    return f"{draw(st.sampled_from(operators))}{grouping}({operand})"


@st.composite
def _range_call(draw: st.DrawFn, dialect: Dialect, *, depth: int) -> str:
    if draw(st.integers(0, 3)) == 0:
        of_counter = f"{COUNTERS[0]}[{draw(dialect.pick(*dialect.ranges))}]"
        matrix = draw(_matrix(dialect, depth=depth)) if dialect.current else of_counter
        return f"{draw(st.sampled_from(_RATES))}({matrix})"
    matrix = draw(_matrix(dialect, depth=depth))
    plain = f"{draw(st.sampled_from(_RANGE_FUNCTIONS))}({matrix})"
    return draw(
        dialect.pick(
            *[plain] * 6,
            f"predict_linear({matrix}, 60)",
            f"quantile_over_time(0.4, {matrix})",
            f"absent_over_time({matrix})",
        )
    )


@st.composite
def _element_call(draw: st.DrawFn, dialect: Dialect, *, depth: int) -> str:
    operand = draw(vector(dialect, depth=depth - 1))
    function = draw(st.sampled_from(_ELEMENT_FUNCTIONS))
    date = draw(st.sampled_from(_DATE_FUNCTIONS))
    return draw(
        dialect.pick(
            f"{function}({operand})",
            f"{function}({operand})",
            # What the date of NaN is depends on the processor in Prometheus, so only numbers are asked.
            f"{date}(clamp({operand}, -1e9, 1e9) >= -1e9)",
            f"clamp({operand}, -5, 5)",
            f"clamp_min({operand}, 0)",
            f"clamp_max({operand}, 0)",
            f"round({operand}, 5)",
            f'label_replace({operand}, "job", "$1-x", "instance", "(a|b)")',
            f'label_replace({operand}, "other", "${{1}}$2", "job", "(.)(.*)")',
            f'label_join({operand}, "other", "-", "job", "instance")',
            f"histogram_quantile({draw(dialect.pick('0', '0.5', '0.95', '1'))}, rate(latency_bucket[5m9s]))",
        )
    )


@st.composite
def vector(draw: st.DrawFn, dialect: Dialect, *, depth: int) -> str:
    """An expression that gives an instant vector."""
    if depth <= 0:
        return f"({draw(_selector())}{draw(_shift(dialect))})"
    shapes = (_range_call, _range_call, _range_call, _element_call, _element_call, _aggregation, _aggregation)
    shape = draw(st.sampled_from((*shapes, _binary, _binary, _set_operation)))
    sign = draw(dialect.pick(*[""] * 9, "-"))
    return f"({sign}{draw(shape(dialect, depth=depth))})"


def expressions(dialect: Dialect) -> st.SearchStrategy[str]:
    """Instant vector expressions up to three levels deep."""
    return vector(dialect, depth=3)
