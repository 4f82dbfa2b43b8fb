"""A stack file with one service of each kind, and the places of one run of it."""

from __future__ import annotations

import sys
from pathlib import Path

from drillbook.model.stack import Account, Kind, ServiceSpec, StackSpec
from drillbook.services.local.addresses import Address
from drillbook.services.local.launch import Site
from drillbook.services.ports import LOOPBACK

SPEC = StackSpec(
    name="shop",
    database="shop_db",
    app=Account(user="shop", password="app-word"),  # noqa: S106 -- opens nothing
    admin=Account(user="postgres", password="admin-word", superuser=True),  # noqa: S106 -- opens nothing
    env={"API_URL": "http://{api}", "PLAIN": "x"},
    services=(
        ServiceSpec(name="db", kind=Kind.POSTGRES, proxied=True, settings={"max_connections": "40", "port": "1"}),
        ServiceSpec(name="cache", kind=Kind.REDIS, settings={"maxmemory": "10mb"}),
        ServiceSpec(name="toxiproxy", kind=Kind.TOXIPROXY),
        ServiceSpec(
            name="web-api", command=("{python}", "serve", "{port}"), env={"DB": "pg://{db}", "RAW": "{db.direct}"}
        ),
        ServiceSpec(name="worker", command=("work", "{data}", "{records}"), listens=False),
    ),
)
SITE = Site(
    spec=SPEC,
    addresses={
        "db": Address(host=LOOPBACK, port=5001, seen_port=6001),
        "cache": Address(host=LOOPBACK, port=5002, seen_port=5002),
        "toxiproxy": Address(host=LOOPBACK, port=5003, seen_port=5003),
        "web-api": Address(host=LOOPBACK, port=5004, seen_port=5004),
        "api": Address(host=LOOPBACK, port=5004, seen_port=5004),
    },
    project=Path("/project"),
    home=Path("/home"),
    tools=Path("/tools"),
    records=Path("/records"),
    python=sys.executable,
    run_id="run-1",
)
