"""What there is to know has a place in the reference."""

from __future__ import annotations

import argparse
import ast
import importlib
import inspect
from dataclasses import fields
from pathlib import Path

import pytest
from tests.shape_imports import LAYERS

from drillbook import ServiceSpec, StackSpec, faults, judge, project
from drillbook.cli.main import VERBS
from drillbook.errors import ExitCode
from drillbook.history.record import Record, as_row
from drillbook.model.drill import Accounts, Arm, Targets
from drillbook.model.stack import Kind as ServiceKind
from drillbook.model.timeline import Case, Kind, Outcome, Timeline, Times, Verdict
from drillbook.project.settings import DrillSettings, Settings
from drillbook.services.compose import grammar
from drillbook.shell.attempt import State
from drillbook.shell.languages import EXECUTABLE

from .pages import REFERENCE, REPOSITORY, read, rows
from .paste_help import PAGE, pasted

FRAGMENT_CHARACTERS_MIN = 8
SCENARIOS = project.find(REPOSITORY).scenarios
RECORD = Record(
    run_id="",
    case=Case(drill="", arm=Arm.TREATMENT, targets=Targets(), alerts=(), runbook=""),
    verdict=Verdict(outcome=Outcome.PASSED, reasons=(), times=Times()),
    timeline=Timeline(),
    started="",
    real_s=0.0,
    time_scale=60.0,
    backend="local",
)


def options(verb: str) -> set[str]:
    """The options of a verb as users write them, its arguments by their metavar."""
    parser = argparse.ArgumentParser(add_help=False)
    importlib.import_module(f"drillbook.cli.{verb}").add_arguments(parser)
    named = [action.option_strings[-1:] or [str(action.metavar)] for action in parser._actions]
    return {name for names in named for name in names}


def names_of(kind: type) -> set[str]:
    return {field.name for field in fields(kind)}


def page_rows(name: str, section: str = "") -> set[str]:
    page = read(REFERENCE / name)
    return rows(page.section(section) if section else "\n".join(line for _, line in page.prose))


def headings(name: str) -> set[str]:
    return set(read(REFERENCE / name).headings)


def reasons() -> set[str]:
    """The fixed parts of everything that the judge says."""
    tree = ast.parse(inspect.getsource(judge))
    said = [node.value for node in ast.walk(tree) if isinstance(node, ast.Yield) and node.value is not None]
    said += [value for node in ast.walk(tree) if isinstance(node, ast.Dict) for value in node.values]
    texts = [part.value for value in said for part in ast.walk(value) if isinstance(part, ast.Constant)]
    return {text.strip() for text in texts if isinstance(text, str) and " " in text.strip()}


def test_contributing_shows_the_layers_as_they_are_held() -> None:
    lines = read(REPOSITORY / "CONTRIBUTING.md").section("Layers").splitlines()
    shown = [rows(line) for line in lines if line.startswith("| `")]
    there = {path.stem for path in (REPOSITORY / "src" / "drillbook").iterdir()} | {"drillbook"}
    held = [{name for name in row if name in there} for row in reversed(LAYERS)]
    assert shown == [row for row in held if row]


def test_every_verb_has_a_heading() -> None:
    assert set(VERBS) - headings("cli.md") == set()


@pytest.mark.parametrize("verb", VERBS)
def test_every_option_of_a_verb_has_a_row(verb: str) -> None:
    assert page_rows("cli.md", verb) == options(verb)


def test_the_pasted_help_is_the_real_one() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == pasted(text), "run: python tests/docs/paste_help.py"


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_the_help_of_every_verb_is_pasted(verb: str) -> None:
    assert verb in {block.told("help") for block in read(PAGE).blocks}


def test_every_exit_code_has_a_row() -> None:
    section = read(PAGE).section("Exit codes")
    for code in ExitCode:
        assert f"| {code.value} | `{code.name}` |" in section


