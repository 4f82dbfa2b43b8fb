"""A log runs away on a disk that is full after two megabytes."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from drillbook.faults import runaway_log
from drillbook.faults.runaway_log import LINE, RunawayLog, main

DISK_BYTES = 2_000_000


@dataclass(slots=True)
class Disk:
    """The operating system with a small disk."""

    free_bytes: int = DISK_BYTES
    number: int = errno.ENOSPC

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def write(self, handle: int, text: bytes) -> int:
        if len(text) > self.free_bytes:
            raise OSError(self.number, os.strerror(self.number))
        self.free_bytes -= len(text)
        return os.write(handle, text)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    made = Disk()
    monkeypatch.setattr(runaway_log, "os", made)
    return made


@pytest.fixture
def handle(tmp_path: Path) -> Iterator[int]:
    opened = os.open(tmp_path / "debug.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    yield opened
    os.close(opened)


def test_it_grows_until_not_a_line_more_fits(disk: Disk, handle: int) -> None:
    log = RunawayLog(handle)
    log.fill()
    assert disk.free_bytes < len(LINE % 0)
    assert log.written == os.fstat(handle).st_size == DISK_BYTES - disk.free_bytes


def test_it_takes_what_others_free(disk: Disk, handle: int) -> None:
    log = RunawayLog(handle)
    log.fill()
    disk.free_bytes += 100_000
    log.fill()
    assert disk.free_bytes < len(LINE % 0)


@pytest.mark.parametrize(
    "stop", [lambda path: os.truncate(path, 0), lambda path: path.unlink()], ids=["emptied", "removed"]
)
def test_once_somebody_empties_or_removes_it_it_has_ended(disk: Disk, handle: int, tmp_path: Path, stop: Any) -> None:
    log = RunawayLog(handle)
    log.fill()
    stop(tmp_path / "debug.log")
    disk.free_bytes = DISK_BYTES
    log.fill()
    log.fill()
    assert disk.free_bytes == DISK_BYTES


def test_another_error_of_the_disk_is_an_error(disk: Disk, handle: int) -> None:
    disk.number = errno.EIO
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        RunawayLog(handle).fill()


def test_the_program_says_when_the_disk_is_full_and_takes_its_log_with_it(
    disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    read, write = os.pipe()
    os.close(write)
    with os.fdopen(read) as leash:
        monkeypatch.setattr("sys.stdin", leash)
        assert main(str(tmp_path / "log" / "debug.log")) == 0
    assert capsys.readouterr().out == f"ready: {DISK_BYTES - disk.free_bytes} bytes\n"
    assert list((tmp_path / "log").iterdir()) == []
