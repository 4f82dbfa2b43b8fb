from __future__ import annotations

import math
import struct
from array import array

import pytest

from drillbook.promql.values import STALE, is_stale


def test_the_marker_of_an_ended_series_is_the_one_of_prometheus() -> None:
    assert struct.pack(">d", STALE).hex() == "7ff0000000000002"
    assert is_stale(STALE)
    assert math.isnan(STALE)


@pytest.mark.parametrize("value", [math.nan, -math.nan, 0.0, math.inf])
def test_no_other_value_is_the_marker(value: float) -> None:
    assert not is_stale(value)


def test_the_marker_outlives_being_stored() -> None:
    assert is_stale(array("d", [STALE])[0])
