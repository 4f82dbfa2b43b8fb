"""`drillbook init` makes a project that is the user's own."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import drillbook
from drillbook.cli import init as verb
from drillbook.errors import EnvironmentBrokenError, UsageError
from drillbook.project import find


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "shop"
    (folder).mkdir()
    assert verb.run(type("Given", (), {"folder": folder})) == 0
    return folder


def test_the_project_has_the_drills_of_the_reference(made: Path) -> None:
    project, reference = find(made), find(verb.reference())
    assert project.root == made
    assert project.names() == reference.names() != ()
    assert project.settings == reference.settings


def test_its_configuration_is_its_own_and_asks_for_this_drillbook(made: Path) -> None:
    config = tomllib.loads((made / "pyproject.toml").read_text(encoding="utf-8"))
    assert config["project"]["name"] == "shop"
    assert config["project"]["dependencies"] == [f"drillbook=={drillbook.__version__}"]
    assert config["tool"].keys() == {"pytest", "drillbook"}


def test_its_tools_can_be_run_and_its_reports_are_not_committed(made: Path) -> None:
    assert all(tool.stat().st_mode & 0o111 for tool in (made / "fixtures" / "bin").iterdir())
    assert "reports/runs/" in (made / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert list(made.rglob("__pycache__")) == []


def test_a_folder_in_use_is_left_alone(given, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    with pytest.raises(UsageError, match="is not an empty folder"):
        verb.run(given(verb, str(tmp_path)))
    with pytest.raises(UsageError, match="is not an empty folder"):
        verb.run(given(verb, str(tmp_path / "mine.txt")))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_copy_without_the_reference_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drillbook, "__file__", str(tmp_path / "src" / "drillbook" / "__init__.py"))
    with pytest.raises(EnvironmentBrokenError, match="carries no reference project"):
        verb.reference()
