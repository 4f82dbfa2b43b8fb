"""A `redis` step sends one command a line and prints answers as redis-cli does without a terminal."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import redis

from drillbook.shell.redis import main


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    commands: list[tuple[str, ...]] = []
    answers = {"PING": "PONG", "GET": None, "LRANGE": ["a", ["b"]], "HGETALL": {"x": 1}, "DBSIZE": 3}

    def execute(*words: str) -> object:
        commands.append(words)
        if words[0] not in answers:
            raise redis.ResponseError(f"unknown command '{words[0]}'")
        return answers[words[0]]

    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(redis.Redis, "from_url", lambda *_words, **_more: SimpleNamespace(execute_command=execute))
    return commands


def test_answers_read_as_redis_cli_prints_them(sent: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]) -> None:
    assert main("PING\nGET nothing\n\nLRANGE jobs 0 -1\nHGETALL h\nDBSIZE # how many?\n") == 0
    assert capsys.readouterr().out == "PONG\n(nil)\na\nb\nx:1\n3\n"
    assert sent[1:3] == [("GET", "nothing"), ("LRANGE", "jobs", "0", "-1")]


def test_quoted_words_are_one(sent: list[tuple[str, ...]]) -> None:
    main('GET "two words"')
    assert sent == [("GET", "two words")]


@pytest.mark.parametrize("code", ["FLUSHEVERYTHING\nPING", 'GET "unclosed'])
def test_an_error_ends_the_step(sent: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str], code: str) -> None:
    assert main(code) == 1
    assert capsys.readouterr().err.startswith("(error) ")
    assert ("PING",) not in sent
