"""The client of a Toxiproxy server, real or built-in: toxiproxy-python, with an address of its own and time limits.

toxiproxy-python keeps the server's address in class attributes and sets no timeouts, so it is used through this
module alone, one call at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from drillbook.errors import EnvironmentBrokenError, ScenarioError

ANSWER_WITHIN_S = 5.0

_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Toxic:
    """A condition put on a proxy's connections, in the terms and units of Toxiproxy's API."""

    name: str
    type: str
    stream: str = "downstream"
    toxicity: float = 1.0
    attributes: Mapping[str, int]


class _LimitedRequests:
    """The part of `requests` that toxiproxy-python uses, with a time limit on each call."""

    @staticmethod
    def get(url: str, **rest: Any) -> Any:
        return _limited("GET", url, **rest)

    @staticmethod
    def post(url: str, **rest: Any) -> Any:
        return _limited("POST", url, **rest)

    @staticmethod
    def delete(url: str, **rest: Any) -> Any:
        return _limited("DELETE", url, **rest)


def _limited(method: str, url: str, **rest: Any) -> Any:
    import requests  # noqa: PLC0415 -- heavy, and needed only when a proxy is touched

    return requests.request(method, url, timeout=ANSWER_WITHIN_S, **rest)


@contextmanager
def _server(host: str, port: int) -> Iterator[Any]:
    import requests  # noqa: PLC0415 -- heavy, and needed only when a proxy is touched
    import toxiproxy  # noqa: PLC0415 -- as above
    import toxiproxy.api  # noqa: PLC0415 -- as above
    from toxiproxy import exceptions  # noqa: PLC0415 -- as above

    with _one_at_a_time:
        toxiproxy.api.requests = _LimitedRequests
        server = toxiproxy.Toxiproxy()
        server.update_api_consumer(host, port)
        try:
            yield server
        except requests.RequestException as error:
            raise EnvironmentBrokenError(f"toxiproxy does not answer at {host}:{port}: {error}.") from error
        except (exceptions.InvalidToxic, exceptions.NotFound, exceptions.ProxyExists) as error:
            raise ScenarioError(f"toxiproxy refused: {error}.") from error


def _proxy(server: Any, name: str) -> Any:
    proxies = server.proxies()
    if name not in proxies:
        known = ", ".join(sorted(proxies)) or "none"
        raise ScenarioError(f'there is no proxy named "{name}". Known: {known}.')
    return proxies[name]


def add_toxic(address: tuple[str, int], proxy: str, *, toxic: Toxic) -> None:
    """Put a toxic on a proxy.

    Raises:
        ScenarioError: the proxy is not known or the server refuses the toxic.
        EnvironmentBrokenError: the server does not answer.
    """
    with _server(*address) as server:
        _proxy(server, proxy).add_toxic(
            name=toxic.name,
            type=toxic.type,
            stream=toxic.stream,
            toxicity=toxic.toxicity,
            attributes=dict(toxic.attributes),
        )


def remove_toxic(address: tuple[str, int], proxy: str, *, name: str) -> None:
    """Take a toxic off a proxy; raises as `add_toxic` does."""
    with _server(*address) as server:
        _proxy(server, proxy).destroy_toxic(name)


def toxics(address: tuple[str, int], proxy: str) -> tuple[str, ...]:
    """The names of the toxics on a proxy; raises as `add_toxic` does."""
    with _server(*address) as server:
        return tuple(_proxy(server, proxy).toxics())
