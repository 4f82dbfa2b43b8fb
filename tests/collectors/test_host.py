"""File systems of the stack, named as node_exporter names them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from drillbook.collectors.host import Host
from drillbook.model.reading import Disk, Reading

DISK = Disk(
    mountpoint="/data", filesystem="tmpfs", size_bytes=100, free_bytes=30, available_bytes=20, files=10, files_free=4
)


def collected(disks: Any) -> list[Reading]:
    stack: Any = SimpleNamespace(disks=disks)
    return Host(stack).collect()


def test_a_disk_is_one_set_of_readings() -> None:
    readings = collected(lambda: (DISK,))
    assert {reading.labels["mountpoint"] for reading in readings} == {"/data"}
    found = {reading.name: reading.value for reading in readings}
    assert found["node_filesystem_size_bytes"] == 100
    assert found["node_filesystem_avail_bytes"] == 20
    assert found["node_filesystem_free_bytes"] == 30
    assert (found["node_filesystem_files"], found["node_filesystem_files_free"]) == (10, 4)


def test_a_stack_without_bounded_disks_has_no_readings() -> None:
    assert collected(lambda: ()) == []


def test_a_stack_that_is_gone_has_none_either() -> None:
    def gone() -> tuple[Disk, ...]:
        raise FileNotFoundError("/proc/4711/root/data")

    assert collected(gone) == []
