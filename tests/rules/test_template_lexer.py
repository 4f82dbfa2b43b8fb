from __future__ import annotations

import pytest

from drillbook.errors import ExpressionError
from drillbook.rules.template_lexer import TEMPLATE_CHARS_MAX, Kind, tokens


def cut(template: str) -> list[tuple[str, str]]:
    return [(token.kind.name.lower(), token.text) for token in tokens(template)]


def test_text_and_actions_are_told_apart() -> None:
    assert cut("up {{ $value }}!") == [
        ("text", "up "),
        ("open", "{{"),
        ("variable", "$value"),
        ("close", "}}"),
        ("text", "!"),
    ]


@pytest.mark.parametrize(
    ("action", "kinds"),
    [
        ("$labels.job", "variable field"),
        (". | printf", "field sign name"),
        ("$x := -1.5e3", "variable sign number"),
        ('eq "a }} b" `c`', "name string string"),
        ("(1, 2)", "sign number sign number sign"),
    ],
)
def test_an_action_is_cut_into_the_tokens_of_the_language(action: str, kinds: str) -> None:
    assert [kind for kind, _ in cut(f"{{{{ {action} }}}}")[1:-1]] == kinds.split()


def test_space_before_a_token_is_remembered() -> None:
    spaced = [token.spaced for token in tokens("{{ $labels .job}}") if token.kind in {Kind.VARIABLE, Kind.FIELD}]
    assert spaced == [True, True]
    assert [token.spaced for token in tokens("{{$labels.job}}")] == [False] * 4


@pytest.mark.parametrize(
    ("template", "texts"),
    [
        ("a \n {{- 1 -}} \n b", ["a", "b"]),
        ("a {{/* x */}} b", ["a ", " b"]),
        ("a {{- /* x */ -}} b", ["a", "b"]),
        ("{{-1}}b", ["b"]),
    ],
)
def test_what_is_trimmed_and_what_is_a_comment_is_gone(template: str, texts: list[str]) -> None:
    assert [text for kind, text in cut(template) if kind == "text"] == texts


@pytest.mark.parametrize(
    ("template", "what"),
    [
        ("a {{ $value", "does not end"),
        ("{{ ? }}", "no part of the language"),
        ("x" * (TEMPLATE_CHARS_MAX + 1), "Shorten it"),
    ],
)
def test_what_is_no_template_is_refused(template: str, what: str) -> None:
    with pytest.raises(ExpressionError, match=what):
        tokens(template)
