"""The program that leaks connections, on a server that has a few slots."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from drillbook.faults import leak


@dataclass(slots=True)
class Session:
    server: Server
    number: int

    @property
    def pgconn(self) -> Any:
        return SimpleNamespace(socket=self.number)

    def close(self) -> None:
        self.server.open.remove(self)


@dataclass(slots=True)
class Server:
    """Has `slots`; what `select` sees is told beforehand, one look at a time."""

    slots: int
    looks: list[list[int | str]] = field(default_factory=list)
    open: list[Session] = field(default_factory=list)
    count: int = 0
    held_at_looks: list[int] = field(default_factory=list)

    def connect(self, **_given: Any) -> Session:
        if len(self.open) >= self.slots:
            raise psycopg.errors.TooManyConnections("sorry, too many clients already")
        self.count += 1
        self.open.append(Session(self, self.count))
        return self.open[-1]

    def select(self, watched: list[Any], _writable: object, _broken: object, _limit_s: float) -> tuple[Any, ...]:
        self.held_at_looks.append(len(watched) - 1)
        ready = [sys.stdin if one == "stdin" else one for one in self.looks.pop(0)]
        for number in ready:
            self.open = [session for session in self.open if session.number != number]
        return ready, [], []


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    made = Server(slots=5, looks=[["stdin"]])
    monkeypatch.setattr(psycopg, "connect", made.connect)
    monkeypatch.setattr(leak, "select", made)
    return made


def test_it_takes_every_slot_and_says_so(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    assert leak.main(0) == 0
    assert (len(server.open), capsys.readouterr().out) == (5, "ready: 5 sessions\n")


def test_it_leaves_as_many_as_it_is_told(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    server.looks = [[], [], ["stdin"]]
    assert leak.main(2) == 0
    assert (len(server.open), capsys.readouterr().out) == (3, "ready: 3 sessions\n")
    assert server.held_at_looks == [3, 3, 3], "what it leaves it does not take later"


def test_it_takes_what_others_give_up(server: Server) -> None:
    server.looks = [[], [], [], ["stdin"]]
    held = [leak._open() for _ in range(3)]
    assert leak._leak([session for session in held if session], topping_up=True) == 0
    assert server.held_at_looks == [3, 4, 5, 5], "one at a time, looking before each"


def test_once_somebody_ends_a_session_it_does_not_come_back(server: Server) -> None:
    server.looks = [[], [2, 3], [], [], ["stdin"]]
    assert leak.main(0) == 0
    assert server.held_at_looks == [5, 5, 3, 3, 3]


def test_it_holds_no_more_than_its_limit(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leak, "SESSIONS_MAX", 4)
    server.looks = [[], [], ["stdin"]]
    assert leak.main(0) == 0
    assert server.held_at_looks == [4, 4, 4]


def test_another_refusal_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_given: Any) -> None:
        raise psycopg.OperationalError("password authentication failed")

    monkeypatch.setattr(psycopg, "connect", refuse)
    with pytest.raises(psycopg.OperationalError, match="password"):
        leak.main(0)


@pytest.mark.parametrize("words", ["remaining connection slots are reserved", "sorry, too many clients already"])
def test_a_refusal_without_a_code_is_known_by_its_words(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    def refuse(**_given: Any) -> None:
        raise psycopg.OperationalError(words)

    monkeypatch.setattr(psycopg, "connect", refuse)
    assert leak._open() is None
