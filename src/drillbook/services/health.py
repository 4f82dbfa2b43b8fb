"""Health checks of services: one question, one short time limit, an answer in words when it is no."""

from __future__ import annotations

import http.client
import socket
import urllib.error
import urllib.request
from typing import Any

from drillbook.model.drill import Finding
from drillbook.model.stack import Kind, Service

PROBE_WITHIN_S = 1.0
REDIS_KEY = "redis-key "


def probe(service: Service) -> Finding:
    """Ask a service whether it can do its work now; never raises."""
    match service.spec.kind:
        case Kind.POSTGRES:
            return _postgres(service)
        case Kind.REDIS:
            return _redis(service)
        case Kind.TOXIPROXY:
            return _http(service, "/version")
        case Kind.PROCESS:
            return _process(service)


def _process(service: Service) -> Finding:
    if service.spec.health.startswith("/"):
        return _http(service, service.spec.health)
    if service.spec.health.startswith(REDIS_KEY):
        return _redis_key(service, service.spec.health.removeprefix(REDIS_KEY))
    return _tcp(service) if service.port else Finding(ok=True)


def _tcp(service: Service) -> Finding:
    try:
        socket.create_connection((service.host, service.port), timeout=PROBE_WITHIN_S).close()
    except OSError as error:
        return Finding(ok=False, seen=str(error))
    return Finding(ok=True)


def _http(service: Service, path: str) -> Finding:
    url = f"http://{service.host}:{service.port}{path}"
    try:
        with urllib.request.urlopen(url, timeout=PROBE_WITHIN_S):
            return Finding(ok=True)
    except urllib.error.HTTPError as error:
        error.close()
        return Finding(ok=False, seen=f"GET {path} answered {error.code}")
    except (OSError, http.client.HTTPException) as error:
        return Finding(ok=False, seen=str(getattr(error, "reason", error)))


def _postgres(service: Service) -> Finding:
    import psycopg  # noqa: PLC0415 -- heavy, and needed only where a Postgres is under drill

    admin = service.stack.spec.admin
    try:
        with psycopg.connect(
            host=service.host,
            port=service.port,
            user=admin.user,
            password=admin.password,
            dbname="postgres",
            connect_timeout=2,
        ) as connection:
            connection.execute("select 1")
    except psycopg.Error as error:
        return Finding(ok=False, seen=str(error).strip())
    return Finding(ok=True)


def _once() -> Any:
    """redis-py asks four times, with pauses of seconds, unless it is told not to."""
    from redis.backoff import NoBackoff  # noqa: PLC0415 -- as below
    from redis.retry import Retry  # noqa: PLC0415 -- as below

    return Retry(NoBackoff(), 0)


def _redis(service: Service) -> Finding:
    import redis  # noqa: PLC0415 -- heavy, and needed only where a Redis is under drill

    try:
        with redis.Redis(host=service.host, port=service.port, socket_timeout=PROBE_WITHIN_S, retry=_once()) as client:
            client.ping()
    except redis.RedisError as error:
        return Finding(ok=False, seen=str(error))
    return Finding(ok=True)


def _redis_key(service: Service, key: str) -> Finding:
    """A worker that listens on no port shows that it lives by a key with an expiry."""
    import redis  # noqa: PLC0415 -- heavy, and needed only where a Redis is under drill

    server = next(other for other in service.stack if other.spec.kind is Kind.REDIS)
    try:
        with redis.Redis(host=server.host, port=server.port, socket_timeout=PROBE_WITHIN_S, retry=_once()) as client:
            found = next(client.scan_iter(match=key, count=1000), None)
    except redis.RedisError as error:
        return Finding(ok=False, seen=str(error))
    return Finding(ok=found is not None, seen="" if found is not None else f"no Redis key {key}")
