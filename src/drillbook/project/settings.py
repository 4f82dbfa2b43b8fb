"""The table ``[tool.drillbook]`` of a project's pyproject.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from drillbook.errors import ProjectError
from drillbook.lint.timing import Timing
from drillbook.project import lint_settings

CONFIG = "pyproject.toml"
TIME_SCALE = 60.0
SAMPLES_PER_REAL_S = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillSettings:
    """What is special about one drill, ``[tool.drillbook.drills.NAME]``."""

    arguments: Mapping[str, Any] = field(default_factory=dict)
    """Keyword arguments of the scenario."""
    bind: Mapping[str, str] = field(default_factory=dict)
    """Values of the runbook's inputs during a drill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The whole table."""

    stack: str = "fixtures/stack.py"
    time_scale: float = TIME_SCALE
    """Drill seconds per real second."""
    samples_per_real_s: float = SAMPLES_PER_REAL_S
    drills: Mapping[str, DrillSettings] = field(default_factory=dict)
    lint: Timing = field(default_factory=Timing)
    """The intervals by which alert rules are judged."""


def has_settings(path: Path) -> bool:
    """Whether this is a pyproject.toml of a drill project; one that cannot be read is, so that it is complained of."""
    if not path.is_file():
        return False
    try:
        return "drillbook" in tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return "[tool.drillbook" in path.read_text(encoding="utf-8", errors="replace")


def read(path: Path) -> Settings:
    """Read the table; raises ProjectError."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))["tool"]["drillbook"]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProjectError(f"this is not TOML: {error}. Correct it.", path=path.name) from error
    values = _known(table, Settings, path=path, name="tool.drillbook")
    for name in ("time_scale", "samples_per_real_s"):
        value = values.get(name, 1.0)
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= 3600:
            what = f"[tool.drillbook] {name.replace('_', '-')} is {value!r}. Write a number over 0 and up to 3600."
            raise ProjectError(what, path=path.name)
    if not isinstance(table.get("drills", {}), dict):
        raise ProjectError(
            "[tool.drillbook.drills] is not a table. Write [tool.drillbook.drills.NAME].", path=path.name
        )
    drills = {
        name: DrillSettings(**_known(entry, DrillSettings, path=path, name=f"tool.drillbook.drills.{name}"))
        for name, entry in table.get("drills", {}).items()
    }
    timing = lint_settings.read(table.get("lint", {}), path=path.name)
    return Settings(**values | {"drills": drills, "lint": timing})


def _known(table: Any, kind: type[Any], *, path: Path, name: str) -> dict[str, Any]:
    """The keys of a table as field names; raises ProjectError for one that is not known."""
    if not isinstance(table, dict):
        raise ProjectError(f"[{name}] is not a table. Write [{name}] and keys below it.", path=path.name)
    known = {entry.name.replace("_", "-"): entry.name for entry in fields(kind)}
    for key in table:
        if key not in known:
            what = f'[{name}] has the unknown key "{key}". Known: {", ".join(sorted(known))}.'
            raise ProjectError(what, path=path.name)
    return {known[key]: value for key, value in table.items()}
