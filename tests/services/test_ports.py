"""Free loopback ports, held back from others, open to a server that asks by number."""

from __future__ import annotations

import socket

from drillbook.services.ports import LOOPBACK, is_taken, reserve


def test_reserved_ports_differ() -> None:
    assert len({reserve() for _ in range(20)}) == 20


def test_a_reserved_port_can_be_bound_by_number_and_is_taken_then() -> None:
    port = reserve()
    assert not is_taken(port)
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((LOOPBACK, port))
        server.listen(1)
        assert is_taken(port)
    assert not is_taken(port)
