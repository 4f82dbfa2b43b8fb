"""The screening provider accepts connections and never answers."""

from collections.abc import Iterator

from drillbook import Stack, scenario
from drillbook.faults import silence


@scenario()
def provider_timeout(stack: Stack, *, service: str = "provider-primary") -> Iterator[None]:
    """The screening provider accepts connections and never answers."""
    with silence(stack[service]):
        yield
