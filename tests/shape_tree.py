"""The tree: which files stand beside each other, what they are called, and which tests mirror them."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from .shape_imports import Finding
from .shape_source import REASON_WORD, Source, Tree

NAMELESS = frozenset({"utils", "util", "helpers", "helper", "common", "manager", "base", "misc", "v2"})
LOADED_BY_PATH = ("drills", "scenarios", "fixtures", "reports", "runbooks", "rules")
MIRRORED_FROM_LINES = 41
"""Modules of up to 40 lines may be tested through those that use them."""


def names(source: Source) -> Iterator[tuple[int, str]]:
    """A module is named after its noun."""
    words = {word for part in source.module.split(".") for word in part.split("_")}
    for word in sorted(words & NAMELESS):
        yield 1, f"{word!r} says nothing. Name the module after what it is about."


def packages(tree: Tree) -> Iterator[Finding]:
    """The root folders are loaded by path, not installed as packages."""
    for folder in LOADED_BY_PATH:
        if (tree.root / folder / "__init__.py").exists():
            yield f"{folder}/__init__.py", 1, f"{folder}/ is loaded by path. Remove this file."


def stems(tree: Tree) -> Iterator[Finding]:
    """One failure mode, one stem: scenario, runbook and drill."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for folder, pattern in (("scenarios", "*.py"), ("runbooks", "*.md"), ("drills", "test_*.py")):
        for path in (tree.root / folder).glob(pattern):
            if path.stem not in {"README", "conftest", "__init__"}:
                stem = path.stem.removeprefix("test_") if folder == "drills" else path.stem
                found[stem.replace("_", "-")][folder] = f"{folder}/{path.name}"
    for stem, present in sorted(found.items()):
        under = stem.replace("-", "_")
        triple = {f"scenarios/{under}.py", f"runbooks/{stem}.md", f"drills/test_{under}.py"}
        for missing in sorted(triple - set(present.values())):
            yield min(present.values()), 1, f"{missing} is missing. Write it, or remove the others of {stem}."


def ruff_reasons(tree: Tree) -> Iterator[Finding]:
    """Every ruff rule that is ignored says why on its line."""
    path = tree.root / "pyproject.toml"
    text = path.read_text() if path.exists() else ""
    codes = set(_ignored(tomllib.loads(text)))
    for number, line in enumerate(text.splitlines(), start=1):
        setting, _, reason = line.partition("#")
        ignored = sorted(codes & set(re.findall(r"[\"']([A-Z]+\d*)[\"']", setting)))
        if ignored and not REASON_WORD.search(reason):
            yield "pyproject.toml", number, f"{', '.join(ignored)} is ignored without a reason. Write it behind a `#`."


def _ignored(settings: dict[str, Any]) -> Iterator[str]:
    lint = settings.get("tool", {}).get("ruff", {}).get("lint", {})
    for key in ("ignore", "extend-ignore"):
        yield from lint.get(key, ())
    for key in ("per-file-ignores", "extend-per-file-ignores"):
        for codes in lint.get(key, {}).values():
            yield from codes


def mirrors(tree: Tree) -> Iterator[Finding]:
    """Every module that is more than a few lines has the test that mirrors its path."""
    for source in tree.within("src/drillbook"):
        lines = len(source.text.splitlines())
        expected = _mirrors(source)
        if lines >= MIRRORED_FROM_LINES and not any((tree.root / path).exists() for path in expected):
            yield source.path, 1, f"{lines} lines and no test. Write {' or '.join(expected)}."


def _mirrors(source: Source) -> list[str]:
    """Where a module's test may stand: beside its siblings' tests, or as one test of its whole package."""
    module = PurePosixPath(source.path).relative_to("src/drillbook").with_suffix("")
    module = module.parent if module.name == "__init__" else module
    own = PurePosixPath("tests") / module.parent / f"test_{module.name.strip('_') or 'drillbook'}.py"
    package = module.parent
    if package == PurePosixPath():
        return [str(own)]
    whole = f"test_{package.name}.py"
    return list(dict.fromkeys(map(str, (own, "tests" / package / whole, "tests" / package.parent / whole))))
