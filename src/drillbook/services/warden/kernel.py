"""The kernel calls that give a stack its own users, mounts, processes and shared memory, without privileges.

Sources: user_namespaces(7), pid_namespaces(7), mount_namespaces(7), mount_setattr(2). Python offers `unshare` only
from 3.12 on and `mount` never, hence ctypes.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

CLONE_NEWNS = 0x00020000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
MS_NOSUID = 0x2
MS_NODEV = 0x4
MS_BIND = 0x1000
MS_REC = 0x4000
MS_PRIVATE = 0x40000
MOUNT_ATTR_RDONLY = 0x1
AT_FDCWD = -100
AT_RECURSIVE = 0x8000
SYS_MOUNT_SETATTR = 442
"""The number is the same on every architecture, as all calls added since Linux 5.1."""

PR_SET_CHILD_SUBREAPER = 36
FIRST_ORDINARY_UID = 1000
SCRATCH_BYTES = 1 << 30
"""The size of the private /tmp and /dev/shm; a stack uses a fraction of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a stack may see and change of the file system."""

    home: Path
    """Its folder below the private /tmp."""
    writable: tuple[Path, ...] = ()
    """Host folders that stay writable, such as the run's logs."""
    visible: tuple[Path, ...] = ()
    """Host paths that must stay visible even if they are below /tmp."""
    disks: tuple[tuple[str, int], ...] = ()
    """Bounded disks: folder below `home`, size in bytes."""


class _MountAttributes(ctypes.Structure):
    _fields_ = (
        ("set", ctypes.c_uint64),
        ("clear", ctypes.c_uint64),
        ("propagation", ctypes.c_uint64),
        ("userns_fd", ctypes.c_uint64),
    )


def _libc() -> ctypes.CDLL:
    if sys.platform != "linux":
        raise OSError(38, "namespaces exist on Linux only")
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def unshare_processes() -> None:
    """Give the caller its own user, mount, IPC namespace, and its next child a PID namespace in which it is root.

    Raises:
        OSError: the kernel refuses.
    """
    uid, gid = os.geteuid(), os.getegid()
    _checked(_libc().unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWPID), "unshare")
    _map_ids(uid=(0, uid), gid=(0, gid))


def become_ordinary(uid: int) -> None:
    """Leave root for an ordinary user inside a user namespace of its own: servers refuse uid 0.

    Raises:
        OSError: the kernel refuses.
    """
    _checked(_libc().unshare(CLONE_NEWUSER), "unshare user")
    _map_ids(uid=(uid, 0), gid=(uid, 0))


def _map_ids(*, uid: tuple[int, int], gid: tuple[int, int]) -> None:
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{uid[0]} {uid[1]} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{gid[0]} {gid[1]} 1", encoding="ascii")


def furnish(room: Room, *, uid: int) -> None:
    """Make the whole file system read-only but for `room`, with a private /tmp, /dev/shm and /proc.

    Raises:
        OSError: the kernel refuses a mount.
    """
    kept = {path: os.open(path, os.O_PATH) for path in _below_tmp((*room.visible, *room.writable))}
    _mount(None, Path("/"), flags=MS_REC | MS_PRIVATE)
    _set_mount(Path("/"), readonly=True, recursive=True)
    _mount("proc", Path("/proc"), filesystem="proc")
    for scratch in (Path("/tmp"), Path("/dev/shm")):  # noqa: S108 -- these are the mount points, made private here
        _tmpfs(scratch, size_bytes=SCRATCH_BYTES, mode="1777")
    for path, handle in kept.items():
        _make_mount_point(path, handle)
        _mount(f"/proc/self/fd/{handle}", path, flags=MS_BIND | MS_REC)
        _set_mount(path, readonly=path not in room.writable, recursive=True)
        os.close(handle)
    for path in room.writable:
        if path not in kept:
            _mount(str(path), path, flags=MS_BIND)
            _set_mount(path, readonly=False)
    room.home.mkdir(parents=True, exist_ok=True)
    for folder, size_bytes in room.disks:
        disk = room.home / folder
        disk.mkdir(parents=True)
        _tmpfs(disk, size_bytes=size_bytes, mode="0700")
    _give_name(uid, room.home)


def _below_tmp(paths: Iterable[Path]) -> list[Path]:
    """Those below /tmp, outermost first, so that inner ones are mounted last."""
    return sorted({path for path in paths if path.is_relative_to("/tmp")})  # noqa: S108 -- asks, does not use


def _make_mount_point(path: Path, handle: int) -> None:
    if os.path.isdir(f"/proc/self/fd/{handle}"):  # noqa: PTH112 -- pathlib would resolve the link that is meant
        with contextlib.suppress(OSError):  # already visible through an outer one that is read-only
            path.mkdir(parents=True, exist_ok=True)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def _give_name(uid: int, home: Path) -> None:
    """Lend the user a name if /etc/passwd has none for it: initdb and others ask."""
    try:
        pwd.getpwuid(uid)
    except KeyError:
        users = home / ".passwd"
        known = Path("/etc/passwd").read_text(encoding="utf-8")
        users.write_text(f"{known.rstrip()}\ndrill:x:{uid}:{uid}::{home}:/bin/sh\n", encoding="utf-8")
        _mount(str(users), Path("/etc/passwd"), flags=MS_BIND)


def _tmpfs(target: Path, *, size_bytes: int, mode: str) -> None:
    options = f"size={size_bytes},mode={mode}"
    _mount("tmpfs", target, filesystem="tmpfs", flags=MS_NOSUID | MS_NODEV, options=options)


def _mount(
    source: str | None, target: Path, *, filesystem: str | None = None, flags: int = 0, options: str | None = None
) -> None:
    words = [None if word is None else word.encode() for word in (source, str(target), filesystem, options)]
    _checked(_libc().mount(words[0], words[1], words[2], flags, words[3]), f"mount {target}")


def _set_mount(path: Path, *, readonly: bool, recursive: bool = False) -> None:
    change = _MountAttributes(
        set=MOUNT_ATTR_RDONLY if readonly else 0, clear=0 if readonly else MOUNT_ATTR_RDONLY, propagation=0, userns_fd=0
    )
    result = _libc().syscall(
        SYS_MOUNT_SETATTR,
        AT_FDCWD,
        str(path).encode(),
        AT_RECURSIVE if recursive else 0,
        ctypes.byref(change),
        ctypes.sizeof(change),
    )
    _checked(result, f"mount_setattr {path}")


def ordinary_uid() -> int:
    """The uid that servers get: the caller's own unless that is root."""
    return os.geteuid() or FIRST_ORDINARY_UID


def adopt_orphans() -> None:
    """Become the parent of orphaned descendants where the kernel offers it, so that they can be found and ended."""
    if sys.platform == "linux":
        _checked(_libc().prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl")
