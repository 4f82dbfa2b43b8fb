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
from typing import Any

from drillbook.services.warden import kernel, marks
from drillbook.services.warden.keeper import Keeper

UNFURNISHED = 64
"""Exit status of the first process when the kernel refuses a mount."""


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
    """Serve from inside new namespaces; returns why that was not possible, or "" when the run is over."""
    uid = kernel.ordinary_uid()
    try:
        kernel.unshare_processes()
    except OSError as error:
        return str(error)
    told_read, told_write = os.pipe()
    first = os.fork()
    if first == 0:
        os.close(told_read)
        _be_first(line, plan, uid=uid, told=told_write)
    os.close(told_write)
    _, status = os.waitpid(first, 0)
    if os.waitstatus_to_exitcode(status) == UNFURNISHED:
        return os.read(told_read, 4096).decode()
    return ""


def _be_first(line: socket.socket, plan: dict[str, Any], *, uid: int, told: int) -> None:
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
        os._exit(UNFURNISHED)
    os.close(told)
    _ready(line, why="")
    Keeper(line).serve()
    os._exit(0)


def _keep_plainly(line: socket.socket, plan: dict[str, Any], *, why: str) -> None:
    home = Path(plan["home"])
    home.mkdir(parents=True, exist_ok=True)
    for folder, _ in plan["disks"]:
        (home / folder).mkdir(parents=True, exist_ok=True)
    refused = _leave_root(home, plan) if os.geteuid() == 0 else ""
    kernel.adopt_orphans()
    _ready(line, why=why, refused=refused)
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


def _ready(line: socket.socket, *, why: str, refused: str = "") -> None:
    line.sendall(json.dumps({"ready": why, "refused": refused}).encode() + b"\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
