"""A full disk: a log runs away on the bounded file system that holds a service's data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from drillbook.errors import ScenarioError
from drillbook.faults.accomplice import accomplice
from drillbook.model.stack import Service


@contextmanager
def fill_disk(service: Service, *, file: str = "log/debug.log") -> Iterator[None]:
    """Fill the disk that holds the service's data with a log until nothing can be written (ENOSPC).

    What others free is filled as well, until somebody empties or removes the log: then the runaway is over.

    Args:
        service: whose disk; it must be bounded (`volume_bytes`), so that no other disk is ever filled.
        file: the log, relative to the disk.

    Raises:
        ScenarioError: the disk is not bounded here, or cannot be filled.
    """
    mountpoints = [disk.mountpoint for disk in service.stack.disks()]
    if str(service.data) not in mountpoints:
        raise ScenarioError(
            f"{service.name} has no bounded disk, so none is filled. Give it volume_bytes in the stack file, and see "
            "`drillbook doctor` for what a bounded disk needs of the machine."
        )
    with accomplice(service.stack, "drillbook.faults.runaway_log", str(service.data / file), env={}):
        yield
