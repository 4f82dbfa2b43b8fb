"""The keeper's loop: starts and signals processes on request, reports their ends, ends with its controller."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
from dataclasses import dataclass, field
from typing import Any

REQUEST_BYTES_MAX = 1 << 20
FDS_MAX = 3


@dataclass(slots=True)
class Keeper:
    """The server side of a warden; single-threaded, so that every fork is clean."""

    line: socket.socket
    """The controller's line; its end means that the run is over."""
    children: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)
    """Those started here and still running, by pid."""
    buffer: bytes = b""
    handles: list[int] = field(default_factory=list)
    """Those that came with the beginning of a request whose end is still to come."""

    def serve(self) -> None:
        """Serve until the controller's end of the line closes."""
        wake_read, wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        while True:
            ready, _, _ = select.select([self.line.fileno(), wake_read], [], [])
            if wake_read in ready:
                os.read(wake_read, 4096)
                self._reap()
            if self.line.fileno() in ready and not self._hear():
                return

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            child = self.children.pop(pid, None)
            if child is not None:
                child.returncode = os.waitstatus_to_exitcode(status)
                self._say({"exit": pid, "status": child.returncode})

    def _hear(self) -> bool:
        """Answer what has arrived; false once the controller is gone."""
        try:
            data, handles, _, _ = socket.recv_fds(self.line, REQUEST_BYTES_MAX, FDS_MAX)
        except ConnectionResetError:
            return False
        if not data:
            return False
        self.buffer += data
        self.handles += handles
        while b"\n" in self.buffer:
            request, self.buffer = self.buffer.split(b"\n", 1)
            handles, self.handles = self.handles, []
            self._answer(json.loads(request), handles)
        return True

    def _answer(self, request: dict[str, Any], handles: list[int]) -> None:
        if "spawn" in request:
            self._spawn(request["spawn"], handles)
        else:
            self._signal(request["signal"], number=request["number"])

    def _spawn(self, wanted: dict[str, Any], handles: list[int]) -> None:
        try:
            child = subprocess.Popen(
                wanted["argv"],
                env=wanted["env"],
                cwd=wanted["cwd"],
                stdin=handles[0],
                stdout=handles[1],
                stderr=handles[2],
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            self._say({"refused": str(error)})
        else:
            self.children[child.pid] = child
            self._say({"started": child.pid})
        finally:
            for handle in handles:
                os.close(handle)

    def _signal(self, pid: int, *, number: int) -> None:
        try:
            os.killpg(pid, number)
        except (ProcessLookupError, PermissionError):
            self._say({"signalled": False})
        else:
            self._say({"signalled": True})

    def _say(self, message: dict[str, Any]) -> None:
        try:
            self.line.sendall(json.dumps(message).encode() + b"\n")
        except (BrokenPipeError, ConnectionResetError):
            return  # the next read sees the end of the line
