"""Redis' INFO, named as redis_exporter names it."""

from __future__ import annotations

from typing import Any

from drillbook.model.reading import Reading
from drillbook.model.stack import Service

ANSWER_WITHIN_S = 1.0
GAUGES = {
    "connected_clients": "redis_connected_clients",
    "blocked_clients": "redis_blocked_clients",
    "used_memory": "redis_memory_used_bytes",
    "used_memory_rss": "redis_memory_used_rss_bytes",
    "maxmemory": "redis_memory_max_bytes",
    "maxclients": "redis_config_maxclients",
    "uptime_in_seconds": "redis_uptime_in_seconds",
}
COUNTERS = {
    "total_connections_received": "redis_connections_received_total",
    "rejected_connections": "redis_rejected_connections_total",
    "total_commands_processed": "redis_commands_processed_total",
    "keyspace_hits": "redis_keyspace_hits_total",
    "keyspace_misses": "redis_keyspace_misses_total",
    "evicted_keys": "redis_evicted_keys_total",
    "expired_keys": "redis_expired_keys_total",
}


class Redis:
    """The collector of one Redis or Valkey server."""

    name = "redis"

    def __init__(self, service: Service) -> None:
        """Read this server."""
        self._service = service
        self._client: Any = None
        self._labels = {"job": service.name, "instance": f"{service.host}:{service.port}"}

    def collect(self) -> list[Reading]:
        """The server's INFO, and `redis_up`."""
        import redis  # noqa: PLC0415 -- heavy, and needed only where a Redis is under drill
        from redis.backoff import NoBackoff  # noqa: PLC0415 -- as above
        from redis.retry import Retry  # noqa: PLC0415 -- as above

        try:
            if self._client is None:
                self._client = redis.Redis(
                    host=self._service.host,
                    port=self._service.port,
                    socket_timeout=ANSWER_WITHIN_S,
                    socket_connect_timeout=ANSWER_WITHIN_S,
                    retry=Retry(NoBackoff(), 0),  # the next sample asks again; a pause would make this one late
                )
            info = self._client.info()
        except redis.RedisError:
            self.close()
            return [Reading("redis_up", self._labels, 0.0)]
        gauges = [Reading(named, self._labels, float(info[key])) for key, named in GAUGES.items() if key in info]
        counters = [
            Reading(named, self._labels, float(info[key]), cumulative=True)
            for key, named in COUNTERS.items()
            if key in info
        ]
        return [*gauges, *counters, Reading("redis_up", self._labels, 1.0)]

    def close(self) -> None:
        """Close the connection."""
        if self._client is not None:
            self._client.close()
            self._client = None
