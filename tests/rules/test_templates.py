from __future__ import annotations

import pytest

from drillbook.errors import ExpressionError
from drillbook.rules.template_nodes import Action, Branch, Command, Path, Pipeline, Text
from drillbook.rules.templates import DEPTH_MAX, parse_template

JOB = Pipeline(commands=(Command(function="", arguments=(Path(variable="$labels", fields=("job",)),)),))


def test_a_template_is_read_into_text_actions_and_branches() -> None:
    text, action, branch = parse_template("a {{ $labels.job }}{{ if $labels.job }}b{{ else }}c{{ end }}")
    assert text == Text(text="a ")
    assert action == Action(pipeline=JOB)
    assert branch == Branch(condition=JOB, then=(Text(text="b"),), otherwise=(Text(text="c"),), rebinds_dot=False)


@pytest.mark.parametrize(
    ("template", "what"),
    [
        ('{{ query "up" }}', "function query is not supported"),
        ("{{ range . }}{{ end }}", "{{ range }} is not supported"),
        ('{{ define "x" }}{{ end }}', "{{ define }} is not supported"),
        ("{{ nosuch }}", "function nosuch is not known"),
        ("{{ $nosuch }}", "variable $nosuch is not known"),
        ("{{ if true }}", "does not end"),
        ("{{ end }}", "without a beginning"),
        ("{{ $value", "does not end"),
        ("{{ ? }}", "no part of the language"),
        ("{{ 1 | $value }}", "no function"),
        ("{{ (1 }}", "parenthesis"),
        ("{{ }}", "no function"),
        ('{{ "\\q" }}', "escapes"),
        ("{{ if true }}" * (DEPTH_MAX + 1), "nested deeper"),
        ("{{ " + "(" * (DEPTH_MAX + 1) + "1 }}", "nested deeper"),
    ],
)
def test_what_cannot_be_read_is_refused_and_named(template: str, what: str) -> None:
    with pytest.raises(ExpressionError, match=r".") as caught:
        parse_template(template)
    assert what in str(caught.value)
