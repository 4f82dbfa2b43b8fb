from __future__ import annotations

import pytest

from drillbook.rules.template_nodes import Branch, Pipeline
from drillbook.rules.templates import parse_template


def only(template: str) -> Pipeline:
    (action,) = parse_template(template)
    return action.pipeline


def test_a_pipeline_names_its_result_where_asked_for() -> None:
    assert (only("{{ $x := 1 }}").variable, only("{{ $x := 1 }}").declares) == ("$x", True)
    assert only("{{ 1 }}").variable == ""


def test_a_command_without_a_function_is_its_one_operand() -> None:
    (command,) = only("{{ $value }}").commands
    assert (command.function, len(command.arguments)) == ("", 1)


def test_each_command_of_a_pipeline_stands_for_itself() -> None:
    assert [command.function for command in only('{{ $value | humanize | printf "%s" }}').commands] == [
        "",
        "humanize",
        "printf",
    ]


@pytest.mark.parametrize(("word", "rebinds"), [("if", False), ("with", True)])
def test_only_with_gives_the_dot_another_meaning(word: str, rebinds: bool) -> None:  # noqa: FBT001 -- parametrized
    (branch,) = parse_template(f"{{{{ {word} $value }}}}a{{{{ end }}}}")
    assert isinstance(branch, Branch)
    assert branch.rebinds_dot is rebinds
    assert branch.otherwise == ()
