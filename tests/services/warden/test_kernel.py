"""What the kernel gives a stack: a root it cannot write, a private /tmp, no sight of other processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from drillbook.services.warden import kernel

WITHIN_S = 20.0
ENTER = """
import os, sys
from pathlib import Path
from drillbook.services.warden import kernel

uid = kernel.ordinary_uid()
kernel.unshare_processes()
child = os.fork()
if child == 0:
    home = Path("/tmp/drillbook-test")
    visible = (Path(sys.prefix), Path(sys.base_prefix))
    kernel.furnish(kernel.Room(home=home, visible=visible, disks=(("data", 1 << 20),)), uid=uid)
    kernel.become_ordinary(uid)
    os.execvp("sh", ["sh", "-c", sys.argv[1]])
os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def inside(script: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-c", ENTER, script], capture_output=True, text=True, timeout=WITHIN_S, check=False
    )
    if "unshare" in done.stderr:
        pytest.skip(f"no namespaces here: {done.stderr.splitlines()[-1]}")
    return done


def test_the_host_cannot_be_written(tmp_path: Path) -> None:
    done = inside("touch /usr/x /etc/x /var/tmp/x; true")
    assert done.stderr.count("Read-only file system") == 3


def test_tmp_is_the_stacks_own() -> None:
    done = inside("touch /tmp/seen-by-nobody && ls /tmp")
    assert "drillbook-test" in done.stdout
    assert not Path("/tmp/seen-by-nobody").exists()  # noqa: S108 -- the host's, to be sure


def test_only_the_stacks_processes_are_seen() -> None:
    done = inside("ls -d /proc/[0-9]*")
    assert f"/proc/{os.getpid()}" not in done.stdout.split() or os.getpid() < 10
    assert len(done.stdout.split()) <= 3


def test_the_disk_is_bounded() -> None:
    done = inside("head -c 3000000 /dev/zero > /tmp/drillbook-test/data/fill")
    assert "No space left on device" in done.stderr


def test_nobody_is_root_and_the_user_has_a_name() -> None:
    done = inside("id -u; id -un")
    uid, name = done.stdout.split()
    assert uid == str(kernel.ordinary_uid()) != "0"
    assert name
