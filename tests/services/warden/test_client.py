"""A warden keeps processes: started with exactly what they are given, signalled as groups, ended with it."""

from __future__ import annotations

import os
import secrets
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import drillbook
from drillbook.errors import EnvironmentBrokenError
from drillbook.model.stack import Command
from drillbook.services.warden import client
from drillbook.services.warden.client import Plan, Warden
from drillbook.services.warden.marks import marked

Until = Callable[[Callable[[], object]], None]
PATH = "/usr/bin:/bin"


def plan(logs: Path, *, plain: bool) -> Plan:
    visible = (Path(drillbook.__file__).parent, Path(sys.prefix), Path(sys.base_prefix))
    return Plan(
        run_id=f"test-{secrets.token_hex(4)}",
        home=f"/tmp/drillbook-{secrets.token_hex(4)}",  # noqa: S108 -- named at random, as a stack's is
        writable=(str(logs),),
        visible=tuple(str(path.resolve()) for path in visible),
        disks=(),
        plain=plain,
    )


@pytest.fixture(scope="module", params=[False, True], ids=["namespaces", "plain"])
def warden(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warden]:
    logs = tmp_path_factory.mktemp("logs")
    made = Warden(plan(logs, plain=request.param), log=logs / "warden.log")
    try:
        made.start()
        yield made
    finally:
        made.close()
    assert not made.alive


def shell(script: str, *, output: int | None = None) -> Command:
    return Command(argv=("sh", "-c", script), env={"PATH": PATH}, stdout=output)


def test_a_process_ends_with_its_status(warden: Warden) -> None:
    assert warden.spawn(shell("exit 7")).wait(5.0) == 7
    assert warden.spawn(shell("kill -9 $$")).wait(5.0) == -signal.SIGKILL


def test_many_that_end_at_once_are_all_told(warden: Warden) -> None:
    wards = [warden.spawn(shell(f"exit {number}")) for number in range(30)]
    assert [ward.wait(5.0) for ward in wards] == list(range(30))


def test_processes_may_be_started_from_several_threads(warden: Warden) -> None:
    ended: list[int | None] = []

    def work() -> None:
        ended.extend(warden.spawn(shell("exit 3")).wait(5.0) for _ in range(5))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended == [3] * 20


def test_it_runs_until_it_is_ended(warden: Warden) -> None:
    ward = warden.spawn(shell("sleep 1000"))
    assert ward.poll() is None
    assert ward.wait(0.05) is None
    ward.end()
    assert ward.poll() == -signal.SIGTERM


def test_one_that_ignores_a_request_is_killed_when_its_time_is_over(warden: Warden) -> None:
    read, write = os.pipe()
    ward = warden.spawn(shell("trap '' TERM; echo deaf; sleep 1000; sleep 1000", output=write))
    os.close(write)
    with os.fdopen(read, "rb") as said:
        assert said.readline() == b"deaf\n"
        ward.end(grace_s=0.05)
        assert ward.poll() == -signal.SIGKILL
        assert said.read() == b"", "nothing of its group holds the pipe any more"


def test_signalling_what_is_gone_does_nothing(warden: Warden) -> None:
    ward = warden.spawn(shell("true"))
    assert ward.wait(5.0) == 0
    ward.signal(signal.SIGTERM)
    ward.end()
    assert ward.poll() == 0


def test_it_gets_the_environment_it_is_given_and_nothing_more(warden: Warden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_HOST", "x")
    read, write = os.pipe()
    warden.spawn(Command(argv=("env",), env={"PATH": PATH, "A": "1"}, stdout=write)).wait(5.0)
    os.close(write)
    with os.fdopen(read, "rb") as said:
        assert sorted(said.read().split()) == [b"A=1", f"PATH={PATH}".encode()]


def test_it_starts_where_it_is_told_with_the_input_it_is_given(warden: Warden) -> None:
    (read, write), (source, sink) = os.pipe(), os.pipe()
    os.write(sink, b"words")
    os.close(sink)
    argv = ("sh", "-c", "pwd; cat")
    ward = warden.spawn(Command(argv=argv, env={"PATH": PATH}, cwd=Path("/usr"), stdin=source, stdout=write))
    os.close(write)
    os.close(source)
    assert ward.wait(5.0) == 0
    with os.fdopen(read, "rb") as said:
        assert said.read() == b"/usr\nwords"


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (Command(argv=("/no/such/program",)), "/no/such/program cannot be started"),
        (Command(argv=("true",), env={"PATH": PATH}, cwd=Path("/no/such/folder")), "No such file"),
        (Command(argv=("sh", "-c", "a\0b"), env={"PATH": PATH}), "null"),
    ],
)
def test_what_cannot_start_is_said_and_the_warden_goes_on(warden: Warden, command: Command, why: str) -> None:
    with pytest.raises(EnvironmentBrokenError, match=why):
        warden.spawn(command)
    assert warden.spawn(shell("exit 0")).wait(5.0) == 0


def test_long_command_lines_pass(warden: Warden) -> None:
    long = "x" * 100_000
    assert warden.spawn(Command(argv=("sh", "-c", f": {long}"), env={"PATH": PATH, "LONG": long})).wait(5.0) == 0


@pytest.mark.parametrize("plain", [False, True])
def test_closing_ends_everything_and_removes_the_folder(tmp_path: Path, *, plain: bool) -> None:
    wanted = plan(tmp_path, plain=plain)
    warden = Warden(wanted, log=tmp_path / "warden.log")
    warden.start()
    env = {"PATH": PATH, "DRILLBOOK_RUN": wanted.run_id}
    script = "trap '' TERM; setsid sleep 1000 & setsid env -i /usr/bin/sleep 1001 & sleep 1000"
    ward = warden.spawn(Command(argv=("sh", "-c", script), env=env))
    warden.close()
    assert ward.poll() == -signal.SIGKILL
    assert marked(wanted.run_id) == []
    assert not Path(wanted.home).exists()
    with pytest.raises(EnvironmentBrokenError, match="warden"):
        warden.spawn(shell("true"))


def test_a_warden_that_cannot_start_is_said_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client.sys, "executable", "/bin/false")
    warden = Warden(plan(tmp_path, plain=True), log=tmp_path / "warden.log")
    with pytest.raises(EnvironmentBrokenError, match="ended unexpectedly"):
        warden.start()
    warden.close()
    assert not warden.alive


def test_one_that_was_never_started_closes(tmp_path: Path) -> None:
    warden = Warden(plan(tmp_path, plain=True), log=tmp_path / "warden.log")
    warden.close()
    assert warden.pid == 0
