"""`drillbook init`: a new drill project, made from the reference project that every copy of Drillbook carries."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

import drillbook
from drillbook.errors import EnvironmentBrokenError, UsageError

EXAMPLES = """example:
  drillbook init shop
  cd shop && drillbook run"""

PARTS = ("drills", "scenarios", "runbooks", "rules", "fixtures", "reports/README.md", "conftest.py")
CONFIG = "pyproject.toml"
OWN_TABLES = "[tool.drillbook"
"""Everything from here to the end of the reference's pyproject.toml is the project's; what stands before is ours."""

HEAD = """[project]
name = "{name}"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["drillbook=={version}"]

[tool.pytest.ini_options]
addopts = ["--import-mode=importlib"]
junit_family = "xunit1"
testpaths = ["drills"]

"""
IGNORED = "__pycache__/\n.venv/\nreports/runs/\n"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder to make; it must not exist, or be empty")


def run(given: argparse.Namespace) -> int:
    """Copy the reference project; raises UsageError if something is there already."""
    folder: Path = given.folder
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not an empty folder. Name one that does not exist yet.")
    source = reference()
    for part in PARTS:
        target = folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if (source / part).is_dir():
            shutil.copytree(source / part, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source / part, target)
    for tool in (folder / "fixtures" / "bin").iterdir():
        tool.chmod(0o755)  # an archive on the way may have dropped it
    tables = (source / CONFIG).read_text(encoding="utf-8")
    head = HEAD.format(name=folder.resolve().name, version=drillbook.__version__)
    (folder / CONFIG).write_text(head + tables[tables.index(OWN_TABLES) :], encoding="utf-8")
    (folder / ".gitignore").write_text(IGNORED, encoding="utf-8")
    sys.stdout.write(f"{folder} is a drill project now. Next:\n\n  cd {folder}\n  drillbook run\n")
    return 0


def reference() -> Path:
    """The reference project: bundled in the wheel, or the repository that this copy runs from.

    Raises:
        EnvironmentBrokenError: neither is there.
    """
    package = Path(drillbook.__file__).parent
    for folder in (package / "reference", package.parent.parent):
        if (folder / "fixtures" / "stack.py").is_file():
            return folder
    raise EnvironmentBrokenError("this copy of Drillbook carries no reference project. Install it again.")
