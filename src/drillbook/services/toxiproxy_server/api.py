"""The API: which path and method does what to the collection (Toxiproxy 2.12, ``api.go``)."""

from __future__ import annotations

import asyncio
import base64
import json
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from drillbook.services.toxiproxy_server.errors import AddressError, ApiError
from drillbook.services.toxiproxy_server.message import JSON, TEXT, Response
from drillbook.services.toxiproxy_server.metrics import CONTENT_TYPE as METRICS_CONTENT_TYPE
from drillbook.services.toxiproxy_server.values import (
    ProxySpec,
    changed_toxic_of,
    complete_proxy,
    decode,
    new_toxic_of,
    proxies_of,
    proxy_of,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from drillbook.services.toxiproxy_server.collection import Collection
    from drillbook.services.toxiproxy_server.message import Head

    Action = Callable[[tuple[str, ...], bytes], Awaitable[Response]]

VERSION = "2.12.0"
REQUEST_ID = "X-Toxiproxy-Request-Id"
BROWSER = "Mozilla/"
ANY_METHOD = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A path, with None for each name in it, and what its methods do."""

    path: tuple[str | None, ...]
    actions: dict[str, Action]

    def names_in(self, segments: tuple[str, ...]) -> tuple[str, ...] | None:
        """The names in a path that fits, else None."""
        if len(segments) != len(self.path):
            return None
        pairs = list(zip(self.path, segments, strict=True))
        if any(segment != wanted if wanted else not segment for wanted, segment in pairs):
            return None
        return tuple(segment for wanted, segment in pairs if wanted is None)


class Api:
    """Carries out requests on a collection, one change at a time.

    Args:
        collection: what is changed.
        render_metrics: the text of ``/metrics``, or None where it does not exist.
    """

    def __init__(self, collection: Collection, *, render_metrics: Callable[[], str] | None) -> None:
        self._collection = collection
        self._render_metrics = render_metrics
        self._changes = asyncio.Lock()
        self._routes = self._table()

    def _table(self) -> list[Route]:
        routes = [
            Route(path=("version",), actions={"GET": self._version}),
            Route(path=("reset",), actions={"POST": self._reset}),
            Route(path=("populate",), actions={"POST": self._populate}),
            Route(path=("proxies",), actions={"GET": self._list_proxies, "POST": self._create_proxy}),
            Route(
                path=("proxies", None),
                actions={
                    "GET": self._show_proxy,
                    "PATCH": self._change_proxy,
                    "POST": self._change_proxy,  # deprecated since 2.6
                    "DELETE": self._delete_proxy,
                },
            ),
            Route(path=("proxies", None, "toxics"), actions={"GET": self._list_toxics, "POST": self._create_toxic}),
            Route(
                path=("proxies", None, "toxics", None),
                actions={
                    "GET": self._show_toxic,
                    "PATCH": self._change_toxic,
                    "POST": self._change_toxic,  # deprecated since 2.6
                    "DELETE": self._delete_toxic,
                },
            ),
        ]
        if self._render_metrics is not None:
            routes.append(Route(path=("metrics",), actions={ANY_METHOD: self._metrics}))
        return routes

    async def handle(self, head: Head, body: bytes) -> Response:
        """Answer one request; changes of the collection wait for each other."""
        found = self._find(head)
        if isinstance(found, Response):
            return found
        action, names = found
        if head.headers.get("user-agent", "").startswith(BROWSER):
            # A page in a browser must not change proxies on its reader's machine.
            response = Response(status=403, body=b"User agent not allowed\n", content_type=TEXT)
        else:
            async with self._changes:
                response = await _answer(action(names, body))
        return replace(response, headers={REQUEST_ID: _request_id()})

    def _find(self, head: Head) -> tuple[Action, tuple[str, ...]] | Response:
        segments = head.segments
        for route in self._routes if segments is not None else ():
            names = route.names_in(segments or ())
            if names is not None:
                action = route.actions.get(head.method) or route.actions.get(ANY_METHOD)
                return (action, names) if action else Response(status=405)
        return Response(status=404, body=b"404 page not found\n", content_type=TEXT)

    async def _version(self, _names: tuple[str, ...], _body: bytes) -> Response:
        body = json.dumps({"version": VERSION}) + "\n"
        return Response(status=200, body=body.encode(), content_type="application/json;charset=utf-8")

    async def _metrics(self, _names: tuple[str, ...], _body: bytes) -> Response:
        text = self._render_metrics() if self._render_metrics else ""
        return Response(status=200, body=text.encode(), content_type=METRICS_CONTENT_TYPE)

    async def _reset(self, _names: tuple[str, ...], _body: bytes) -> Response:
        await self._collection.reset()
        return Response(status=204)

    async def _populate(self, _names: tuple[str, ...], body: bytes) -> Response:
        try:
            specs = proxies_of(decode(body))
        except ApiError as refusal:
            return _json(refusal.status, {**_error_json(refusal), "proxies": None})
        proxies, error = await self._collection.populate(specs)
        shown = {"proxies": [proxy.as_json() for proxy in proxies] or None}
        return _json(201, shown) if error is None else _json(error.status, {**_error_json(error), **shown})

    async def _list_proxies(self, _names: tuple[str, ...], _body: bytes) -> Response:
        return _json(200, {proxy.spec.name: proxy.as_json() for proxy in self._collection.all()})

    async def _create_proxy(self, _names: tuple[str, ...], body: bytes) -> Response:
        spec = complete_proxy(proxy_of(decode(body), ProxySpec()))
        return _json(201, (await self._collection.add(spec)).as_json())

    async def _show_proxy(self, names: tuple[str, ...], _body: bytes) -> Response:
        return _json(200, self._collection.find(names[0]).as_json())

    async def _change_proxy(self, names: tuple[str, ...], body: bytes) -> Response:
        proxy = self._collection.find(names[0])
        await proxy.change(proxy_of(decode(body), proxy.spec))
        return _json(200, proxy.as_json())

    async def _delete_proxy(self, names: tuple[str, ...], _body: bytes) -> Response:
        self._collection.remove(names[0])
        return Response(status=204)

    async def _list_toxics(self, names: tuple[str, ...], _body: bytes) -> Response:
        return _json(200, self._collection.find(names[0]).toxics_as_json())

    async def _create_toxic(self, names: tuple[str, ...], body: bytes) -> Response:
        proxy = self._collection.find(names[0])
        spec = new_toxic_of(decode(body))
        proxy.add_toxic(spec)
        return _json(200, spec.as_json())

    async def _show_toxic(self, names: tuple[str, ...], _body: bytes) -> Response:
        return _json(200, self._collection.find(names[0]).toxic(names[1]).as_json())

    async def _change_toxic(self, names: tuple[str, ...], body: bytes) -> Response:
        proxy = self._collection.find(names[0])
        spec = changed_toxic_of(decode(body), proxy.toxic(names[1]))
        proxy.change_toxic(spec)
        return _json(200, spec.as_json())

    async def _delete_toxic(self, names: tuple[str, ...], _body: bytes) -> Response:
        proxy = self._collection.find(names[0])
        proxy.remove_toxic(proxy.toxic(names[1]))
        return Response(status=204)


async def _answer(action: Awaitable[Response]) -> Response:
    try:
        return await action
    except (ApiError, AddressError) as error:
        return _json(error.status, _error_json(error), end="\n")


def _error_json(error: ApiError | AddressError) -> dict[str, Any]:
    return {"error": error.message, "status": error.status}


def _json(status: int, value: Any, *, end: str = "") -> Response:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")) + end
    return Response(status=status, body=text.encode(), content_type=JSON)


def _request_id() -> str:
    """Twelve bytes in lower-case base 32, the shape of the ids that Toxiproxy gives."""
    return base64.b32hexencode(os.urandom(12)).decode().rstrip("=").lower()
