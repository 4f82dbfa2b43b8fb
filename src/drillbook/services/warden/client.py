"""The controller's side of a warden: start it, ask it for processes, and let go of it."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from drillbook.errors import EnvironmentBrokenError
from drillbook.model.stack import Command

READY_WITHIN_S = 10.0
ANSWER_WITHIN_S = 10.0
END_WITHIN_S = 10.0
RECEIVE_BYTES = 65536
ANSWERS_MAX = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a warden needs to know of its run."""

    run_id: str
    home: str
    writable: tuple[str, ...]
    visible: tuple[str, ...]
    disks: tuple[tuple[str, int], ...]
    plain: bool = False
    """Do without namespaces even where they are to be had."""


@dataclass(slots=True)
class Ward:
    """A process kept by a warden."""

    pid: int
    _warden: Warden
    _ended: threading.Event = field(default_factory=threading.Event)
    _status: int | None = None

    def poll(self) -> int | None:
        """The exit status, or None while it runs."""
        return self._status

    def wait(self, timeout_s: float) -> int | None:
        """The exit status, or None after `timeout_s` real seconds."""
        self._ended.wait(timeout_s)
        return self._status

    def signal(self, number: int) -> None:
        """Signal the whole process group."""
        self._warden.signal(self.pid, number)

    def end(self, *, grace_s: float = 2.0) -> None:
        """SIGTERM, then SIGKILL after `grace_s` real seconds, or for those of the group that outlive its leader."""
        self.signal(signal.SIGTERM)
        self.wait(grace_s)
        self.signal(signal.SIGKILL)
        self.wait(END_WITHIN_S)

    def close(self, status: int) -> None:
        """Take note of the end."""
        self._status = status
        self._ended.set()


class Warden:
    """A running warden.

    Attributes:
        pid: the first process of the stack as the host sees it; 0 before it is started.
        plain: why there are no namespaces; "" if there are.
    """

    def __init__(self, plan: Plan, *, log: Path) -> None:
        """Prepare a warden; `start` starts it."""
        self.plain = ""
        self.pid = 0
        self._plan = plan
        self._log = log
        self._wards: dict[int, Ward] = {}
        self._early: dict[int, int] = {}
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue(maxsize=ANSWERS_MAX)
        self._turn = threading.Lock()
        self._book = threading.Lock()
        """A process may end while its start is still being entered in `_wards`."""
        self._line, self._theirs = socket.socketpair()
        self._process: subprocess.Popen[bytes] | None = None
        self._reader = threading.Thread(target=self._read, name=f"warden of {plan.run_id}", daemon=True)

    def start(self) -> None:
        """Start it; `close` is due whatever becomes of it.

        Raises:
            EnvironmentBrokenError: it does not answer in time.
        """
        handle = self._theirs.fileno()
        with self._theirs, self._log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "drillbook.services.warden", str(handle), json.dumps(asdict(self._plan))],
                pass_fds=[handle],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                cwd="/",
            )
        self._reader.start()
        answer = self._answer(READY_WITHIN_S)
        if answer["refused"]:
            raise EnvironmentBrokenError(f"--plain: {answer['refused']}")
        self.plain, self.pid = answer["ready"], answer["pid"]

    @property
    def alive(self) -> bool:
        """Whether it still answers."""
        return self._reader.is_alive()

    def spawn(self, command: Command) -> Ward:
        """Start a process; raises EnvironmentBrokenError if it cannot start."""
        wanted = {
            "argv": list(command.argv),
            "env": dict(command.env),
            "cwd": str(command.cwd) if command.cwd else "/",
        }
        with open(os.devnull, "r+b", buffering=0) as nothing:  # noqa: PTH123 -- a device, not a path of ours
            handles = [_handle(stream, nothing) for stream in (command.stdin, command.stdout, command.stderr)]
            with self._turn:
                answer = self._ask({"spawn": wanted}, handles)
                if "refused" in answer:
                    raise EnvironmentBrokenError(f"{command.argv[0]} cannot be started: {answer['refused']}.")
                ward = Ward(answer["started"], self)
                with self._book:
                    self._wards[ward.pid] = ward
                    early = self._early.pop(ward.pid, None)
                if early is not None:
                    ward.close(early)
        return ward

    def signal(self, pid: int, number: int) -> None:
        """Signal the process group that `pid` leads; nothing if it is gone."""
        with self._turn:
            if self.alive:
                self._ask({"signal": pid, "number": int(number)}, [])

    def close(self) -> None:
        """Let go: everything that it keeps ends."""
        with contextlib.suppress(OSError):  # it may have ended first
            self._line.shutdown(socket.SHUT_RDWR)
        if self._process is not None:
            try:
                self._process.wait(END_WITHIN_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(END_WITHIN_S)
        if self._reader.is_alive():
            self._reader.join(END_WITHIN_S)
        self._line.close()
        self._theirs.close()

    def _ask(self, request: dict[str, Any], handles: list[int]) -> dict[str, Any]:
        message = json.dumps(request).encode() + b"\n"
        try:
            if handles:
                sent = socket.send_fds(self._line, [message], handles)
                self._line.sendall(message[sent:])
            else:
                self._line.sendall(message)
        except OSError as error:
            raise EnvironmentBrokenError(f"the stack's warden is gone: {error}.") from error
        return self._answer(ANSWER_WITHIN_S)

    def _answer(self, within_s: float) -> dict[str, Any]:
        try:
            answer = self._answers.get(timeout=within_s)
        except queue.Empty as error:
            raise EnvironmentBrokenError(f"the stack's warden did not answer within {within_s:.0f} s.") from error
        if "gone" in answer:
            raise EnvironmentBrokenError("the stack's warden ended unexpectedly. See warden.log in the run's folder.")
        return answer

    def _read(self) -> None:
        """The reader thread: sorts what arrives into ends of processes and answers."""
        buffer = b""
        while True:
            try:
                data = self._line.recv(RECEIVE_BYTES)
            except OSError:
                data = b""
            if not data:
                break
            buffer += data
            while b"\n" in buffer:
                text, buffer = buffer.split(b"\n", 1)
                self._sort(json.loads(text))
        for ward in list(self._wards.values()):
            if ward.poll() is None:
                ward.close(-signal.SIGKILL)
        self._answers.put({"gone": True})

    def _sort(self, message: dict[str, Any]) -> None:
        if "exit" not in message:
            self._answers.put(message)
            return
        with self._book:
            ward = self._wards.get(message["exit"])
            if ward is None or ward.poll() is not None:
                self._early[message["exit"]] = message["status"]
                return
        ward.close(message["status"])


def _handle(stream: IO[bytes] | int | None, nothing: IO[bytes]) -> int:
    if stream is None:
        return nothing.fileno()
    return stream if isinstance(stream, int) else stream.fileno()
