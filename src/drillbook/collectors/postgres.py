"""PostgreSQL's statistics, named as postgres_exporter names them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drillbook.model.reading import Reading
from drillbook.model.stack import Service

CONNECT_WITHIN_S = 2
STATEMENT_WITHIN_MS = 1000

ACTIVITY = """
select coalesce(datname, ''), coalesce(state, ''), coalesce(usename, ''), count(*),
       coalesce(max(extract(epoch from now() - xact_start)), 0)::float8
from pg_stat_activity where backend_type = 'client backend' group by 1, 2, 3
"""
SETTINGS = """
select name, setting::float8 from pg_settings
where name in ('max_connections', 'superuser_reserved_connections')
"""
DATABASES = """
select datname, numbackends, xact_commit, xact_rollback, blks_read, blks_hit, deadlocks, temp_bytes,
       pg_database_size(datid)
from pg_stat_database where datname not like 'template%' and datname is not null
"""
LOCKS = """
select coalesce(d.datname, ''), lower(l.mode), count(*) from pg_locks l left join pg_database d on d.oid = l.database
group by 1, 2
"""
PER_DATABASE = ("xact_commit", "xact_rollback", "blks_read", "blks_hit", "deadlocks", "temp_bytes")


class Postgres:
    """The collector of one Postgres server; holds one superuser connection, which a reserved slot serves."""

    name = "postgres"

    def __init__(self, service: Service) -> None:
        """Read this server."""
        self._service = service
        self._connection: Any = None
        self._labels = {"job": service.name, "instance": f"{service.host}:{service.port}"}

    def collect(self) -> list[Reading]:
        """The server's statistics, and `pg_up`."""
        import psycopg  # noqa: PLC0415 -- heavy, and needed only where a Postgres is under drill

        try:
            readings = self._read(self._connected())
        except psycopg.Error:
            self.close()
            return [Reading("pg_up", self._labels, 0.0)]
        return [*readings, Reading("pg_up", self._labels, 1.0)]

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> Any:
        import psycopg  # noqa: PLC0415 -- as above

        if self._connection is None:
            spec = self._service.stack.spec
            self._connection = psycopg.connect(
                host=self._service.host,
                port=self._service.port,
                user=spec.admin.user,
                password=spec.admin.password,
                dbname=spec.database,
                connect_timeout=CONNECT_WITHIN_S,
                application_name="drillbook-collector",
                options=f"-c statement_timeout={STATEMENT_WITHIN_MS}",
                autocommit=True,
            )
        return self._connection

    def _read(self, connection: Any) -> list[Reading]:
        def rows(query: str) -> Sequence[tuple[Any, ...]]:
            found: Sequence[tuple[Any, ...]] = connection.execute(query).fetchall()
            return found

        readings = []
        for database, state, user, count, oldest_s in rows(ACTIVITY):
            labels = {**self._labels, "datname": database, "state": state, "usename": user}
            readings.append(Reading("pg_stat_activity_count", labels, float(count)))
            readings.append(Reading("pg_stat_activity_max_tx_duration", labels, float(oldest_s)))
        readings += [Reading(f"pg_settings_{name}", self._labels, value) for name, value in rows(SETTINGS)]
        for database, backends, *counters, size_bytes in rows(DATABASES):
            labels = {**self._labels, "datname": database}
            readings.append(Reading("pg_stat_database_numbackends", labels, float(backends)))
            readings.append(Reading("pg_database_size_bytes", labels, float(size_bytes)))
            readings += [
                Reading(f"pg_stat_database_{name}", labels, float(value), cumulative=True)
                for name, value in zip(PER_DATABASE, counters, strict=True)
            ]
        for database, mode, count in rows(LOCKS):
            labels = {**self._labels, "datname": database, "mode": mode}
            readings.append(Reading("pg_locks_count", labels, float(count)))
        return readings
