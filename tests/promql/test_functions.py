from __future__ import annotations

from itertools import combinations

from drillbook.promql import calls
from drillbook.promql.functions import (
    KEEPS_NAME,
    NATIVE_HISTOGRAM_FUNCTIONS,
    OTHER_FUNCTIONS,
    PARAMETER_RANGE_FUNCTIONS,
    RANGE_FUNCTIONS,
    SUPPORTED,
)
from drillbook.promql.functions_elementwise import ELEMENTWISE
from drillbook.promql.functions_time import DATE_PARTS

SCALARS = {"pi", "scalar", "time"}


def test_each_function_has_one_shape() -> None:
    tables = [RANGE_FUNCTIONS, PARAMETER_RANGE_FUNCTIONS, ELEMENTWISE, DATE_PARTS, OTHER_FUNCTIONS]
    assert [set(one) & set(other) for one, other in combinations(tables, 2)] == [set()] * 10


def test_a_function_with_a_shape_of_its_own_is_one_that_can_be_called() -> None:
    assert set(calls._OTHERS) == OTHER_FUNCTIONS - SCALARS


def test_what_reads_native_histograms_is_not_supported() -> None:
    assert not NATIVE_HISTOGRAM_FUNCTIONS & SUPPORTED


def test_only_the_newest_value_is_still_the_metric() -> None:
    assert set(KEEPS_NAME) == {"last_over_time"}
    assert set(KEEPS_NAME) <= set(RANGE_FUNCTIONS)
