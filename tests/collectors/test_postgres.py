"""PostgreSQL's statistics, named as postgres_exporter names them, through one connection that is made again."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from drillbook.collectors import postgres
from drillbook.collectors.postgres import Postgres

ROWS: dict[str, list[tuple[Any, ...]]] = {
    postgres.ACTIVITY: [("shop", "idle", "app", 3, 12.5)],
    postgres.SETTINGS: [("max_connections", 40.0), ("superuser_reserved_connections", 3.0)],
    postgres.DATABASES: [("shop", 4, 10, 1, 2, 3, 0, 5, 8_000_000)],
    postgres.LOCKS: [("shop", "accesssharelock", 2)],
}


class Connection:
    """Answers the collector's queries; may be broken."""

    def __init__(self) -> None:
        self.broken = self.closed = False

    def execute(self, query: str) -> Any:
        if self.broken:
            raise psycopg.OperationalError("the connection is lost")
        return SimpleNamespace(fetchall=lambda: ROWS[query])

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Connection]]:
    connections: list[Connection] = []

    def connect(**given: Any) -> Connection:
        assert given["user"] == "postgres", "only a superuser gets a reserved slot"
        connections.append(Connection())
        return connections[-1]

    monkeypatch.setattr(psycopg, "connect", connect)
    return connections


@pytest.fixture
def collector() -> Postgres:
    spec = SimpleNamespace(admin=SimpleNamespace(user="postgres", password="x"), database="shop")  # noqa: S106 -- opens nothing
    service: Any = SimpleNamespace(name="postgres", host="127.0.0.1", port=5432, stack=SimpleNamespace(spec=spec))
    return Postgres(service)


def collected(collector: Postgres) -> dict[str, float]:
    return {reading.name: reading.value for reading in collector.collect()}


def test_statistics_have_the_exporters_names(made: list[Connection], collector: Postgres) -> None:
    found = {reading.name: reading for reading in collector.collect()}
    assert found["pg_up"].value == 1.0
    assert found["pg_stat_activity_count"].labels == {
        "job": "postgres",
        "instance": "127.0.0.1:5432",
        "datname": "shop",
        "state": "idle",
        "usename": "app",
    }
    assert found["pg_settings_max_connections"].value == 40.0
    assert found["pg_stat_database_numbackends"].value == 4.0
    assert found["pg_database_size_bytes"].value == 8e6
    assert found["pg_locks_count"].labels["mode"] == "accesssharelock"
    assert (found["pg_stat_database_xact_commit"].value, found["pg_stat_database_xact_commit"].cumulative) == (10, True)
    assert not found["pg_stat_activity_count"].cumulative


def test_one_connection_serves_until_it_breaks(made: list[Connection], collector: Postgres) -> None:
    collector.collect()
    collector.collect()
    assert len(made) == 1
    made[0].broken = True
    assert collected(collector) == {"pg_up": 0.0}
    assert made[0].closed
    assert collected(collector)["pg_up"] == 1.0
    assert len(made) == 2
    collector.close()
    collector.close()
    assert made[1].closed


def test_a_server_that_cannot_be_reached_is_down(collector: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_given: Any) -> None:
        raise psycopg.OperationalError("connection refused")

    monkeypatch.setattr(psycopg, "connect", refuse)
    assert collected(collector) == {"pg_up": 0.0}