def test_the_readme_names_every_exit_code() -> None:
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert [code for code in ExitCode if f"\n| {code.value} | " not in text] == []


def test_the_line_that_make_prints_is_quoted_as_it_is() -> None:
    recipes = (REPOSITORY / "Makefile").read_text(encoding="utf-8").splitlines()
    line = next(number for number, recipe in enumerate(recipes, start=1) if recipe.endswith("drillbook run"))
    for page in (REPOSITORY / "README.md", PAGE):
        assert f"`make: *** [Makefile:{line}: drill] Error 1`" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_has_a_heading_and_its_arguments_rows(name: str) -> None:
    section = read(REFERENCE / "scenarios.md").section(name)
    arguments = list(inspect.signature(SCENARIOS[name].inject).parameters.values())[1:]
    assert rows(section) == {argument.name for argument in arguments}
    assert all(f"`{argument.default}`" in section or f"| {argument.default} |" in section for argument in arguments)
    assert SCENARIOS[name].summary in section


@pytest.mark.parametrize("name", faults.__all__)
def test_every_fault_has_a_heading_and_its_signature(name: str) -> None:
    section = read(REFERENCE / "faults.md").section(name)
    for parameter in inspect.signature(getattr(faults, name)).parameters.values():
        default = "" if parameter.default is parameter.empty else f"={parameter.default!r}".replace("'", '"')
        assert f"{parameter.name}{default}" in section.splitlines()[2]


def test_every_setting_has_a_heading() -> None:
    wanted = {name.replace("_", "-") for name in names_of(Settings) | names_of(DrillSettings)}
    assert wanted - headings("settings.md") == set()


@pytest.mark.parametrize(
    ("kind", "section"), [(StackSpec, "StackSpec"), (ServiceSpec, "ServiceSpec"), (Accounts, "take_stock")]
)
def test_every_field_of_the_stack_file_has_a_row(kind: type, section: str) -> None:
    assert page_rows("stack.md", section) == names_of(kind)


def test_every_kind_of_service_has_a_row() -> None:
    assert page_rows("stack.md", "Kinds") >= {f"Kind.{kind.name}" for kind in ServiceKind}


def test_every_kind_of_event_has_a_heading() -> None:
    assert {kind.value for kind in Kind} - headings("records.md") == set()


def test_every_state_of_a_step_has_a_row() -> None:
    assert page_rows("records.md", "step") == {state.value for state in State}


def test_every_key_of_a_record_has_a_row() -> None:
    kept = names_of(Record) - {"timeline"} | {"version"}
    assert page_rows("records.md", "record.json") == kept


def test_every_moment_of_a_record_is_explained() -> None:
    section = read(REFERENCE / "records.md").section("record.json")
    assert [name for name in names_of(Times) if f"`{name}`" not in section] == []


def test_every_arm_has_a_row() -> None:
    assert page_rows("verdicts.md", "The three arms") == {arm.value for arm in Arm}


@pytest.mark.parametrize("fragment", sorted(reasons()))
def test_every_reason_of_the_judge_is_listed(fragment: str) -> None:
    text = (REFERENCE / "verdicts.md").read_text(encoding="utf-8")
    assert len(fragment) < FRAGMENT_CHARACTERS_MIN or fragment in text


def test_every_option_of_pytest_has_a_row(pytestconfig: pytest.Config) -> None:
    group = pytestconfig._parser.getgroup("drill")
    assert page_rows("pytest.md", "Options") == {name for option in group.options for name in option.names()}


def test_every_junit_property_has_a_row() -> None:
    assert page_rows("pytest.md", "JUnit reports") == {f"drill.{key}" for key in as_row(RECORD, Path())}


def test_every_language_of_a_step_has_a_row() -> None:
    assert EXECUTABLE - page_rows("environment.md", "Languages") <= {"shell-session"}


def test_every_verb_of_docker_compose_has_a_row() -> None:
    assert page_rows("environment.md", "docker compose") == set(grammar.VERBS)
