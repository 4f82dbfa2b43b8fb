"""Python files of a project, loaded by path: its folders are no packages and are never installed."""

from __future__ import annotations

import importlib.util
import sys
import traceback
from pathlib import Path
from types import ModuleType

from drillbook.errors import ProjectError


def load(path: Path, *, shown: str) -> ModuleType:
    """Run a file of the project as a module of its own.

    Raises:
        ProjectError: the file is missing or raises; names the line.
    """
    name = f"drillbook_project.{path.parent.name}.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise ProjectError("this file is missing. Write it, or correct the setting that names it.", path=shown)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their own module up
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        line = _line(error, path)
        raise ProjectError(f"{type(error).__name__}: {error}. Correct the file.", path=shown, line=line) from error
    return module


def _line(error: Exception, path: Path) -> int | None:
    """The last line of the file itself on the way to the error."""
    if isinstance(error, SyntaxError):
        return error.lineno
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return lines[-1] if lines else None
