"""How each kind of service is started: its command line, and what it finds in its environment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from drillbook.model.stack import Kind, ServiceSpec, StackSpec
from drillbook.services import binaries
from drillbook.services.local.addresses import Address, fill
from drillbook.services.ports import LOOPBACK

POSTGRES_SETTINGS: Mapping[str, str] = {
    "fsync": "off",
    "full_page_writes": "off",
    "unix_socket_directories": "",
    "listen_addresses": LOOPBACK,
    "max_wal_size": "32MB",
    "min_wal_size": "4MB",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "superuser_reserved_connections": "3",
}
"""Durability against power loss is no use to a data folder that is thrown away; a crash loses nothing without it."""

POSTGRES_ENTRYPOINT = """
set -e
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  printf '%s\\n' "$POSTGRES_PASSWORD" > "$HOME/.password"
  initdb --pgdata="$PGDATA" --username="$POSTGRES_USER" --pwfile="$HOME/.password" --auth=scram-sha-256 \\
    --wal-segsize=1 --encoding=UTF8 --no-locale --no-sync --no-instructions >/dev/null
  rm "$HOME/.password"
fi
unset POSTGRES_PASSWORD
exec postgres -D "$PGDATA" "$@"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The places that every service of a stack knows."""

    spec: StackSpec
    addresses: Mapping[str, Address]
    project: Path
    home: Path
    tools: Path
    records: Path
    """The run's logs on the host, which the stack may write to and which outlive it."""
    python: str
    run_id: str

    def data(self, service: ServiceSpec) -> Path:
        """The folder of a service's data, on its bounded disk if it has one."""
        return self.home / service.name

    def words(self, service: ServiceSpec) -> dict[str, object]:
        """The words in braces that the stack file may use for this service."""
        own = self.addresses.get(service.name)
        return {
            **self.addresses,
            "port": own.port if own else "",
            "home": self.home,
            "data": self.data(service),
            "logs": self.home / "log",
            "records": self.records,
            "python": self.python,
            "project": self.project,
        }

    def environment(self, service: ServiceSpec) -> dict[str, str]:
        """The whole environment of one of the stack's own processes."""
        words = self.words(service)
        return {
            **self.base,
            "SERVICE_NAME": service.name,
            "PORT": str(words["port"]),
            "LOG_DIR": str(words["logs"]),
            **{name: fill(value, words, service=service.name) for name, value in service.env.items()},
        }

    @property
    def base(self) -> dict[str, str]:
        """What every process of the stack has in its environment, the mark of the run among it."""
        return {
            "DRILLBOOK_RUN": self.run_id,
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "PATH": ":".join(map(str, self._path())),
            "PGPASSFILE": str(self.home / ".pgpass"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(self.project / "fixtures"),
            "PYTHONUNBUFFERED": "1",
            "TMPDIR": str(self.home / "tmp"),
        }

    def _path(self) -> tuple[Path | str, ...]:
        return (
            self.tools,
            self.project / "fixtures" / "bin",
            Path(self.python).parent,
            binaries.postgres(),
            "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
        )


def argv(service: ServiceSpec, site: Site) -> tuple[str, ...]:
    """The command line of a service's main process."""
    match service.kind:
        case Kind.POSTGRES:
            return _postgres(service, site)
        case Kind.REDIS:
            return _redis(service, site)
        case Kind.TOXIPROXY:
            return _toxiproxy(service, site)
        case Kind.PROCESS:
            return tuple(fill(word, site.words(service), service=service.name) for word in service.command)


def extra_environment(service: ServiceSpec, site: Site) -> dict[str, str]:
    """What a server of this kind needs in its environment beyond what the stack file says."""
    if service.kind is Kind.POSTGRES:
        admin = site.spec.admin
        return {
            "PGDATA": str(site.data(service) / "data"),
            "POSTGRES_USER": admin.user,
            "POSTGRES_PASSWORD": admin.password,
        }
    return {}


def _postgres(service: ServiceSpec, site: Site) -> tuple[str, ...]:
    port = str(site.addresses[service.name].port)
    settings = {**POSTGRES_SETTINGS, "port": port, **service.settings}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    return ("sh", "-c", POSTGRES_ENTRYPOINT, "postgres-entrypoint", *options)


def _redis(service: ServiceSpec, site: Site) -> tuple[str, ...]:
    settings = {
        "bind": LOOPBACK,
        "port": str(site.addresses[service.name].port),
        "dir": str(site.data(service)),
        "save": "",
        "daemonize": "no",
        # A title would be written over the environment, and with it over the mark by which `recover` finds the process.
        "set-proc-title": "no",
        **service.settings,
    }
    options = [word for name, value in settings.items() for word in (f"--{name}", value)]
    return (str(binaries.redis()), *options)


def _toxiproxy(service: ServiceSpec, site: Site) -> tuple[str, ...]:
    address = site.addresses[service.name]
    config = site.data(service) / "proxies.json"
    return (
        "sh",
        "-c",
        'printf %s "$1" > "$2"; shift 2; exec "$@"',
        "toxiproxy-entrypoint",
        json.dumps(_proxies(site)),
        str(config),
        *binaries.toxiproxy(),
        "-host",
        address.host,
        "-port",
        str(address.port),
        "-config",
        str(config),
    )


def _proxies(site: Site) -> list[dict[str, object]]:
    return [
        {
            "name": service.name,
            "listen": str(site.addresses[service.name]),
            "upstream": site.addresses[service.name].direct,
            "enabled": True,
        }
        for service in site.spec.services
        if service.proxied
    ]
