"""A Postgres server's first furnishing: the application's role, its database, and the project's schema."""

from __future__ import annotations

from pathlib import Path

from drillbook.errors import ProjectError
from drillbook.model.stack import Service, StackSpec


def furnish(service: Service, spec: StackSpec, *, project: Path) -> None:
    """Create role, database and schema where they are missing; may be called again.

    Raises:
        ProjectError: an SQL file of the project is missing or refused.
    """
    import psycopg  # noqa: PLC0415 -- heavy, and needed only where a Postgres is under drill
    from psycopg import sql  # noqa: PLC0415 -- as above
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 -- as above

    where = make_conninfo(host=service.host, port=service.port, user=spec.admin.user, password=spec.admin.password)
    with psycopg.connect(where, dbname="postgres", autocommit=True) as connection:
        user, database = sql.Identifier(spec.app.user), sql.Identifier(spec.database)
        if not connection.execute("select from pg_roles where rolname = %s", [spec.app.user]).fetchall():
            login = sql.SQL("create role {} login password {}").format(user, sql.Literal(spec.app.password))
            connection.execute(login)
        if not connection.execute("select from pg_database where datname = %s", [spec.database]).fetchall():
            connection.execute(sql.SQL("create database {} owner {}").format(database, user))
    with psycopg.connect(where, dbname=spec.database, autocommit=True) as connection:
        for name in service.spec.init:
            path = project / name
            try:
                connection.execute(path.read_bytes())
            except (OSError, psycopg.Error) as error:
                raise ProjectError(f"the SQL was not accepted: {error}. Correct the file.", path=name) from error
