"""Imports: which module asks for which, in whatever corner of the file, and which of them may not."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Literal

from .shape_source import Function, Source, Tree

ROOT = "drillbook"
LAYERS = (
    ("errors",),
    ("clock", "interruption"),
    ("model",),
    ("promql", "runbook", "timeline", "judge", "scenarios", "statistics"),
    (ROOT,),
    ("rules",),
    ("services",),
    ("faults", "collectors", "shell", "history", "lint"),
    ("render",),
    ("project", "stack", "monitor"),
    ("responder", "engine"),
    ("runner", "prove"),
    ("testing", "pytest_lint"),
    ("cli", "pytest_plugin", "gameday"),
    ("__main__",),
)
"""Rows of ``drillbook.*``, lowest first; ROOT is what ``from drillbook import`` gives to plugin authors."""
ROW = {name: row for row, names in enumerate(LAYERS) for name in names}
ROOT_MAY_IMPORT = frozenset({"model", "scenarios"})
PROJECT = frozenset({"clearance", "fixtures", "scenarios", "drills", "reports", "tests", "benchmarks", "conftest"})
"""What is loaded by path or run on its own, and so imported by nobody's name."""

HEAVY = frozenset(
    {
        "prometheus_client",
        "psycopg",
        "psycopg_pool",
        "redis",
        "requests",
        "rich",
        "scipy",
        "sqlalchemy",
        "testcontainers",
        "toxiproxy",
    }
)
NEVER = frozenset({"celery", "locust"})
"""They run in processes of their own: importing locust patches sockets and sleeping."""

FOR_TYPES = frozenset({"TYPE_CHECKING", "typing.TYPE_CHECKING"})

Finding = tuple[str, int, str]
"""Path, line, and what is wrong there."""
When = Literal["start", "call", "typing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One imported name: ``from a.b import c`` has the module ``a.b`` and the member ``c``."""

    module: str
    member: str = ""
    bound: str
    line: int
    when: When

    @property
    def dotted(self) -> str:
        """Module and member in one."""
        return f"{self.module}.{self.member}" if self.member else self.module

    @property
    def top(self) -> str:
        """The distribution's own name for itself."""
        return self.module.partition(".")[0]


def imports(source: Source) -> Iterator[Import]:
    """Every import of a file; `when` says if it happens at the start, when a function is called, or for types only."""
    return _imports(source.tree, source, when="start")


def _imports(node: ast.AST, source: Source, *, when: When) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        for name in node.names:
            yield Import(module=name.name, bound=name.asname or name.name, line=node.lineno, when=when)
    elif isinstance(node, ast.ImportFrom):
        for name in node.names:
            bound, module = name.asname or name.name, _absolute(node, source)
            yield Import(module=module, member=name.name, bound=bound, line=node.lineno, when=when)
    elif isinstance(node, ast.If) and ast.unparse(node.test) in FOR_TYPES:
        for child in node.body:
            yield from _imports(child, source, when="typing")
        for child in node.orelse:
            yield from _imports(child, source, when=when)
    else:
        for inner in ast.iter_child_nodes(node):
            yield from _imports(inner, source, when="call" if isinstance(node, Function) else when)


def _absolute(node: ast.ImportFrom, source: Source) -> str:
    if not node.level:
        return node.module or ""
    parts = source.package.split(".")
    start = parts[: len(parts) - node.level + 1]
    return ".".join([*start, node.module] if node.module else start)


def layers(source: Source) -> Iterator[tuple[int, str]]:
    """Imports of drillbook's parts point down; nothing in the library names what is loaded by path."""
    _, _, inside = source.module.partition(".")
    own = inside.partition(".")[0] or ROOT
    if own not in ROW:
        yield 1, f"{own} has no row. Give it one in LAYERS of tests/shape_imports.py and in docs/why/0002."
        return
    for each in imports(source):
        if each.top in PROJECT:
            yield each.line, f"{each.top} is loaded by path and never imported. Move what is needed to drillbook."
        other = _part(each.dotted) if each.top == ROOT else own
        if other == own:
            continue
        if ROW[other] >= ROW[own]:
            yield each.line, f"{own} may not import {other}: imports point down only. Move what both need below them."
        elif own == ROOT and other not in ROOT_MAY_IMPORT:
            yield each.line, f"drillbook/__init__.py imports {', '.join(sorted(ROOT_MAY_IMPORT))} only, not {other}."


def _part(dotted: str) -> str:
    """The part of drillbook that an imported name belongs to; ROOT for names of the package itself."""
    part = dotted.split(".")[1:2]
    return part[0] if part and part[0] in ROW else ROOT


def lonely_scenarios(tree: Tree) -> Iterator[Finding]:
    """Files in scenarios/ do not import each other."""
    sources = tree.within("scenarios")
    stems = {source.module.rpartition(".")[2] for source in sources} | {"scenarios"}
    for source in sources:
        for each in imports(source):
            if each.top in stems or each.module.startswith("scenarios."):
                yield source.path, each.line, f"scenarios do not import {each.dotted}. Move what two need to a fault."


def cycles(tree: Tree) -> Iterator[Finding]:
    """No module leads back to itself, wherever in the files the imports stand."""
    places = {source.module: source for source in tree.within("src/drillbook", "fixtures", "scenarios", "drills")}
    lines: dict[tuple[str, str], int] = {}
    for module, source in sorted(places.items()):
        for each in imports(source):
            target = each.dotted if each.dotted in places else each.module
            if target in places:
                lines.setdefault((module, target), each.line)
    while circle := _circle(lines):
        line = lines.pop((circle[0], circle[1]))
        yield places[circle[0]].path, line, f"{' -> '.join(circle)}. Move what both need to a module below."


def _circle(edges: dict[tuple[str, str], int]) -> list[str]:
    """The modules on one circle of imports, the first again at the end, starting at its last name; empty if none."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for module, target in edges:
        sorter.add(module, target)
    try:
        sorter.prepare()
    except CycleError as error:
        circle = error.args[1][:0:-1]
        start = circle.index(max(circle))
        return [*circle[start:], *circle[:start], circle[start]]
    return []


def heavy(source: Source) -> Iterator[tuple[int, str]]:
    """Heavy packages are imported where they are needed, by services and by programs of faults."""
    if source.within("src/drillbook/services") or (source.within("src/drillbook/faults") and _is_program(source)):
        return
    for each in imports(source):
        if each.top in HEAVY and each.when == "start":
            yield each.line, f"{each.top} is heavy. Import it inside the function that needs it, or in services/."


def _is_program(source: Source) -> bool:
    tests = (ast.unparse(node.test) for node in source.tree.body if isinstance(node, ast.If))
    return any(test == "__name__ == '__main__'" for test in tests)


def never(source: Source) -> Iterator[tuple[int, str]]:
    """What patches or owns its process is run, not imported."""
    for each in imports(source):
        if each.top in NEVER:
            yield each.line, f"{each.top} is never imported. Run it in a process of its own."
