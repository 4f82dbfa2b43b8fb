"""Every connection slot of Postgres is taken by idle sessions of the application."""

from collections.abc import Iterator

from drillbook import Finding, Stack, scenario
from drillbook.faults import hold_connections, refuses_logins


def refused(stack: Stack) -> Finding:
    """The application is turned away: "too many clients"."""
    return refuses_logins(stack["postgres"])


@scenario(effect=refused)
def connection_exhaustion(stack: Stack, *, service: str = "postgres", leave: int = 0) -> Iterator[None]:
    """Every connection slot of Postgres is taken by idle sessions of the application."""
    with hold_connections(stack[service], leave=leave):
        yield
