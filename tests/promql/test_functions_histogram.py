from __future__ import annotations

import math

import pytest

from drillbook.promql.functions_histogram import (
    bucket_fraction,
    bucket_quantile,
    histogram_fraction,
    histogram_quantile,
)
from drillbook.promql.labels import canonical
from drillbook.promql.values import Sample

BUCKETS = [(0.1, 2.0), (0.5, 5.0), (1.0, 5.0), (math.inf, 7.0)]


@pytest.mark.parametrize(
    ("q", "expected"), [(0.0, 0.0), (2 / 7, 0.1), (5 / 7, 0.5), (1.0, 1.0), (-1.0, -math.inf), (2.0, math.inf)]
)
def test_a_quantile_is_interpolated_in_its_bucket(q: float, expected: float) -> None:
    assert bucket_quantile(q, BUCKETS) == pytest.approx(expected)


def test_a_quantile_needs_observations_and_a_last_bucket() -> None:
    assert math.isnan(bucket_quantile(0.5, BUCKETS[:-1]))
    assert math.isnan(bucket_quantile(0.5, [(1.0, 0.0), (math.inf, 0.0)]))
    assert math.isnan(bucket_quantile(0.5, [(math.inf, 3.0)]))
    assert math.isnan(bucket_quantile(math.nan, BUCKETS))


def test_counts_that_fall_are_taken_for_the_count_before() -> None:
    assert bucket_quantile(0.5, [(1.0, 4.0), (2.0, 3.0), (math.inf, 8.0)]) == 1.0


def test_a_fraction_is_interpolated_at_both_ends() -> None:
    assert bucket_fraction(BUCKETS, lower=0.05, upper=0.3) == pytest.approx((3.5 - 1.0) / 7)
    assert bucket_fraction(BUCKETS, lower=-math.inf, upper=math.inf) == 1.0
    assert bucket_fraction(BUCKETS, lower=1.0, upper=0.0) == 0.0


def bucket(bound: str, count: float, *, job: str = "api") -> Sample:
    return Sample(canonical({"__name__": "latency_bucket", "job": job, "le": bound}), count)


def test_each_histogram_is_measured_by_itself_and_loses_its_bound() -> None:
    samples = [bucket("1", 4.0), bucket("+Inf", 4.0), bucket("1", 0.0, job="db"), bucket("+Inf", 2.0, job="db")]
    assert histogram_quantile(samples, 0.5) == [
        Sample(canonical({"job": "api"}), 0.5),
        Sample(canonical({"job": "db"}), 1.0),
    ]


def test_a_bound_that_is_no_number_is_passed_over() -> None:
    samples = [bucket("1", 4.0), bucket("about 2", 9.0), bucket("+Inf", 4.0)]
    assert histogram_fraction(samples, lower=0.0, upper=0.5) == [Sample(canonical({"job": "api"}), 0.5)]
