from __future__ import annotations

import dataclasses

import pytest

from drillbook.model.reading import Reading, Usage


def test_a_reading_is_a_gauge_unless_it_says_that_it_counts() -> None:
    assert not Reading("up", {}, 1.0).cumulative
    assert Reading("requests_total", {}, 1.0, cumulative=True).cumulative


def test_equal_samples_are_equal() -> None:
    assert Reading("up", {"job": "api"}, 1.0) == Reading("up", {"job": "api"}, 1.0)
    assert Reading("up", {"job": "api"}, 1.0) != Reading("up", {"job": "db"}, 1.0)


def test_what_was_measured_does_not_change() -> None:
    usage = Usage(service="api", cpu_s=1.5, resident_bytes=1e6, processes=2, restarts=0, cpus=0.0)
    with pytest.raises(dataclasses.FrozenInstanceError):
        usage.cpu_s = 0.0
