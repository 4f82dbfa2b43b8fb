"""The table of a project's pyproject.toml: what it may say, and a clear word for what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from drillbook.errors import ProjectError
from drillbook.project.settings import DrillSettings, Settings, has_settings, read


def written(folder: Path, text: str) -> Path:
    path = folder / "pyproject.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_empty_table_means_the_defaults(tmp_path: Path) -> None:
    assert read(written(tmp_path, "[tool.drillbook]\n")) == Settings()


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    text = """
    [tool.drillbook]
    stack = "platform/stack.py"
    time-scale = 1
    samples-per-real-s = 2.5
    [tool.drillbook.drills.disk-full]
    arguments = {megabytes = 3}
    bind = {HOST = "db"}
    """
    assert read(written(tmp_path, text)) == Settings(
        stack="platform/stack.py",
        time_scale=1,
        samples_per_real_s=2.5,
        drills={"disk-full": DrillSettings(arguments={"megabytes": 3}, bind={"HOST": "db"})},
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[tool.drillbook", "this is not TOML"),
        ("[tool]\ndrillbook = 3", r"\[tool.drillbook\] is not a table"),
        ("[tool.drillbook]\nspeed = 3", r'has the unknown key "speed". Known: drills, lint, samples-per-real-s, stack'),
        ("[tool.drillbook]\ntime-scale = 0", "time-scale is 0. Write a number over 0 and up to 3600"),
        ("[tool.drillbook]\ntime-scale = true", "time-scale is True"),
        ('[tool.drillbook]\ntime-scale = "60"', "time-scale is '60'"),
        ("[tool.drillbook]\nsamples-per-real-s = 1e9", "samples-per-real-s is 1000000000.0"),
        ("[tool.drillbook]\ndrills = 3", r"drills.* is not a table"),
        ("[tool.drillbook.drills]\nx = 3", r"\[tool.drillbook.drills.x\] is not a table"),
        ("[tool.drillbook.drills.x]\nbinds = {}", 'unknown key "binds". Known: arguments, bind'),
    ],
)
def test_anything_else_is_refused_by_name(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(ProjectError, match=f"^pyproject.toml: .*{what}"):
        read(written(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "is_project"),
    [
        ("[tool.drillbook]\n", True),
        ("[tool.other]\n", False),
        ("", False),
        ("[tool.drillbook]\n=", True),
        ("=", False),
    ],
)
def test_a_project_is_a_folder_with_the_table(tmp_path: Path, text: str, is_project: bool) -> None:  # noqa: FBT001 -- parametrized
    assert has_settings(written(tmp_path, text)) is is_project


def test_a_folder_without_the_file_is_none(tmp_path: Path) -> None:
    assert not has_settings(tmp_path / "pyproject.toml")
