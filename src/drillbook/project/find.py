"""Where a project is."""

from __future__ import annotations

from pathlib import Path

from drillbook.errors import UsageError
from drillbook.project.project import Project
from drillbook.project.settings import CONFIG, has_settings, read


def find(start: Path) -> Project:
    """The project that a folder is in: the nearest one above with ``[tool.drillbook]`` in its pyproject.toml.

    Raises:
        UsageError: there is none.
        ProjectError: its settings are wrong.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        if has_settings(folder / CONFIG):
            return Project(folder, read(folder / CONFIG))
    raise UsageError(
        f"no drill project in {start} or above: no {CONFIG} with a [tool.drillbook] table. "
        "Make one with: drillbook init DIR"
    )
