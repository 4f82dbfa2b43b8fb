"""Recovery undoes what killed runs have left behind, never touches a living one, nor anything that is not ours."""

from __future__ import annotations

import secrets
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from drillbook.services.journal import NAME, Journal, outstanding
from drillbook.services.local.stack import HOMES
from drillbook.services.ports import reserve
from drillbook.services.recovery import recover
from drillbook.services.warden.marks import VARIABLE, marked

Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def home() -> Iterator[Path]:
    path = HOMES / f"drillbook-{secrets.token_hex(4)}"
    (path / "data").mkdir(parents=True)
    yield path
    subprocess.run(["rm", "-rf", str(path)], check=True)


def left(runs: Path, **entries: dict[str, str]) -> Path:
    """A run that was killed with these entries in its journal."""
    with closing(Journal(runs / "run-1")) as journal:
        for kind, facts in entries.items():
            journal.note(kind, **facts)
    return runs / "run-1" / NAME


def test_processes_and_folders_are_undone_once(tmp_path: Path, home: Path, until: Until) -> None:
    run_id = secrets.token_hex(4)
    with subprocess.Popen(["/bin/sleep", "1000"], env={VARIABLE: run_id}) as process:
        until(lambda: marked(run_id))
        journal = left(tmp_path, processes={"run": run_id}, folder={"path": str(home)})
        undone = list(recover(tmp_path))
        process.wait()
    assert [(entry.run_id, entry.what, entry.problem) for entry in undone] == [
        ("run-1", f"{home} removed", ""),
        ("run-1", "1 processes ended", ""),
    ]
    assert not home.exists()
    assert outstanding(journal) == []
    assert list(recover(tmp_path)) == []


def test_a_living_run_is_left_alone(tmp_path: Path, home: Path) -> None:
    with closing(Journal(tmp_path / "run-1")) as journal:
        journal.note("folder", path=str(home))
        assert list(recover(tmp_path)) == []
    assert home.exists()


@pytest.mark.parametrize("path", ["/tmp", "/tmp/precious", "/home/drillbook-x", "/tmp/drillbook-x/../precious"])  # noqa: S108 -- refused
def test_a_folder_that_is_no_stacks_is_never_removed(tmp_path: Path, path: str) -> None:
    journal = left(tmp_path, folder={"path": path})
    (undone,) = recover(tmp_path)
    assert "is not the folder of a stack" in undone.problem
    assert len(outstanding(journal)) == 1, "it stays outstanding"


def test_a_folder_that_is_gone_is_undone(tmp_path: Path) -> None:
    left(tmp_path, folder={"path": str(HOMES / f"drillbook-{secrets.token_hex(4)}")})
    (undone,) = recover(tmp_path)
    assert undone.what.endswith("is gone already")


def test_a_toxic_goes_with_its_server(tmp_path: Path) -> None:
    left(tmp_path, toxic={"url": f"http://127.0.0.1:{reserve()}", "proxy": "api", "toxic": "silence"})
    (undone,) = recover(tmp_path)
    assert (undone.what, undone.problem) == ("toxic silence went with its server", "")


@pytest.mark.parametrize(("kind", "facts"), [("container", {}), ("folder", {}), ("toxic", {"url": "x"})])
def test_an_entry_that_is_not_understood_stays_and_is_said(tmp_path: Path, kind: str, facts: dict[str, str]) -> None:
    journal = left(tmp_path, **{kind: facts})
    (undone,) = recover(tmp_path)
    assert undone.problem
    assert len(outstanding(journal)) == 1


def test_no_runs_is_nothing_to_undo(tmp_path: Path) -> None:
    assert list(recover(tmp_path / "none")) == []
