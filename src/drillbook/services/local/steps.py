"""What a runbook step finds in its environment: the standard variables of each server's own clients."""

from __future__ import annotations

from collections.abc import Mapping

from drillbook.model.stack import Kind, ServiceSpec, StackSpec
from drillbook.services.local.addresses import fill
from drillbook.services.local.launch import Site


def password_lines(spec: StackSpec) -> tuple[str, ...]:
    """The lines of a PostgreSQL password file (libpq, section 32.16) for every account of the stack."""
    return tuple(f"*:*:*:{account.user}:{account.password}" for account in (spec.app, spec.admin))


def environment(site: Site) -> Mapping[str, str]:
    """The whole environment of a runbook step: an on-call engineer's shell, pointed at this stack."""
    standard = dict(site.base)
    for service in site.spec.services:
        standard |= _of(service, site)
    own = ServiceSpec(name="steps", listens=False)
    more = {name: fill(value, site.words(own), service="env") for name, value in site.spec.env.items()}
    return {**standard, "LOG_DIR": str(site.home / "log"), "TERM": "dumb", **more}


def _of(service: ServiceSpec, site: Site) -> dict[str, str]:
    address = site.addresses.get(service.name)
    if address is None:
        return {}
    match service.kind:
        case Kind.POSTGRES:
            return {
                "PGHOST": address.host,
                "PGPORT": str(address.port),
                "PGUSER": site.spec.app.user,
                "PGDATABASE": site.spec.database,
                "PGDATA": str(site.data(service) / "data"),
                "PGCONNECT_TIMEOUT": "5",
            }
        case Kind.REDIS:
            return {"REDIS_URL": f"redis://{address.direct}/0"}
        case Kind.TOXIPROXY:
            return {}
        case Kind.PROCESS:
            return {f"{service.name.upper().replace('-', '_')}_URL": f"http://{address.direct}"}
