"""A built-in Toxiproxy server for tests that need one, with proxies of their choice."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from drillbook.clock import Deadline
from drillbook.services.ports import LOOPBACK, reserve

START_WITHIN_S = 15.0
STOP_WITHIN_S = 10.0

Address = tuple[str, int]


@contextmanager
def toxiproxy(folder: Path, **upstreams: Address) -> Iterator[tuple[Address, dict[str, Address]]]:
    """Where a server's API is, and where each of its proxies listens, for the length of the block."""
    listens = {name: (LOOPBACK, reserve()) for name in upstreams}
    config = folder / "proxies.json"
    proxies = [
        {"name": name, "listen": f"{LOOPBACK}:{listens[name][1]}", "upstream": f"{host}:{port}"}
        for name, (host, port) in upstreams.items()
    ]
    config.write_text(json.dumps(proxies), encoding="utf-8")
    api = (LOOPBACK, reserve())
    module = "drillbook.services.toxiproxy_server"
    argv = [sys.executable, "-m", module, "-host", LOOPBACK, "-port", str(api[1]), "-config", str(config)]
    with subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = Deadline(START_WITHIN_S)
            while not _accepts(api):
                assert process.poll() is None, "the server did not start"
                assert deadline.pause(0.01), "the server did not listen"
            yield api, listens
        finally:
            process.terminate()
            process.wait(STOP_WITHIN_S)


def _accepts(address: Address) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(address) == 0
