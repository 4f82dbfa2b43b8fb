"""Connection exhaustion: idle sessions of the application's own role hold every slot of a Postgres server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from drillbook.faults.accomplice import accomplice
from drillbook.model.drill import Finding
from drillbook.model.stack import Service

LOGIN_WITHIN_S = 2


@contextmanager
def hold_connections(postgres: Service, *, leave: int = 0) -> Iterator[None]:
    """Hold all connections that the application's role can get, but for `leave`.

    With ``leave=0`` slots that others give up are taken as well, as a leak would, until somebody ends one of the
    sessions: a leak that was stopped does not come back.

    Raises:
        ScenarioError: the sessions cannot be opened.
    """
    account = postgres.stack.spec.app
    env = {
        "PGHOST": postgres.host,
        "PGPORT": str(postgres.port),
        "PGUSER": account.user,
        "PGPASSWORD": account.password,
        "PGDATABASE": postgres.stack.spec.database,
    }
    with accomplice(postgres.stack, "drillbook.faults.leak", str(leave), env=env):
        yield


def refuses_logins(postgres: Service) -> Finding:
    """Whether the server turns the application's role away now; never raises."""
    import psycopg  # noqa: PLC0415 -- heavy, and needed by this fault only

    spec = postgres.stack.spec
    try:
        psycopg.connect(
            host=postgres.host,
            port=postgres.port,
            user=spec.app.user,
            password=spec.app.password,
            dbname=spec.database,
            connect_timeout=LOGIN_WITHIN_S,
        ).close()
    except psycopg.OperationalError as error:
        return Finding(ok=True, seen=str(error).strip().rpartition("FATAL:")[2].strip())
    return Finding(ok=False, seen="the application can still log in")
