"""Python files of a project are loaded by path; what is wrong with one is named with its line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from drillbook.errors import ProjectError
from drillbook.project.modules import load


def written(folder: Path, text: str) -> Path:
    path = folder / "scenarios" / "broken.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_a_module_that_dataclasses_work_in(tmp_path: Path) -> None:
    text = """
from __future__ import annotations
from dataclasses import dataclass
@dataclass(slots=True)
class Point:
    x: int = 3
"""
    module = load(written(tmp_path, text), shown="scenarios/broken.py")
    assert module.Point().x == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = (\n", r"^scenarios/broken\.py:1: SyntaxError: "),
        ("\n\nimport no_such_module\n", r"^scenarios/broken\.py:3: ModuleNotFoundError: .* Correct the file\.$"),
        ("def f():\n    return 1 / 0\n\nf()\n", r"^scenarios/broken\.py:2: ZeroDivisionError"),
    ],
)
def test_a_file_that_raises_is_named_with_its_line_and_forgotten(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ProjectError, match=message):
        load(written(tmp_path, text), shown="scenarios/broken.py")
    assert "drillbook_project.scenarios.broken" not in sys.modules


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"^fixtures/stack\.py: this file is missing"):
        load(tmp_path / "fixtures" / "stack.py", shown="fixtures/stack.py")
