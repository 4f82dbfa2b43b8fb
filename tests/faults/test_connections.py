"""Who leaks connections, and how it is seen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from drillbook.faults import connections
from drillbook.faults.connections import hold_connections, refuses_logins
from drillbook.model.stack import Account

ACCOUNT = Account(user="shop", password="secret")  # noqa: S106 -- opens nothing
POSTGRES: Any = SimpleNamespace(
    host="127.0.0.1", port=5432, stack=SimpleNamespace(spec=SimpleNamespace(app=ACCOUNT, database="shop_db"))
)


def test_the_leak_logs_in_as_the_application_and_lasts_as_long_as_the_block(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []

    @contextmanager
    def accomplice(stack: object, module: str, *arguments: str, env: dict[str, str]) -> Iterator[None]:
        told.append((stack, module, arguments, env))
        yield
        told.append("ended")

    monkeypatch.setattr(connections, "accomplice", accomplice)
    with hold_connections(POSTGRES, leave=3):
        ((stack, module, arguments, env),) = told
    assert (stack, module, arguments) == (POSTGRES.stack, "drillbook.faults.leak", ("3",))
    assert (env["PGUSER"], env["PGPASSWORD"], env["PGDATABASE"]) == ("shop", "secret", "shop_db")
    assert (env["PGHOST"], env["PGPORT"]) == ("127.0.0.1", "5432")
    assert told[1:] == ["ended"]


def test_a_server_that_refuses_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**given: Any) -> None:
        assert (given["user"], given["connect_timeout"]) == ("shop", connections.LOGIN_WITHIN_S)
        raise psycopg.OperationalError("connection failed: FATAL:  sorry, too many clients already\n")

    monkeypatch.setattr(psycopg, "connect", refuse)
    found = refuses_logins(POSTGRES)
    assert (found.ok, found.seen) == (True, "sorry, too many clients already")


def test_a_server_that_lets_the_application_in_refuses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[bool] = []
    monkeypatch.setattr(psycopg, "connect", lambda **_given: SimpleNamespace(close=lambda: closed.append(True)))
    found = refuses_logins(POSTGRES)
    assert (found.ok, found.seen) == (False, "the application can still log in")
    assert closed == [True]
