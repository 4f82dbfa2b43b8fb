"""File systems of the stack, named as node_exporter names them."""

from __future__ import annotations

from drillbook.model.reading import Reading
from drillbook.model.stack import Stack


class Host:
    """The collector of the stack's own disks; the machine's others are none of a drill's business."""

    name = "host"

    def __init__(self, stack: Stack) -> None:
        """Read the disks of this stack."""
        self._stack = stack

    def collect(self) -> list[Reading]:
        """One set of readings for each bounded disk; none once the stack is gone."""
        readings = []
        try:
            disks = self._stack.disks()
        except OSError:
            return []
        for disk in disks:
            labels = {
                "job": "node",
                "device": disk.filesystem,
                "fstype": disk.filesystem,
                "mountpoint": disk.mountpoint,
            }
            readings += [
                Reading("node_filesystem_size_bytes", labels, disk.size_bytes),
                Reading("node_filesystem_free_bytes", labels, disk.free_bytes),
                Reading("node_filesystem_avail_bytes", labels, disk.available_bytes),
                Reading("node_filesystem_files", labels, disk.files),
                Reading("node_filesystem_files_free", labels, disk.files_free),
                Reading("node_filesystem_readonly", labels, 0.0),
            ]
        return readings

    def close(self) -> None:
        """Nothing is held."""
