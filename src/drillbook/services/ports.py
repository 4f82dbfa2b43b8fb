"""Free ports on loopback that no second stack is given at the same time."""

from __future__ import annotations

import socket

LOOPBACK = "127.0.0.1"


def reserve() -> int:
    """A free port, held back by the kernel for a minute from everybody who does not ask for it by number.

    A connection that the server side closes first leaves the port in TIME_WAIT: ``bind(0)`` skips it, a server that
    sets SO_REUSEADDR, as all of ours do, may still bind it. Source: RFC 9293 section 3.6.1, Linux ip(7).
    """
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, 0))
        listener.listen(1)
        port: int = listener.getsockname()[1]
        with socket.create_connection((LOOPBACK, port)) as visitor:
            accepted, _ = listener.accept()
            accepted.close()
            visitor.recv(1)
    return port


def is_taken(port: int) -> bool:
    """Whether something listens on or has bound this loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return True
    return False
