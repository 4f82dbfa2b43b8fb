"""The program that leaks connections: opens sessions until the server refuses, and keeps them idle."""

from __future__ import annotations

import select
import sys

import psycopg

SESSIONS_MAX = 10_000
TOP_UP_EVERY_S = 0.1
SLOT_ERRORS = frozenset({"53300"})
"""SQLSTATE too_many_connections; it also covers slots reserved for superusers."""


def main(leave: int) -> int:
    """Hold all but `leave` slots until standard input closes; prints ``ready`` once they are held."""
    held = _open_all([])
    for session in held[len(held) - leave :]:
        session.close()
    held = held[: len(held) - leave]
    sys.stdout.write(f"ready: {len(held)} sessions\n")
    sys.stdout.flush()
    leaking = leave == 0
    while True:
        readable, _, _ = select.select(
            [sys.stdin, *(session.pgconn.socket for session in held)], [], [], TOP_UP_EVERY_S
        )
        if sys.stdin in readable:
            return 0
        if readable:  # a server speaks to an idle session only to end it
            leaking = False
            held = [session for session in held if session.pgconn.socket not in readable]
        elif leaking:
            held = _open_all(held)


def _open_all(held: list[psycopg.Connection]) -> list[psycopg.Connection]:
    """Open sessions until the server has no slot left."""
    held = list(held)
    while len(held) < SESSIONS_MAX:
        try:
            held.append(psycopg.connect(autocommit=True, application_name="clearance-report"))
        except psycopg.OperationalError as error:
            if error.sqlstate in SLOT_ERRORS or "connection slots" in str(error) or "too many clients" in str(error):
                break
            raise
    return held


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
