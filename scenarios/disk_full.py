"""The disk that holds the database is full, because a log ran away."""

from collections.abc import Iterator

from drillbook import Need, Stack, scenario
from drillbook.faults import fill_disk


@scenario(needs=(Need.BOUNDED_DISK,))
def disk_full(stack: Stack, *, service: str = "postgres", file: str = "log/audit-debug.log") -> Iterator[None]:
    """The disk that holds the database is full, because a log ran away."""
    with fill_disk(stack[service], file=file):
        yield
    stack.start(service)  # a server that met the full disk may have ended itself
