"""The command lines of `docker compose` that runbooks use, and a clear word for the others."""

from __future__ import annotations

import pytest

from drillbook.errors import UsageError
from drillbook.services.compose.grammar import VERBS, parse, scales


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ps", {"verb": "ps", "all": False, "services": [], "format": "table"}),
        ("ps --all postgres", {"verb": "ps", "all": True, "services": ["postgres"]}),
        ("ps -q api", {"verb": "ps", "quiet": True}),
        ("ps --services", {"verb": "ps", "names_only": True}),
        ("ps --format json", {"verb": "ps", "format": "json"}),
        ("-f compose.yaml -p shop ps", {"verb": "ps", "file": ["compose.yaml"], "project_name": "shop"}),
        ("logs --tail 50 api worker", {"verb": "logs", "tail": "50", "services": ["api", "worker"]}),
        ("logs -n 5 --no-color --no-log-prefix api", {"verb": "logs", "tail": "5", "services": ["api"]}),
        ("restart -t 5 api", {"verb": "restart", "timeout": 5, "services": ["api"]}),
        ("kill -s HUP api", {"verb": "kill", "signal": "HUP"}),
        ("kill api", {"verb": "kill", "signal": "SIGKILL"}),
        ("up -d --no-deps --scale worker=2 worker", {"verb": "up", "d": True, "scale": ["worker=2"]}),
        ("top worker", {"verb": "top", "services": ["worker"]}),
        (
            "exec -T postgres psql -U postgres -c x",
            {"verb": "exec", "service": "postgres", "command": ["psql", "-U", "postgres", "-c", "x"]},
        ),
        ("exec -e A=1 -u app api sh", {"env": ["A=1"], "user": "app", "service": "api", "command": ["sh"]}),
    ],
)
def test_a_command_line_is_understood(words: str, expected: dict[str, object]) -> None:
    given = vars(parse(words.split()))
    assert {key: given[key] for key in expected} == expected


@pytest.mark.parametrize(
    "words", ["", "down", "ps --no-such-flag", "logs --tail", "ps --format xml", "restart -t soon"]
)
def test_any_other_is_refused_with_what_is_known(words: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(words.split())
    assert str(caught.value).startswith("docker compose: ")
    assert str(caught.value).endswith(f"This stack's stand-in knows: {', '.join(VERBS)}.")


def test_scales_are_read() -> None:
    assert scales(["worker=3", "api=0"]) == {"worker": 3, "api": 0}
    assert scales([]) == {}


@pytest.mark.parametrize("word", ["worker", "worker=", "worker=two", "=2", "worker=-1"])
def test_a_scale_that_is_none_is_refused(word: str) -> None:
    with pytest.raises(UsageError, match="is not SERVICE=N"):
        scales([word])
