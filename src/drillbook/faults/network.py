"""What a network does to a proxied service, through the stack's Toxiproxy."""

from __future__ import annotations

import http.client
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from drillbook.errors import ScenarioError
from drillbook.model.drill import Finding
from drillbook.model.stack import Kind, Service
from drillbook.services import toxiproxy
from drillbook.services.toxiproxy import Toxic

ANSWERS_WITHIN_S = 1.0


@contextmanager
def silence(service: Service) -> Iterator[None]:
    """Let connections to a proxied service succeed, and nothing that is sent reach it, so that no answer ever comes.

    Raises:
        ScenarioError: the service is not proxied, or Toxiproxy refuses.
        EnvironmentBrokenError: Toxiproxy does not answer.
    """
    with _toxic(service, Toxic(name="silence", type="timeout", stream="upstream", attributes={"timeout": 0})):
        yield


def answers(service: Service, path: str) -> Finding:
    """Whether a proxied service answers an HTTP request as others send it, through Toxiproxy; never raises."""
    url = f"http://{service.host}:{service.seen_port}{path}"
    try:
        with urllib.request.urlopen(url, timeout=ANSWERS_WITHIN_S):
            return Finding(ok=True, seen=f"{service.name} answers")
    except (OSError, http.client.HTTPException) as error:
        return Finding(ok=False, seen=f"{service.name}: {getattr(error, 'reason', error)}")


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
