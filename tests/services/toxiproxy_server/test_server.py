from __future__ import annotations

import asyncio
import json
import logging
import signal
import socket

import pytest

from drillbook.errors import EnvironmentBrokenError
from drillbook.services.ports import LOOPBACK, reserve
from drillbook.services.toxiproxy_server.metrics import TrafficTable
from drillbook.services.toxiproxy_server.server import Settings, _metrics, serve

LIMIT_S = 10.0


async def ask(port, path):
    """The answer to a request, once the server listens."""
    while True:
        try:
            reader, writer = await asyncio.open_connection(LOOPBACK, port)
        except ConnectionRefusedError:
            await asyncio.sleep(0)
        else:
            break
    writer.write(f"GET {path} HTTP/1.0\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return answer.partition(b"\r\n\r\n")[2]


def served(settings, path):
    """What a server answers between its start and SIGTERM."""

    async def run():
        async with asyncio.timeout(LIMIT_S):
            server = asyncio.create_task(serve(settings))
            answer = await ask(settings.port, path)
            signal.raise_signal(signal.SIGTERM)
            await server
            return answer

    return asyncio.run(run())


def settings(**more):
    return Settings(host=LOOPBACK, port=reserve(), **more)


def test_it_serves_the_proxies_of_its_configuration_until_a_signal(tmp_path):
    config = tmp_path / "proxies.json"
    config.write_text(json.dumps([{"name": "db", "listen": "127.0.0.1:0", "upstream": "127.0.0.1:9"}]))
    assert json.loads(served(settings(config=config), "/proxies"))["db"]["enabled"] is True


def test_what_is_wrong_with_the_configuration_is_logged_and_it_goes_on(tmp_path, caplog):
    config = tmp_path / "proxies.json"
    config.write_text(json.dumps([{"name": "db", "listen": "nowhere.invalid:0", "upstream": "127.0.0.1:9"}]))
    assert served(settings(config=config), "/proxies").strip() == b"{}"
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "Configuration: " in caplog.text


def test_the_seed_is_logged_so_that_a_run_can_be_repeated(caplog):
    caplog.set_level(logging.INFO)
    served(settings(seed=7), "/version")
    assert "seed 7" in caplog.text


def test_a_busy_port_is_named_with_what_to_do():
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(EnvironmentBrokenError, match=f"-port {port}: the API cannot listen .* choose another"):
            asyncio.run(serve(Settings(host=LOOPBACK, port=port)))


@pytest.mark.parametrize(
    ("wanted", "runtime"), [({"proxy_metrics": True}, False), ({"proxy_metrics": True, "runtime_metrics": True}, True)]
)
def test_metrics_are_those_that_were_asked_for(wanted, runtime):
    render = _metrics(Settings(**wanted), TrafficTable())
    assert render is not None
    assert bool(render()) is runtime
    assert _metrics(Settings(), TrafficTable()) is None
