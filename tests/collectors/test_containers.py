"""Usage of each service, named as cAdvisor names it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from drillbook.collectors.containers import Containers
from drillbook.model.reading import Usage


def collected(**changes: Any) -> dict[str, tuple[float, bool]]:
    given = {"service": "api", "cpu_s": 1.5, "resident_bytes": 2e6, "processes": 3, "restarts": 1, "cpus": 0.5}
    usage = Usage(**given | changes)
    stack: Any = SimpleNamespace(usage=lambda: (usage,), spec=SimpleNamespace(name="shop"))
    readings = Containers(stack).collect()
    assert {reading.labels["name"] for reading in readings} == {"api"}
    return {reading.name: (reading.value, reading.cumulative) for reading in readings}


def test_time_and_restarts_grow_and_the_rest_does_not() -> None:
    found = collected()
    assert found["container_cpu_usage_seconds_total"] == (1.5, True)
    assert found["container_restarts_total"] == (1.0, True)
    assert found["container_memory_working_set_bytes"] == (2e6, False)
    assert found["container_processes"] == (3.0, False)


def test_the_limit_is_quota_per_period() -> None:
    found = collected()
    assert found["container_spec_cpu_quota"][0] / found["container_spec_cpu_period"][0] == 0.5


def test_without_a_limit_there_is_none() -> None:
    assert "container_spec_cpu_quota" not in collected(cpus=0.0)
