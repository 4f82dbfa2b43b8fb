"""The client of Toxiproxy, against the built-in server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.built_in_toxiproxy import Address, toxiproxy

from drillbook.errors import EnvironmentBrokenError, ScenarioError
from drillbook.services.ports import LOOPBACK, reserve
from drillbook.services.toxiproxy import Toxic, add_toxic, remove_toxic, toxics

SLOW = Toxic(name="slow", type="latency", attributes={"latency": 100, "jitter": 0})


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    with toxiproxy(tmp_path_factory.mktemp("toxiproxy"), db=(LOOPBACK, 9), cache=(LOOPBACK, 9)) as (api, _):
        yield api


def test_a_toxic_is_put_on_one_proxy_and_taken_off_again(server: Address) -> None:
    add_toxic(server, "db", toxic=SLOW)
    assert toxics(server, "db") == ("slow",)
    assert toxics(server, "cache") == ()
    remove_toxic(server, "db", name="slow")
    assert toxics(server, "db") == ()


def test_a_proxy_that_is_not_there_is_named_with_those_that_are(server: Address) -> None:
    with pytest.raises(ScenarioError, match=r'there is no proxy named "web"\. Known: cache, db\.'):
        add_toxic(server, "web", toxic=SLOW)


def test_what_the_server_refuses_is_said(server: Address) -> None:
    with pytest.raises(ScenarioError, match="toxiproxy refused: "):
        add_toxic(server, "db", toxic=Toxic(name="odd", type="weather", attributes={}))
    assert toxics(server, "db") == ()


def test_two_servers_are_kept_apart(server: Address, tmp_path: Path) -> None:
    with toxiproxy(tmp_path, web=(LOOPBACK, 9)) as (other, _):
        assert toxics(other, "web") == ()
        assert toxics(server, "db") == ()
        with pytest.raises(ScenarioError, match=r"Known: web\."):
            toxics(other, "db")


def test_no_server_is_a_broken_environment() -> None:
    port = reserve()
    with pytest.raises(EnvironmentBrokenError, match=f"toxiproxy does not answer at {LOOPBACK}:{port}"):
        toxics((LOOPBACK, port), "db")
