"""How each kind of service is started, and what it finds in its environment."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from drillbook.services import binaries
from drillbook.services.local.launch import argv, extra_environment

from .shop import SITE, SPEC


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "postgres", lambda: Path("/pg/bin"))
    monkeypatch.setattr(binaries, "redis", lambda: Path("/redis/server"))
    monkeypatch.setattr(binaries, "toxiproxy", lambda: ("toxi",))


def started(name: str) -> tuple[str, ...]:
    return argv(SPEC[name], SITE)


def test_postgres_gets_its_port_and_the_projects_settings_last() -> None:
    words = started("db")
    assert "max_connections=40" in words
    assert [word for word in words if word.startswith("port=")] == ["port=1"], "a setting of the project wins"
    assert "superuser_reserved_connections=3" in words


def test_redis_listens_on_loopback_and_keeps_nothing() -> None:
    words = " ".join(started("cache"))
    assert words.startswith("/redis/server --bind 127.0.0.1 --port 5002 --dir /home/cache --save ")
    assert words.endswith("--maxmemory 10mb")


def test_toxiproxy_stands_before_what_is_proxied_and_nothing_else() -> None:
    (proxies,) = [json.loads(word) for word in started("toxiproxy") if word.startswith("[")]
    assert proxies == [{"name": "db", "listen": "127.0.0.1:6001", "upstream": "127.0.0.1:5001", "enabled": True}]
    assert started("toxiproxy")[-6:-1] == ("-host", "127.0.0.1", "-port", "5003", "-config")


def test_the_platforms_own_processes_get_their_words_filled_in() -> None:
    assert started("web-api") == (sys.executable, "serve", "5004")
    assert started("worker") == ("work", "/home/worker", "/records")


def test_a_process_finds_where_others_are_and_the_mark_of_the_run() -> None:
    found = SITE.environment(SPEC["web-api"])
    assert (found["DB"], found["RAW"], found["PORT"]) == ("pg://127.0.0.1:6001", "127.0.0.1:5001", "5004")
    assert (found["SERVICE_NAME"], found["DRILLBOOK_RUN"]) == ("web-api", "run-1")
    assert SITE.environment(SPEC["worker"])["PORT"] == ""


def test_the_stacks_own_programs_come_first() -> None:
    assert SITE.base["PATH"].split(":")[:2] == ["/tools", "/project/fixtures/bin"]


def test_only_the_database_server_is_told_its_first_password() -> None:
    assert extra_environment(SPEC["db"], SITE)["POSTGRES_PASSWORD"] == SPEC.admin.password
    assert extra_environment(SPEC["web-api"], SITE) == {}
