"""One run from beginning to end: open the stack, run the drill, judge it, keep the record."""

from __future__ import annotations

import contextlib
import os
import platform as machine
import secrets
import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import drillbook
from drillbook import judge, render, rules, stack
from drillbook.clock import DrillClock, real_s, unix_time_s
from drillbook.engine.loop import Loop
from drillbook.engine.run import Bench, run
from drillbook.engine.steps import values_of
from drillbook.errors import EnvironmentBrokenError
from drillbook.history import record as records
from drillbook.history.record import RUNS, Keeper, Record
from drillbook.interruption import Interruption
from drillbook.model.drill import Arm, Drill
from drillbook.model.timeline import Case, Event, Kind, Timeline
from drillbook.monitor import RuleMonitor, collectors_of
from drillbook.project import Project
from drillbook.responder import Automatic, Nobody
from drillbook.services.compose import server, tools
from drillbook.services.local.stack import LocalStack, Place

GIT_WITHIN_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to run, as the command line or pytest says."""

    arm: Arm = Arm.TREATMENT
    backend: str = "local"
    time_scale: float | None = None
    plain: bool = False
    """Without namespaces."""
    interruption: Interruption = field(default_factory=Interruption)
    """When it comes, the fault is undone and the stack ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Told what goes on, as it happens; does nothing by default."""

    service: Callable[[str, float], None] = lambda _name, _seconds: None
    event: Callable[[Event], None] = lambda _event: None


@dataclass(slots=True)
class _Run:
    """What is known of a run while it goes on."""

    drill: Drill
    options: Options
    folder: Path
    keeper: Keeper
    scale: float
    period_s: float
    """Drill seconds between two samples."""
    start_up_s: dict[str, float] = field(default_factory=dict)
    healthy_real_s: float = 0.0
    plain: str = ""
    broken_off: bool = False
    """Whether the run has been told of an interruption."""


def run_drill(project: Project, drill: Drill, *, options: Options, progress: Progress) -> tuple[Record, Path]:
    """Run one drill once; returns its record and its folder.

    Raises:
        ProjectError: a file of the project is wrong; nothing was started.
    """
    values_of(drill.runbook, drill.bind)  # an input without a value is found before anything is started
    began, began_s = datetime.fromtimestamp(unix_time_s(), UTC), real_s()
    scale = options.time_scale or project.settings.time_scale
    run_id = f"{began:%Y%m%dT%H%M%S}-{drill.name}-{options.arm}-{secrets.token_hex(3)}"
    folder = project.root / RUNS / run_id
    current = _Run(
        drill=drill,
        options=options,
        folder=folder,
        keeper=Keeper(folder),
        scale=scale,
        period_s=scale / project.settings.samples_per_real_s,
    )
    with contextlib.closing(current.keeper):
        timeline = _act(project, current, progress=progress)
    case = Case(
        drill=drill.name,
        arm=options.arm,
        targets=drill.targets,
        alerts=drill.runbook.alerts,
        runbook=drill.runbook.path,
        runbook_id=drill.runbook.id,
        error_s=2 * current.period_s,
    )
    record = Record(
        run_id=run_id,
        case=case,
        verdict=judge.judge(timeline, case),
        waited_real_s=judge.waited_s(timeline, case) / scale,
        timeline=timeline,
        started=began.isoformat(timespec="seconds"),
        real_s=real_s() - began_s,
        time_scale=scale,
        backend=options.backend,
        environment=_environment(project.root) | {"namespaces": current.plain or "yes"},
        start_up_s=current.start_up_s,
        healthy_real_s=round(current.healthy_real_s, 3),
        clean_up_failed=records.clean_up_of(timeline),
    )
    current.keeper.conclude(record, render.report(record))
    return record, folder


def run_all(
    project: Project,
    drills: Sequence[Drill],
    *,
    options: Options,
    jobs: int = 1,
    progress: Callable[[str], Progress],
) -> list[tuple[Record, Path]]:
    """Run drills, `jobs` at the same time, in their order.

    Raises:
        ProjectError: as `run_drill` does.
        KeyboardInterrupt: SIGINT or SIGTERM came; everything that was started is gone.
    """

    def one(drill: Drill) -> tuple[Record, Path]:
        return run_drill(project, drill, options=options, progress=progress(drill.name))

    with options.interruption.watched():
        if jobs == 1:
            return [one(drill) for drill in drills]
        with ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="drill") as pool:
            return list(pool.map(one, drills))


def _check(current: _Run, opened: LocalStack | None = None) -> None:
    """Raise what must end a run; an interruption only once, so that the clean-up is not disturbed by it."""
    if not current.broken_off:
        current.broken_off = bool(current.options.interruption.number)
        current.options.interruption.check()
    if opened is not None and not opened.alive:
        raise EnvironmentBrokenError("the stack's warden is gone, and with it the stack.")


def _act(project: Project, current: _Run, *, progress: Progress) -> Timeline:
    """Everything for which a stack is needed."""
    platform = project.platform
    place = Place(run_id=current.folder.name, project=project.root, folder=current.folder, plain=current.options.plain)

    def healthy(name: str, seconds: float) -> None:
        current.start_up_s[name] = round(seconds, 3)
        progress.service(name, seconds)

    began_s = real_s()
    watch = stack.Watch(healthy=healthy, check=lambda: _check(current))
    try:
        needs = () if current.options.arm is Arm.BASELINE else current.drill.scenario.needs
        with stack.opened(platform.spec, place, backend=current.options.backend, watch=watch, needs=needs) as opened:
            current.plain, current.healthy_real_s = opened.plain, real_s() - began_s
            with _loop(project, current, opened=opened, progress=progress) as loop:
                return run(
                    Bench(
                        drill=current.drill,
                        arm=current.options.arm,
                        stack=opened,
                        loop=loop,
                        responder=Nobody() if current.options.arm is Arm.CONTROL else Automatic(),
                        take_stock=platform.take_stock,
                        keep_log=current.keeper.log,
                    )
                )
    except EnvironmentBrokenError as error:  # the stack never got healthy: this run proves nothing, others may
        broken = Event(at_s=0.0, kind=Kind.ERROR, name=type(error).__name__, facts={"seen": str(error)})
        current.keeper.event(broken)
        progress.event(broken)
        return Timeline(events=(broken,))


@contextlib.contextmanager
def _loop(project: Project, current: _Run, *, opened: LocalStack, progress: Progress) -> Iterator[Loop]:
    """The loop of one run, with the stack's `docker compose` at the front of every step's PATH."""

    def write(event: Event) -> None:
        current.keeper.event(event)
        progress.event(event)

    clock = DrillClock(current.scale)
    monitor = RuleMonitor(
        collectors_of(opened),
        rules.load_rules(current.drill.rules),
        clock=clock,
        period_s=current.period_s,
    )
    with tools.written(opened.site.tools, python=opened.site.python), server.serving(opened) as variables:
        opened.extra_environment = variables
        loop = Loop(
            clock=clock,
            monitor=monitor,
            witness=project.platform.witness(opened),
            write=write,
            period_s=current.period_s,
            check=lambda: _check(current, opened),
        )
        with contextlib.closing(loop):
            yield loop


def _environment(root: Path) -> dict[str, str]:
    return {
        "drillbook": drillbook.__version__,
        "python": machine.python_version(),
        "system": f"{machine.system()} {machine.release()}",
        "cpus": str(os.cpu_count()),
        "commit": _commit(root),
    }


def _commit(root: Path) -> str:
    """The commit under test, with a plus sign if files differ from it."""
    try:
        described = subprocess.run(
            ["git", "describe", "--always", "--dirty=+"],
            cwd=root,
            capture_output=True,
            text=True,
            timeout=GIT_WITHIN_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    return described.stdout.strip() or "unknown"
