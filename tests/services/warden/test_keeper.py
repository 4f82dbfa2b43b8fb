"""The keeper answers on one line of JSON a request, however the bytes of it arrive."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

WITHIN_S = 10.0
SERVE = "import socket; from drillbook.services.warden.keeper import Keeper; Keeper(socket.socket(fileno={})).serve()"


@pytest.fixture
def line() -> Iterator[socket.socket]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(WITHIN_S)
        argv = [sys.executable, "-c", SERVE.format(theirs.fileno())]
        with subprocess.Popen(argv, pass_fds=[theirs.fileno()]) as process:
            theirs.close()
            yield ours
            ours.close()
            assert process.wait(WITHIN_S) == 0, "a keeper ends with its controller"


def request(code: str) -> bytes:
    wanted = {"argv": ["sh", "-c", code], "env": {"PATH": "/usr/bin:/bin"}, "cwd": "/"}
    return json.dumps({"spawn": wanted}).encode() + b"\n"


def test_a_request_that_arrives_in_pieces_keeps_its_handles(line: socket.socket) -> None:
    read, write = os.pipe()
    nothing = os.open(os.devnull, os.O_RDWR)
    whole = request("echo words")
    socket.send_fds(line, [whole[:10]], [nothing, write, write])
    os.close(write)
    os.close(nothing)
    line.sendall(whole[10:])
    answers = line.makefile("rb")
    pid = json.loads(answers.readline())["started"]
    assert json.loads(answers.readline()) == {"exit": pid, "status": 0}
    with os.fdopen(read, "rb") as said:
        assert said.read() == b"words\n"


def test_a_signal_to_nobody_is_answered(line: socket.socket) -> None:
    line.sendall(b'{"signal": 999999999, "number": 15}\n')
    assert json.loads(line.makefile("rb").readline()) == {"signalled": False}
