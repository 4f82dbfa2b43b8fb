"""The program of the warden: it makes the stack's home, says when it is ready, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import drillbook
from drillbook.services.warden import __main__ as program
from drillbook.services.warden import kernel, marks

WITHIN_S = 15.0
Until = Callable[[Callable[[], object]], None]


def plan(**changes: Any) -> dict[str, Any]:
    visible = (Path(drillbook.__file__).parent, Path(sys.prefix), Path(sys.base_prefix))
    return {
        "run_id": f"test-{secrets.token_hex(4)}",
        "home": f"/tmp/drillbook-{secrets.token_hex(4)}",  # noqa: S108 -- named at random, as a stack's is
        "writable": [],
        "visible": [str(path.resolve()) for path in visible],
        "disks": [["data", 1 << 20]],
        "plain": True,
    } | changes


@contextmanager
def started(wanted: dict[str, Any]) -> Iterator[tuple[subprocess.Popen[bytes], dict[str, str]]]:
    """A warden and its first words; it must end by itself when the line is cut."""
    ours, theirs = socket.socketpair()
    argv = [sys.executable, "-m", "drillbook.services.warden", str(theirs.fileno()), json.dumps(wanted)]
    with ours, subprocess.Popen(argv, pass_fds=[theirs.fileno()], start_new_session=True, cwd="/") as process:
        theirs.close()
        ours.settimeout(WITHIN_S)
        try:
            yield process, json.loads(ours.makefile("rb").readline())
        finally:
            ours.shutdown(socket.SHUT_RDWR)
        assert process.wait(WITHIN_S) == 0


def test_without_namespaces_it_says_why_and_makes_folders_that_go_with_it() -> None:
    wanted = plan()
    with started(wanted) as (_, words):
        assert (words["ready"], words["refused"]) == ("switched off", "")
        assert Path(wanted["home"], "data").is_dir()
    assert not Path(wanted["home"]).exists()


def test_with_namespaces_its_home_is_not_to_be_seen_from_outside() -> None:
    wanted = plan(plain=False)
    with started(wanted) as (_, words):
        if words["ready"]:
            pytest.skip(f"no namespaces here: {words['ready']}")
        assert not Path(wanted["home"], "data").exists()
    assert not Path(wanted["home"], "data").exists()


def test_what_the_kernel_refuses_makes_it_do_without() -> None:
    wanted = plan(plain=False, disks=[["data", -1]])
    with started(wanted) as (_, words):
        assert words["ready"]
        assert Path(wanted["home"], "data").is_dir()
    assert not Path(wanted["home"]).exists()


def test_what_an_ordinary_user_could_not_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "become_ordinary", lambda _uid: None)
    seen, hidden = str(tmp_path), str(tmp_path / "hidden")
    assert program._leave_root(tmp_path, plan(visible=[seen])) == ""
    assert f"who may not read {hidden}. " in program._leave_root(tmp_path, plan(visible=[seen, hidden]))


def test_where_no_user_namespace_is_to_be_had_folders_are_given_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_uid: int) -> None:
        raise PermissionError

    given: list[Path] = []
    monkeypatch.setattr(kernel, "become_ordinary", refuse)
    monkeypatch.setattr(marks, "give_away", lambda *folders: given.extend(folders))
    monkeypatch.setattr(marks, "leave_root", lambda: None)
    program._leave_root(tmp_path, plan(visible=[], writable=["/logs"]))
    assert given == [tmp_path, Path("/logs")]


def test_an_interruption_of_the_terminal_is_its_controllers_affair() -> None:
    with started(plan()) as (process, _):
        os.killpg(process.pid, signal.SIGINT)
        assert process.poll() is None
