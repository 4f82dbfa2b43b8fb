"""The process: flags, configuration, signals and seeds, on both servers."""

from __future__ import annotations

import json
import signal
import socket
import subprocess

import pytest

from drillbook.clock import real_s

EXIT_LIMIT_S = 5.0


@pytest.fixture
def expected(kind, differences):
    return lambda heading: differences[heading][("built-in", "real").index(kind)]


def test_the_real_server_is_held_to_the_same_facts(commands):
    if "real" not in commands:
        pytest.skip("toxiproxy-server is neither on PATH nor in DRILLBOOK_TOXIPROXY: only the built-in one was tested")
    assert subprocess.run([*commands["real"], "-version"], check=True, capture_output=True).returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_at_once_and_its_connections_with_it(kind, new_server, upstream, wire, number):
    server = new_server(kind)
    client, _ = upstream.connect(server.create("p", upstream.address)["listen"])
    server.poison("p", "timeout", timeout=0)
    started_s = real_s()
    server.process.send_signal(number)
    assert server.process.wait(EXIT_LIMIT_S) == 0
    assert real_s() - started_s < EXIT_LIMIT_S
    assert wire.ending(client) == "close"


def test_a_configuration_creates_proxies(kind, new_server, upstream, tmp_path):
    config = tmp_path / "proxies.json"
    config.write_text(json.dumps([{"name": "p", "listen": "127.0.0.1:0", "upstream": upstream.address}]))
    server = new_server(kind, "-config", str(config))
    upstream.connect(server.call("GET", "/proxies/p").json["listen"])


@pytest.mark.parametrize("text", ["", "{", "{}", '[{"name":"p"}]'])
def test_a_broken_configuration_leaves_a_server_without_proxies(kind, new_server, tmp_path, text):
    config = tmp_path / "proxies.json"
    config.write_text(text)
    assert new_server(kind, "-config", str(config)).call("GET", "/proxies").json == {}


def test_a_missing_configuration_leaves_a_server_without_proxies(kind, new_server, tmp_path):
    assert new_server(kind, "-config", str(tmp_path / "none")).call("GET", "/proxies").json == {}


def test_a_busy_api_port(kind, commands, expected):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [*commands[kind], "--host=127.0.0.1", f"-port={port}"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            try:
                exit_code = process.wait(2)
            except subprocess.TimeoutExpired:
                exit_code = None
            process.kill()
            said = process.stderr.read().decode()
    assert exit_code == expected("A busy API port ends the server")
    if exit_code is not None:
        assert (
            f"-port {port}: the API cannot listen (listen tcp 127.0.0.1:{port}: bind: address already in use)" in said
        )


def test_the_seed(kind, new_server, upstream, wire, expected):
    def draws():
        server = new_server(kind, "-seed", "7")
        listen = server.create("p", upstream.address)["listen"]
        server.poison("p", "limit_data", bytes=0, toxicity=0.5)
        passed = []
        for _ in range(32):
            client, behind = upstream.connect(listen)
            behind.sendall(b"x")
            passed.append(wire.read(client, 1))
        return passed

    assert (draws() == draws()) is expected("The seed has an effect")


def test_version_flag(kind, commands):
    said = subprocess.run([*commands[kind], "-version"], capture_output=True, text=True, check=True).stdout
    assert said.startswith("toxiproxy-server version ")


@pytest.mark.parametrize("flag", ["-proxy-metrics=false", "--proxy-metrics=F"])
def test_a_switch_may_say_false(kind, new_server, flag):
    assert new_server(kind, flag).call("GET", "/metrics").status == 404


def test_runtime_metrics_show_the_process(kind, new_server):
    text = new_server(kind, "-runtime-metrics").call("GET", "/metrics").raw.decode()
    assert "process_cpu_seconds_total " in text
    assert "process_resident_memory_bytes " in text
    assert "toxiproxy_proxy" not in text
