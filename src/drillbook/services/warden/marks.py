"""The mark of a run: an environment variable in each of its processes, by which they are found and ended."""

from __future__ import annotations

import contextlib
import os
import pwd
import signal
from pathlib import Path

VARIABLE = "DRILLBOOK_RUN"
ROUNDS_MAX = 50
"""How often to look again for processes that were being forked while others were ended."""


def marked(run_id: str) -> list[int]:
    """Pids of the processes that carry the mark, the caller excluded; on Linux, from /proc."""
    mark = f"{VARIABLE}={run_id}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes()
        except OSError:
            continue  # ended, or somebody else's
        if mark in environment.split(b"\0") and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return found


def children() -> list[int]:
    """Pids of the caller's children, adopted orphans included."""
    own = str(os.getpid())
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if fields[1] == own:
            found.append(int(entry.name))
    return found


def end_processes(run_id: str, *, own_children: bool) -> int:
    """SIGKILL every process of a run until none is left; returns how many.

    Args:
        run_id: whose mark they carry.
        own_children: end every child of the caller as well: for a warden, which has adopted all orphans of its run.
    """
    ended: set[int] = set()
    for _ in range(ROUNDS_MAX):
        _reap()
        living = {*marked(run_id), *(children() if own_children else ())}
        if not living:
            break
        for pid in living:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        ended |= living
    return len(ended)


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def give_away(*folders: Path) -> None:
    """Make folders belong to the user that servers run as when the run was started by root."""
    user = nobody()
    for folder in folders:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid)


def leave_root() -> None:
    """Become the user *nobody*, for good: servers refuse root."""
    user = nobody()
    os.setgroups([])
    os.setresgid(user.pw_gid, user.pw_gid, user.pw_gid)
    os.setresuid(user.pw_uid, user.pw_uid, user.pw_uid)


def nobody() -> pwd.struct_passwd:
    """The user who owns nothing, on every system."""
    return pwd.getpwnam("nobody")
