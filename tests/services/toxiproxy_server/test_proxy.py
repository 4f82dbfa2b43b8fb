"""What a proxy does when the machine has nothing more to give."""

from __future__ import annotations

import contextlib
import resource
import socket

import pytest

from drillbook.clock import Deadline

OPEN_FILES_MAX = 24
WAIT_LIMIT_S = 10.0


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="limits of another process are set by Linux's prlimit")
def test_out_of_file_descriptors_a_proxy_lives_on(new_server, upstream):
    server = new_server("built-in")
    listen = server.create("p", upstream.address)["listen"]
    resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (OPEN_FILES_MAX, OPEN_FILES_MAX))
    crowd = [upstream.client(listen) for _ in range(2 * OPEN_FILES_MAX)]
    for client in crowd:
        client.close()
    assert passes_again(upstream, listen)
    assert server.call("GET", "/version").status == 200


def passes_again(upstream, listen):
    """Whether a new client reaches the upstream within the limit, behind those that were waiting."""
    deadline = Deadline(WAIT_LIMIT_S)
    client = upstream.client(listen)
    client.sendall(b"me")
    upstream.listener.settimeout(1)
    while not deadline.over:
        with contextlib.suppress(TimeoutError, ConnectionError):
            accepted, _ = upstream.listener.accept()
            upstream.kept.append(accepted)
            accepted.settimeout(1)
            if accepted.recv(2, socket.MSG_WAITALL) == b"me":
                return True
    return False


def test_a_stopped_proxy_forgets_the_dials_under_way(new_server, upstream, wire):
    server = new_server("built-in")
    with socket.create_server(("127.0.0.1", 0), backlog=0) as silent, contextlib.ExitStack() as fillers:
        for _ in range(4):
            filler = fillers.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(silent.getsockname())
        host, port = silent.getsockname()
        client = upstream.client(server.create("p", f"{host}:{port}")["listen"])
        assert wire.is_silent(client, 0.2)
        assert server.call("DELETE", "/proxies/p").status == 204
        assert wire.ending(client) == "close"
