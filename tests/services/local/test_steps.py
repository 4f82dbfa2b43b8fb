"""What a runbook step finds: the standard variables of each server's own clients, and no password."""

from __future__ import annotations

from pathlib import Path

import pytest

from drillbook.services import binaries
from drillbook.services.local.steps import environment, password_lines
from drillbook.services.ports import LOOPBACK

from .shop import SITE, SPEC


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "postgres", lambda: Path("/pg/bin"))


def test_steps_find_the_standard_variables_of_each_servers_clients() -> None:
    found = environment(SITE)
    assert (found["PGHOST"], found["PGPORT"], found["PGUSER"], found["PGDATABASE"]) == (
        LOOPBACK,
        "5001",
        "shop",
        "shop_db",
    )
    assert found["REDIS_URL"] == "redis://127.0.0.1:5002/0"
    assert found["WEB_API_URL"] == "http://127.0.0.1:5004"
    assert (found["API_URL"], found["PLAIN"]) == ("http://127.0.0.1:5004", "x")
    assert found["TERM"] == "dumb"


def test_no_password_is_in_their_environment() -> None:
    assert "word" not in " ".join(environment(SITE).values())


def test_the_password_file_knows_both_logins_everywhere() -> None:
    assert password_lines(SPEC) == ("*:*:*:shop:app-word", "*:*:*:postgres:admin-word")
