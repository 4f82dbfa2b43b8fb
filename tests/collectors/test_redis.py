"""Redis' INFO, named as redis_exporter names it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import redis

from drillbook.collectors.redis import Redis


@pytest.fixture
def collector() -> Redis:
    service: Any = SimpleNamespace(name="redis", host="127.0.0.1", port=6379)
    return Redis(service)


def client(info: Any) -> Any:
    return SimpleNamespace(info=info, close=lambda: None)


def test_gauges_and_counters_have_the_exporters_names(collector: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    info = {"connected_clients": 5, "used_memory": 1000, "keyspace_hits": 7, "redis_version": "8"}
    monkeypatch.setattr(redis, "Redis", lambda **_given: client(lambda: info))
    found = {reading.name: (reading.value, reading.cumulative) for reading in collector.collect()}
    assert found == {
        "redis_connected_clients": (5.0, False),
        "redis_memory_used_bytes": (1000.0, False),
        "redis_keyspace_hits_total": (7.0, True),
        "redis_up": (1.0, False),
    }
    collector.close()


def test_a_server_that_does_not_answer_is_down_and_asked_anew(
    collector: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []

    def lost() -> None:
        raise redis.ConnectionError("lost")

    def make(**_given: object) -> Any:
        made.append(None)
        return client(lost)

    monkeypatch.setattr(redis, "Redis", make)
    for _ in range(2):
        assert [(reading.name, reading.value) for reading in collector.collect()] == [("redis_up", 0.0)]
    assert len(made) == 2
