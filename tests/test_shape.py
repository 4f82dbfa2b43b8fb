"""The repository keeps to its shape: layers, limits, habits and names. Prints each violation as ``file:line: rule``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .shape_check import CODE, MIRRORS, SHAPE, violations
from .shape_examples import EXAMPLES, Example, Files
from .shape_imports import HEAVY, NEVER
from .shape_source import Violation, read_tree

REPOSITORY = Path(__file__).resolve().parents[1]
RULES = SHAPE | MIRRORS
NOT_AT_START = HEAVY | NEVER | {"jinja2", "markdown_it", "yaml"}
INTERPRETER_LIMIT_S = 30.0
SWALLOWED = "try:\n    x = 1\nexcept Exception:{comment}\n    pass\n"


def written(root: Path, files: Files) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def broken(root: Path, rule: str) -> list[str]:
    """Where a rule, or one of the checker's own, is broken: ``file:line: rule``."""
    rules = {rule: RULES[rule]} if rule in RULES else SHAPE
    return [f"{each.path}:{each.line}: {each.rule}" for each in violations(root, rules)]


def loaded_by(statement: str) -> set[str]:
    """The packages that a fresh interpreter has loaded after a statement."""
    code = f"import sys\n{statement}\nsys.stdout.write(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=INTERPRETER_LIMIT_S
    )
    return {name.partition(".")[0] for name in done.stdout.split()}


def complain(found: list[Violation]) -> None:
    if found:
        pytest.fail("\n".join(map(str, found)), pytrace=False)


def test_the_repository_keeps_to_its_shape() -> None:
    complain(violations(REPOSITORY, SHAPE))


def test_every_module_has_the_test_that_mirrors_it() -> None:
    complain(violations(REPOSITORY, MIRRORS))


@pytest.mark.parametrize("module", ["drillbook", "drillbook.pytest_plugin"])
def test_what_every_pytest_run_imports_is_light(module: str) -> None:
    assert sorted(loaded_by(f"import {module}") & NOT_AT_START) == []


def test_a_heavy_import_would_be_seen() -> None:
    assert "yaml" in loaded_by("import yaml") & NOT_AT_START


@pytest.mark.parametrize("place", CODE)
def test_every_place_that_is_checked_has_code(place: str) -> None:
    tree, _ = read_tree(REPOSITORY, [place])
    assert tree.sources


def test_every_rule_has_examples() -> None:
    assert {example.rule for example in EXAMPLES} == {*RULES, "exemption", "syntax"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.rule} in {min(example.bad)}")
def test_a_rule_names_the_line_that_breaks_it_and_no_other(example: Example, tmp_path: Path) -> None:
    assert broken(written(tmp_path / "bad", example.bad), example.rule) == [f"{example.at}: {example.rule}"]
    assert broken(written(tmp_path / "good", example.good), example.rule) == []


def test_an_exemption_with_a_reason_lets_its_line_break_the_rule(tmp_path: Path) -> None:
    comment = "  # shape: broad-except -- raised again by the caller"
    root = written(tmp_path, {"conftest.py": SWALLOWED.format(comment=comment)})
    assert violations(root, SHAPE) == []


def test_an_exemption_without_a_reason_is_a_violation_and_exempts_nothing(tmp_path: Path) -> None:
    root = written(tmp_path, {"conftest.py": SWALLOWED.format(comment="  # shape: broad-except --")})
    assert broken(root, "all") == ["conftest.py:3: broad-except", "conftest.py:3: exemption"]


def test_an_exemption_holds_on_its_own_line_only(tmp_path: Path) -> None:
    exempt = SWALLOWED.format(comment="  # shape: broad-except -- raised again by the caller")
    root = written(tmp_path, {"conftest.py": exempt + SWALLOWED.format(comment="")})
    assert broken(root, "all") == ["conftest.py:7: broad-except"]


def test_an_exemption_of_a_rule_that_was_not_asked_for_is_left_alone(tmp_path: Path) -> None:
    root = written(tmp_path, {"src/drillbook/clock.py": "# shape: mirrors -- tested by all\n" + "x = 1\n" * 50})
    assert violations(root, SHAPE) == []
    assert violations(root, MIRRORS) == []


def test_the_message_names_the_missing_file_of_a_triple(tmp_path: Path) -> None:
    root = written(tmp_path, {"scenarios/cpu_load.py": "", "drills/test_cpu_load.py": ""})
    (found,) = violations(root, {"stems": SHAPE["stems"]})
    assert str(found).startswith("drills/test_cpu_load.py:1: stems: runbooks/cpu-load.md is missing.")
