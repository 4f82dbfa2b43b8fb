"""What a network does to a proxied service, through the stack's Toxiproxy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from drillbook.errors import ScenarioError
from drillbook.model.stack import Kind, Service
from drillbook.services import toxiproxy
from drillbook.services.toxiproxy import Toxic


@contextmanager
def silence(service: Service) -> Iterator[None]:
    """Let connections to a proxied service succeed, and nothing that is sent reach it, so that no answer ever comes.

    Raises:
        ScenarioError: the service is not proxied, or Toxiproxy refuses.
        EnvironmentBrokenError: Toxiproxy does not answer.
    """
    with _toxic(service, Toxic(name="silence", type="timeout", stream="upstream", attributes={"timeout": 0})):
        yield


@contextmanager
def _toxic(service: Service, toxic: Toxic) -> Iterator[None]:
    if not service.spec.proxied:
        raise ScenarioError(f"{service.name} is not proxied, so its network cannot be broken. Set proxied=True.")
    server = next(other for other in service.stack if other.spec.kind is Kind.TOXIPROXY)
    address = (server.host, server.port)
    with service.stack.undo("toxic", url=f"http://{server.host}:{server.port}", proxy=service.name, toxic=toxic.name):
        toxiproxy.add_toxic(address, service.name, toxic=toxic)
        try:
            yield
        finally:
            if toxic.name in toxiproxy.toxics(address, service.name):
                toxiproxy.remove_toxic(address, service.name, name=toxic.name)
