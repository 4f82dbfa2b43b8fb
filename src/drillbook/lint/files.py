"""Files: which ones are linted, and their text."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from drillbook.errors import ProjectError, UsageError
from drillbook.runbook import decode
from drillbook.runbook.limits import FILE_BYTES_MAX

FILES_MAX = 100_000
"""More files than this are not linted in one run."""
RULE_SUFFIXES = frozenset({".yml", ".yaml"})
_SKIPPED = frozenset({"node_modules", "__pycache__", "venv", "vendor", "dist", "build"})


def expand(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files to lint: those named, and of folders every ``*.md`` and every ``rules/*.yml``.

    Raises:
        UsageError: a path is not there, or there are more files than the limit.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: there is no such file or folder. Correct the path.")
        for file in _walk(path) if path.is_dir() else (path,):
            found[file] = None
            if len(found) > FILES_MAX:
                raise UsageError(f"{path}: more than {FILES_MAX:,} files. Lint its folders one by one.")
    return tuple(found)


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED)
        for name in sorted(names):
            path = Path(root) / name
            in_rules = Path(root).resolve().name == "rules" and path.suffix in RULE_SUFFIXES
            if (path.suffix.lower() == ".md" or in_rules) and path.is_file():
                yield path


def is_rules(path: Path) -> bool:
    """Whether a file is a rule file; everything else is Markdown."""
    return path.suffix.lower() in RULE_SUFFIXES


def text(path: Path) -> str:
    """The text of a Markdown file; raises ProjectError if it cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise ProjectError(f"this file cannot be read ({error.strerror}). Check it.", path=str(path)) from error
    return decode(data, path=str(path))
