"""The check: every rule of the repository's shape, by name, with the folders that it holds in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from . import shape_habits as habits
from . import shape_imports as importing
from . import shape_limits as limits
from . import shape_tree as files
from .shape_imports import Finding
from .shape_source import Source, Tree, Violation, read_tree, settle

LIBRARY = ("src/drillbook",)
PRODUCT = (*LIBRARY, "scenarios", "fixtures", "drills")
CODE = (*PRODUCT, "benchmarks", "tests", "conftest.py")

OfTree = Callable[[Tree], Iterator[Finding]]
OfSource = Callable[[Source], Iterator[tuple[int, str]]]


def _each(rule: OfSource, *places: str) -> OfTree:
    """A rule about one file, held in all files of these places."""

    def check(tree: Tree) -> Iterator[Finding]:
        return ((source.path, line, text) for source in tree.within(*places) for line, text in rule(source))

    return check


def _over(rule: OfTree, *places: str) -> OfTree:
    """A rule about many files, held over those of these places."""
    return lambda tree: rule(Tree(root=tree.root, sources=tree.within(*places)))


SHAPE: dict[str, OfTree] = {
    "layers": _each(importing.layers, *LIBRARY),
    "scenarios": importing.lonely_scenarios,
    "cycles": importing.cycles,
    "heavy": _each(importing.heavy, *LIBRARY, "scenarios", "drills"),
    "never": _each(importing.never, *LIBRARY, "scenarios", "drills"),
    "function-length": _each(limits.function_length, *CODE),
    "function-median": _over(limits.function_median, *PRODUCT),
    "file-length": _each(limits.file_length, *CODE),
    "file-median": _over(limits.file_median, *PRODUCT),
    "parameters": _each(limits.parameters, *PRODUCT, "benchmarks"),
    "broad-except": _each(habits.broad_except, *CODE),
    "clock": _each(habits.clock, *PRODUCT),
    "print": _each(habits.prints, *PRODUCT, "tests"),
    "suppression": _each(habits.suppressions, *CODE),
    "names": _each(files.names, *CODE),
    "packages": files.packages,
    "stems": files.stems,
    "ruff-reasons": files.ruff_reasons,
}
MIRRORS: dict[str, OfTree] = {"mirrors": files.mirrors}
"""Held apart, so that a missing test can fail alone."""


def violations(root: Path, rules: dict[str, OfTree]) -> list[Violation]:
    """All that breaks these rules in the repository at `root`, exemptions considered."""
    tree, broken = read_tree(root, CODE)
    found = [Violation(path, line, name, text) for name, rule in rules.items() for path, line, text in rule(tree)]
    return sorted([*broken, *settle(found, tree, rules=rules, known=SHAPE | MIRRORS)])
