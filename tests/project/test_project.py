"""A project's folders, and the drills that follow from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from drillbook.errors import ProjectError, UsageError
from drillbook.project import Project, Settings
from drillbook.project.settings import DrillSettings

SCENARIO = '''
from drillbook import scenario

@scenario()
def {name}(stack, *, level=1):
    """It breaks."""
    yield
'''
RUNBOOK = """---
id: outage
alerts: [Down]
targets: {mttd: 2m, mttr: 20m}
---

# Outage

## Resolution

```bash
docker compose restart api
```
"""
STACK = """
from drillbook import Account, ServiceSpec, StackSpec

STACK = StackSpec(
    name="shop", database="shop", app=Account(user="a", password="a"), admin=Account(user="b", password="b"),
    services=(ServiceSpec(name="db"), ServiceSpec(name="api", needs=("db",))),
)
def witness(stack): ...
def take_stock(stack): ...
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in {
        "scenarios/outage.py": SCENARIO.format(name="outage"),
        "scenarios/unanswered.py": SCENARIO.format(name="unanswered"),
        "runbooks/outage.md": RUNBOOK,
        "fixtures/stack.py": STACK,
        "rules/b.yml": "",
        "rules/a.yaml": "",
        "rules/README.md": "",
    }.items():
        write(tmp_path, name, text)
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def project(root: Path, **drills: DrillSettings) -> Project:
    return Project(root, Settings(drills=drills))


def test_a_drill_is_made_of_the_files_of_one_stem(root: Path) -> None:
    drill = project(root).drill("outage")
    assert (drill.name, drill.scenario.name, drill.scenario.summary) == ("outage", "outage", "It breaks.")
    assert (drill.runbook.path, drill.runbook.alerts) == ("runbooks/outage.md", ("Down",))
    assert (drill.targets.detect_s, drill.targets.restore_s) == (120.0, 1200.0)
    assert [path.name for path in drill.rules] == ["a.yaml", "b.yml"]


def test_targets_that_the_runbook_does_not_give_are_the_standard_ones(root: Path) -> None:
    write(root, "runbooks/outage.md", RUNBOOK.replace("targets: {mttd: 2m, mttr: 20m}\n", ""))
    targets = project(root).drill("outage").targets
    assert (targets.detect_s, targets.restore_s) == (300.0, 1800.0)


def test_only_scenarios_with_a_runbook_are_drills(root: Path) -> None:
    assert sorted(project(root).scenarios) == ["outage", "unanswered"]
    assert project(root).names() == ("outage",)
    assert [drill.name for drill in project(root).chosen(())] == ["outage"]


def test_what_the_call_says_goes_before_the_settings(root: Path) -> None:
    settings = DrillSettings(arguments={"level": 2, "kind": "a"}, bind={"HOST": "x"})
    drill = project(root, outage=settings).drill("outage", changes=DrillSettings(arguments={"level": 3}))
    assert (drill.arguments, drill.bind) == ({"level": 3, "kind": "a"}, {"HOST": "x"})


def test_an_unknown_name_guesses_and_lists(root: Path) -> None:
    with pytest.raises(UsageError) as caught:
        project(root).drill("outtage")
    assert str(caught.value) == ('scenario "outtage" is not known. Did you mean "outage"? Known: outage, unanswered.')


def test_a_scenario_without_runbook_says_what_to_write(root: Path) -> None:
    with pytest.raises(ProjectError, match=r"^runbooks/unanswered\.md: this runbook cannot be read .* Write it"):
        project(root).drill("unanswered")


def test_a_runbook_without_steps_is_refused(root: Path) -> None:
    write(root, "runbooks/outage.md", "# Outage\n\n## Resolution\n\nCall somebody.\n")
    with pytest.raises(ProjectError, match=r"^runbooks/outage\.md:1: .*step"):
        project(root).drill("outage")


def test_two_scenarios_of_one_name_are_refused_with_both_places(root: Path) -> None:
    write(root, "scenarios/twin.py", SCENARIO.format(name="outage"))
    with pytest.raises(ProjectError, match=r'^scenarios/twin\.py:4: .*"outage" .* in scenarios/outage\.py:4'):
        _ = project(root).scenarios


def test_a_scenario_imported_from_elsewhere_is_not_defined_twice(root: Path) -> None:
    write(root, "scenarios/more.py", "from drillbook import scenario, Finding\n")
    assert sorted(project(root).scenarios) == ["outage", "unanswered"]


def test_a_project_without_drills_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="this project has no drill"):
        project(tmp_path).chosen(())


def test_the_platform_is_what_the_stack_file_says(root: Path) -> None:
    platform = project(root).platform
    assert platform.spec["api"].needs == ("db",)
    assert callable(platform.witness)
    assert callable(platform.take_stock)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("def witness(stack): ...", "", "witness is missing"),
        ("STACK = StackSpec(", "STACK = dict(", "STACK is a dict. Make it a StackSpec"),
        ('needs=("db",)', 'needs=("cache",)', "service api needs cache, declared nowhere before it"),
        ('ServiceSpec(name="db")', 'ServiceSpec(name="db", needs=("api",))', "service db needs api, declared nowhere"),
        ('name="api", needs=("db",)', 'name="db"', "service db is declared twice"),
    ],
)
def test_a_wrong_stack_file_is_named(root: Path, old: str, new: str, what: str) -> None:
    write(root, "fixtures/stack.py", STACK.replace(old, new))
    with pytest.raises(ProjectError, match=rf"^fixtures/stack\.py: .*{what}"):
        _ = project(root).platform


def test_paths_are_shown_as_people_name_them(root: Path) -> None:
    assert project(root).shown(root / "runbooks" / "x.md") == "runbooks/x.md"
    assert project(root).shown(Path("/elsewhere/x.md")) == "/elsewhere/x.md"
