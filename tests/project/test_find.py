"""The project that a folder is in is the nearest one above."""

from __future__ import annotations

from pathlib import Path

import pytest

from drillbook.errors import UsageError
from drillbook.project import find


def make_project(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text("[tool.drillbook]\n", encoding="utf-8")
    return folder


def test_the_nearest_one_above_is_found(tmp_path: Path) -> None:
    outer, inner = make_project(tmp_path / "a"), make_project(tmp_path / "a" / "b")
    (inner / "drills").mkdir()
    (outer / "drills").mkdir()
    assert find(inner / "drills").root == inner.resolve()
    assert find(outer / "drills").root == outer.resolve()


def test_a_pyproject_of_something_else_is_passed_over(tmp_path: Path) -> None:
    outer = make_project(tmp_path / "a")
    (outer / "lib").mkdir()
    (outer / "lib" / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    assert find(outer / "lib").root == outer.resolve()


def test_none_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no drill project in .* Make one with: drillbook init DIR"):
        find(tmp_path)
