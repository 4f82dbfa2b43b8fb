"""The project itself: what its folders hold, and the drills that follow from it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from drillbook import runbook as runbooks
from drillbook import scenarios
from drillbook.errors import ProjectError, UsageError
from drillbook.model.drill import Drill, MakeWitness, Scenario, TakeStock, Targets
from drillbook.model.runbook import Runbook
from drillbook.model.stack import StackSpec
from drillbook.project import modules
from drillbook.project.settings import DrillSettings, Settings

ENTRY_POINTS = "drillbook.scenarios"


@dataclass(frozen=True, kw_only=True)
class Platform:
    """What the project's stack file says."""

    spec: StackSpec
    witness: MakeWitness
    take_stock: TakeStock


class Project:
    """A folder of drills; reads each part when it is first asked for."""

    def __init__(self, root: Path, settings: Settings) -> None:
        """Use the project at `root`."""
        self.root = root
        self.settings = settings

    def shown(self, path: Path) -> str:
        """A path as the user would name it: relative to the project if it is inside."""
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)

    @cached_property
    def platform(self) -> Platform:
        """The stack under drill; raises ProjectError."""
        path = self.root / self.settings.stack
        module = modules.load(path, shown=self.settings.stack)
        spec = self._part(module, "STACK")
        if not isinstance(spec, StackSpec):
            raise ProjectError(f"STACK is a {type(spec).__name__}. Make it a StackSpec.", path=self.settings.stack)
        _check_needs(spec, path=self.settings.stack)
        return Platform(spec=spec, witness=self._part(module, "witness"), take_stock=self._part(module, "take_stock"))

    def _part(self, module: ModuleType, name: str) -> Any:
        if not hasattr(module, name):
            what = f"{name} is missing. A stack file defines STACK, witness(stack) and take_stock(stack)."
            raise ProjectError(what, path=self.settings.stack)
        return getattr(module, name)

    @cached_property
    def scenarios(self) -> Mapping[str, Scenario]:
        """All scenarios by name: the project's own, then those of installed packages; raises ProjectError."""
        found: dict[str, Scenario] = {}
        sources = [
            (modules.load(path, shown=self.shown(path)), self.shown(path))
            for path in sorted((self.root / "scenarios").glob("*.py"))
        ]
        sources += [(entry.load(), entry.value) for entry in entry_points(group=ENTRY_POINTS)]
        for module, path in sources:
            for function in vars(module).values():
                if hasattr(function, scenarios.MARK) and function.__module__ == module.__name__:
                    _add(found, scenarios.read(function, path=path))
        return found

    @cached_property
    def rules(self) -> tuple[Path, ...]:
        """The alert rule files under test."""
        folder = self.root / "rules"
        return tuple(sorted(path for path in folder.glob("*") if path.suffix in {".yml", ".yaml"}))

    def names(self) -> tuple[str, ...]:
        """The names of all drills: one for each scenario of the project that has a runbook of its stem."""
        stems = {path.stem for path in (self.root / "runbooks").glob("*.md")}
        return tuple(name for name in sorted(self.scenarios) if name in stems)

    def runbook(self, name: str) -> Runbook:
        """The runbook of a failure mode; raises ProjectError."""
        path = self.root / "runbooks" / f"{name}.md"
        try:
            data = path.read_bytes()
        except OSError as error:
            what = f"this runbook cannot be read ({error.strerror}). Write it: one stem, one failure mode."
            raise ProjectError(what, path=self.shown(path)) from error
        text = runbooks.decode(data, path=self.shown(path))
        return runbooks.read_one(text, path=self.shown(path))

    def drill(self, name: str, *, changes: DrillSettings | None = None) -> Drill:
        """The drill of a failure mode, ready to run; raises UsageError, ProjectError."""
        if name not in self.scenarios:
            raise UsageError(f'scenario "{name}" is not known.{_nearest(name, self.scenarios)}')
        book = self.runbook(name)
        if not any(not step.manual for step in book.steps):
            what = "this runbook has no step that could be executed. Add a fenced block to its Resolution section."
            raise ProjectError(what, path=book.path, line=book.line)
        own = self.settings.drills.get(name, DrillSettings())
        more = changes or DrillSettings()
        standard = Targets()
        return Drill(
            name=name,
            scenario=self.scenarios[name],
            runbook=book,
            rules=self.rules,
            targets=Targets(detect_s=book.mttd_s or standard.detect_s, restore_s=book.mttr_s or standard.restore_s),
            arguments={**own.arguments, **more.arguments},
            bind={**own.bind, **more.bind},
        )

    def chosen(self, names: Iterable[str]) -> tuple[Drill, ...]:
        """The drills of these names, or all of them; raises UsageError, ProjectError."""
        wanted = tuple(names) or self.names()
        if not wanted:
            raise UsageError("this project has no drill: no scenario in scenarios/ has a runbook of its stem.")
        return tuple(self.drill(name) for name in wanted)


def _add(found: dict[str, Scenario], new: Scenario) -> None:
    if new.name in found:
        other = found[new.name]
        what = f'the scenario "{new.name}" is defined here and in {other.path}:{other.line}. Rename one of them.'
        raise ProjectError(what, path=new.path, line=new.line)
    found[new.name] = new


def _check_needs(spec: StackSpec, *, path: str) -> None:
    """Every service must come after those it needs, so that a stack can be brought up in the order of its file."""
    seen: set[str] = set()
    for service in spec.services:
        missing = set(service.needs) - seen
        if missing or service.name in seen:
            why = f"needs {', '.join(sorted(missing))}, declared nowhere before it" if missing else "is declared twice"
            raise ProjectError(f"service {service.name} {why}. Correct the order or the name.", path=path)
        seen.add(service.name)


def _nearest(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    guess = f' Did you mean "{near[0]}"?' if near else ""
    return f"{guess} Known: {', '.join(names) or 'none'}."
