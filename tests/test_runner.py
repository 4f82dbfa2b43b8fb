"""One run from beginning to end, on a stack and an engine that are fakes."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from drillbook import runner, stack
from drillbook.engine.run import Bench
from drillbook.errors import EnvironmentBrokenError, ProjectError
from drillbook.history.record import Record, read
from drillbook.interruption import Interruption
from drillbook.model.drill import Arm, Drill, Finding, Need, Scenario, Targets
from drillbook.model.runbook import Input, Role, Runbook, Step
from drillbook.model.stack import Account, StackSpec
from drillbook.model.timeline import Event, Outcome, Timeline
from drillbook.project import Project, Settings
from drillbook.project.project import Platform
from drillbook.responder import Automatic, Nobody
from drillbook.runner import Options, Progress, run_all, run_drill
from drillbook.services.compose import server

from .judged_story import made

BOOK = Runbook(
    path="runbooks/outage.md",
    id="RB-7",
    title="Outage",
    alerts=("Down",),
    steps=(Step(line=20, language="bash", role=Role.ACT, code="true"),),
)
DRILL = Drill(
    name="outage",
    scenario=Scenario(
        name="outage", inject=iter, summary="It breaks.", path="x.py", line=1, needs=(Need.BOUNDED_DISK,)
    ),
    runbook=BOOK,
    rules=(),
    targets=Targets(),
)
SPEC = StackSpec(
    name="shop",
    database="shop",
    app=Account(user="a", password="a"),  # noqa: S106 -- opens nothing
    admin=Account(user="b", password="b"),  # noqa: S106 -- opens nothing
    services=(),
)


class Witness:
    def look(self) -> Finding:
        return Finding(ok=True)

    def close(self) -> None:
        """Nothing to let go of."""


@dataclass(slots=True)
class World:
    """The stack that is opened, the engine that runs, and what both were asked for."""

    timeline: Timeline = field(default_factory=made)
    refusal: EnvironmentBrokenError | None = None
    alive: bool = True
    asked: list[dict[str, Any]] = field(default_factory=list)
    benches: list[Bench] = field(default_factory=list)
    docker: str = ""

    @contextmanager
    def opened(self, spec: StackSpec, place: Any, *, watch: stack.Watch, **more: Any) -> Iterator[Any]:
        self.asked.append({"spec": spec, "place": place, **more})
        watch.healthy("db", 0.12345)
        watch.check()
        if self.refusal:
            raise self.refusal
        yield Opened(self, tools=place.folder / "bin")

    def run(self, bench: Bench) -> Timeline:
        self.benches.append(bench)
        self.docker = (bench.stack.site.tools / "docker").read_text(encoding="utf-8")
        bench.loop.check()
        return self.timeline


class Opened:
    """A healthy stack without a service."""

    plain = ""

    def __init__(self, world: World, *, tools: Path) -> None:
        self._world = world
        self.site = SimpleNamespace(python="python3", tools=tools)

    @property
    def alive(self) -> bool:
        return self._world.alive


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made_up = World()
    monkeypatch.setattr(stack, "opened", made_up.opened)
    monkeypatch.setattr(server, "serving", lambda _opened: nullcontext({"DOCKER_HOST": "x"}))
    monkeypatch.setattr(runner, "collectors_of", lambda _opened: [])
    monkeypatch.setattr(runner, "run", made_up.run)
    return made_up


@pytest.fixture
def project(tmp_path: Path) -> Project:
    found = Project(tmp_path, Settings())
    vars(found)["platform"] = Platform(spec=SPEC, witness=lambda _stack: Witness(), take_stock=lambda _stack: None)
    return found


def ran(project: Project, *, progress: Progress | None = None, **options: Any) -> tuple[Record, Path]:
    return run_drill(project, DRILL, options=Options(**options), progress=progress or Progress())


def test_a_run_is_judged_and_kept_in_a_folder_of_its_own(project: Project, world: World) -> None:
    record, folder = ran(project)
    assert folder.parent == project.root / "reports" / "runs"
    assert folder.name == record.run_id
    assert "-outage-treatment-" in folder.name
    assert record.verdict.outcome is Outcome.PASSED
    assert read(folder).verdict == record.verdict
    assert (folder / "report.md").read_text(encoding="utf-8").startswith("# outage: passed\n")


def test_the_record_says_under_what_conditions(project: Project, world: World) -> None:
    record, _ = ran(project, time_scale=120.0)
    assert (record.time_scale, record.backend, record.start_up_s) == (120.0, "local", {"db": 0.123})
    assert (record.case.alerts, record.case.runbook_id) == (("Down",), "RB-7")
    assert record.case.error_s == 2 * 120.0 / project.settings.samples_per_real_s
    assert record.environment["commit"] == "unknown", "a project outside of git has no commit"
    assert record.environment["namespaces"] == "yes"


@pytest.mark.parametrize(
    ("arm", "responder", "needs"),
    [
        (Arm.TREATMENT, Automatic, (Need.BOUNDED_DISK,)),
        (Arm.CONTROL, Nobody, (Need.BOUNDED_DISK,)),
        (Arm.BASELINE, Automatic, ()),
    ],
)
def test_the_arm_decides_who_answers_and_what_is_needed(
    project: Project, world: World, *, arm: Arm, responder: type, needs: tuple[Need, ...]
) -> None:
    ran(project, arm=arm)
    (bench,), (asked,) = world.benches, world.asked
    assert (bench.arm, type(bench.responder)) == (arm, responder)
    assert (asked["spec"], asked["needs"]) == (SPEC, needs)


def test_steps_find_the_docker_of_the_stack(project: Project, world: World) -> None:
    ran(project)
    assert "python3 -m drillbook.services.compose" in world.docker
    assert world.benches[0].stack.extra_environment == {"DOCKER_HOST": "x"}
    assert not world.benches[0].stack.site.tools.exists(), "they are gone with the stack"


def test_a_stack_that_does_not_get_healthy_proves_nothing_and_is_no_error(project: Project, world: World) -> None:
    world.refusal = EnvironmentBrokenError("stack: db ended with status 1.")
    told: list[Event] = []
    record, folder = ran(project, progress=Progress(event=told.append))
    assert record.verdict.outcome is Outcome.INCONCLUSIVE
    assert record.verdict.reasons == ("stack: db ended with status 1.",)
    assert [event.name for event in told] == ["EnvironmentBrokenError"]
    assert read(folder).timeline == record.timeline


def test_a_stack_that_is_gone_ends_the_run(project: Project, world: World) -> None:
    world.alive = False
    record, _ = ran(project)
    assert record.verdict.reasons == ("the stack's warden is gone, and with it the stack.",)


def test_an_interruption_ends_the_run_once_and_then_lets_it_clean_up(project: Project, world: World) -> None:
    interruption = Interruption()
    interruption.number = signal.SIGTERM
    with pytest.raises(KeyboardInterrupt):
        ran(project, interruption=interruption)
    assert world.benches == [], "the stack came up no further"


def test_an_input_without_a_value_is_found_before_anything_is_started(project: Project, world: World) -> None:
    book = Runbook(path="a.md", id="a", title="A", steps=BOOK.steps, inputs=(Input(name="LIMIT", line=3),))
    drill = Drill(name="a", scenario=DRILL.scenario, runbook=book, rules=(), targets=Targets())
    with pytest.raises(ProjectError, match="LIMIT"):
        run_drill(project, drill, options=Options(), progress=Progress())
    assert world.asked == []
    assert not (project.root / "reports").exists()


@pytest.mark.parametrize("jobs", [1, 2])
def test_many_runs_end_in_the_order_in_which_they_were_asked_for(project: Project, world: World, jobs: int) -> None:
    names = ["a", "b", "c"]
    drills = [Drill(name=name, scenario=DRILL.scenario, runbook=BOOK, rules=(), targets=Targets()) for name in names]
    done = run_all(project, drills, options=Options(), jobs=jobs, progress=lambda _name: Progress())
    assert [record.case.drill for record, _ in done] == names
    assert len({folder for _, folder in done}) == 3
