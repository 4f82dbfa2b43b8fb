"""The program `python -m drillbook.services.warden`: enters the stack's own namespaces and keeps its processes.

With namespaces it is process 1 of the stack: whatever way it ends, the kernel ends every process of the stack and
drops its mounts. Without them it finds and ends the processes of the run itself, and removes the run's folder.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sys
from pathlib import Path
from typing import Any, NoReturn

from drillbook.services.warden import kernel, marks
from drillbook.services.warden.keeper import Keeper

TOLD_BYTES_MAX = 4096


def main(arguments: list[str]) -> int:
    """Serve one controller; `arguments`: the number of the inherited socket, and the plan as JSON."""
    line = socket.socket(fileno=int(arguments[0]))
    plan = json.loads(arguments[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    why = "switched off" if plan["plain"] else _keep_in_namespaces(line, plan)
    if why:
        _keep_plainly(line, plan, why=why)
    return 0


def _keep_in_namespaces(line: socket.socket, plan: dict[str, Any]) -> str:
    """Serve from inside new namespaces; returns why that was not possible, or "" when the run is over.

    They are entered in a process of their own: there is no way back out of them, and this one must stay able to do
    without.
    """
    told_read, told_write = os.pipe()
    entering = os.fork()
    if entering == 0:
        os.close(told_read)
        _enter(line, plan, told=told_write)
    os.close(told_write)
    os.waitpid(entering, 0)
    return os.read(told_read, TOLD_BYTES_MAX).decode()


def _enter(line: socket.socket, plan: dict[str, Any], *, told: int) -> NoReturn:
    """Enter the namespaces and begin their first process; says on `told` why that was not possible."""
    uid = kernel.ordinary_uid()
    try:
        kernel.unshare_processes()
    except OSError as error:
        os.write(told, str(error).encode())
        os._exit(0)
    known_read, known_write = os.pipe()
    first = os.fork()
    if first == 0:
        os.close(known_write)
        _be_first(line, plan, uid=uid, pid=int(os.read(known_read, TOLD_BYTES_MAX)), told=told)
    os.write(known_write, str(first).encode())
    os.close(told)
    os.waitpid(first, 0)
    os._exit(0)


def _be_first(line: socket.socket, plan: dict[str, Any], *, uid: int, pid: int, told: int) -> NoReturn:
    """Be process 1 of the stack, which the host knows as `pid`."""
    room = kernel.Room(
        home=Path(plan["home"]),
        writable=tuple(map(Path, plan["writable"])),
        visible=tuple(map(Path, plan["visible"])),
        disks=tuple((folder, int(size)) for folder, size in plan["disks"]),
    )
    try:
        kernel.furnish(room, uid=uid)
        kernel.become_ordinary(uid)
    except OSError as error:
        os.write(told, str(error).encode())
        os._exit(0)
    os.close(told)
    _ready(line, why="", pid=pid)
    Keeper(line).serve()
    os._exit(0)


def _keep_plainly(line: socket.socket, plan: dict[str, Any], *, why: str) -> None:
    home = Path(plan["home"])
    home.mkdir(parents=True, exist_ok=True)
    for folder, _ in plan["disks"]:
        (home / folder).mkdir(parents=True, exist_ok=True)
    refused = _leave_root(home, plan) if os.geteuid() == 0 else ""
    kernel.adopt_orphans()
    _ready(line, why=why, pid=os.getpid(), refused=refused)
    try:
        Keeper(line).serve()
    finally:  # no kernel does it here, however the keeper ended
        marks.end_processes(plan["run_id"], own_children=True)
        shutil.rmtree(home, ignore_errors=True)


def _leave_root(home: Path, plan: dict[str, Any]) -> str:
    """Become an ordinary user, in a user namespace if there is one to be had; returns why servers could not work."""
    try:
        kernel.become_ordinary(marks.nobody().pw_uid)
    except OSError:
        marks.give_away(home, *map(Path, plan["writable"]))
        marks.leave_root()
    hidden = [path for path in plan["visible"] if not os.access(path, os.R_OK | os.X_OK)]
    if hidden:
        return (
            f"started by root, servers run as the user nobody, who may not read {', '.join(hidden)}. "
            "Start drills as an ordinary user, or move these where everybody may read them."
        )
    return ""


def _ready(line: socket.socket, *, why: str, pid: int, refused: str = "") -> None:
    line.sendall(json.dumps({"ready": why, "pid": pid, "refused": refused}).encode() + b"\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
