"""The screening provider accepts connections and never answers."""

from collections.abc import Iterator

from drillbook import Finding, Stack, scenario
from drillbook.faults import answers, silence


def silent(stack: Stack) -> Finding:
    """Nothing that is sent to the provider is answered."""
    heard = answers(stack["provider-primary"], "/health")
    return Finding(ok=not heard.ok, seen=heard.seen)


@scenario(effect=silent)
def provider_timeout(stack: Stack, *, service: str = "provider-primary") -> Iterator[None]:
    """The screening provider accepts connections and never answers."""
    with silence(stack[service]):
        yield
