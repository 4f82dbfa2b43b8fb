"""`drillbook doctor` names what is missing, who needs it, and how to get it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from drillbook.cli import doctor as verb
from drillbook.errors import EnvironmentBrokenError, ExitCode
from drillbook.services import binaries
from drillbook.services.warden.client import Plan


def absent() -> Path:
    raise EnvironmentBrokenError("no PostgreSQL server found. Install one.")


@pytest.fixture(autouse=True)
def _machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has everything."""
    monkeypatch.setattr(binaries, "postgres", lambda: Path("/pg/bin"))
    monkeypatch.setattr(binaries, "redis", lambda: Path("/redis/valkey-server"))
    monkeypatch.setattr(binaries, "toxiproxy", lambda: ("toxiproxy-server", "-x"))
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(verb, "_no_namespaces", lambda: "")


@pytest.mark.usefixtures("shop")
def test_a_machine_that_has_everything_passes(given, capsys: pytest.CaptureFixture[str]) -> None:
    assert verb.run(given(verb)) == ExitCode.PASSED
    printed = capsys.readouterr().out
    assert "ok       PostgreSQL       /pg/bin\n" in printed
    assert "ok       Toxiproxy        toxiproxy-server -x\n" in printed
    assert "MISSING" not in printed


@pytest.mark.usefixtures("shop")
def test_what_is_missing_is_named_with_its_remedy(given, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "postgres", absent)
    assert verb.run(given(verb)) == ExitCode.ENVIRONMENT
    lines = capsys.readouterr().out.splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("MISSING"))
    assert lines[place].split() == ["MISSING", "PostgreSQL"]
    assert lines[place + 1].strip() == "needed by every drill. no PostgreSQL server found. Install one."


@pytest.mark.parametrize(("inside", "who"), [(".", "outage"), ("..", "drills that need a bounded disk")])
def test_without_namespaces_the_drills_that_need_a_bounded_disk_are_named(
    shop: Path, monkeypatch: pytest.MonkeyPatch, *, inside: str, who: str
) -> None:
    monkeypatch.setattr(verb, "_no_namespaces", lambda: "unshare: not permitted")
    monkeypatch.chdir(shop / inside)
    (missing,) = [check for check in verb._checks() if not check.there]
    assert (missing.what, missing.seen, missing.drills) == ("namespaces", "unshare: not permitted", who)


@pytest.mark.usefixtures("shop")
def test_machines_get_one_object(given, capsys: pytest.CaptureFixture[str]) -> None:
    assert verb.run(given(verb, "--json")) == ExitCode.PASSED
    checks = json.loads(capsys.readouterr().out)["checks"]
    assert {"what": "bash", "there": True, "seen": "/bin/bash", "drills": "every drill"}.items() <= checks[4].items()


def test_namespaces_are_found_out_by_asking_a_warden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    told: list[str] = []

    class Refused:
        plain = "unshare: not permitted"

        def __init__(self, plan: Plan, *, log: Path) -> None:
            told.extend([*(name for name, _ in plan.disks), log.name])

        def start(self) -> None:
            told.append("started")

        def close(self) -> None:
            told.append("closed")

    monkeypatch.setattr(verb, "Warden", Refused)
    assert verb._no_namespaces() == "unshare: not permitted"
    assert told == ["disk", "warden.log", "started", "closed"]
