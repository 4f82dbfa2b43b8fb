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
    held: list[psycopg.Connection] = []
    topping_up = leave == 0
    while len(held) < SESSIONS_MAX and (session := _open()) is not None:
        held.append(session)
    while leave and held:
        held.pop().close()
        leave -= 1
    sys.stdout.write(f"ready: {len(held)} sessions\n")
    sys.stdout.flush()
    return _leak(held, topping_up=topping_up)


def _leak(held: list[psycopg.Connection], *, topping_up: bool) -> int:
    """Take slots that others give up, until somebody ends a session: a leak that was stopped does not come back."""
    hungry = False
    while True:
        sockets = [session.pgconn.socket for session in held]
        readable, _, _ = select.select([sys.stdin, *sockets], [], [], 0 if hungry else TOP_UP_EVERY_S)
        if sys.stdin in readable:
            return 0
        if readable:  # a server speaks to an idle session only to end it
            topping_up = False
            held = [session for session in held if session.pgconn.socket not in readable]
        # One at a time, looking before each: whoever ends thirty sessions at once must not find thirty new ones.
        session = _open() if topping_up and len(held) < SESSIONS_MAX else None
        hungry = session is not None
        held += [session] if session is not None else []


def _open() -> psycopg.Connection | None:
    """One more session, or None if the server has no slot left."""
    try:
        return psycopg.connect(autocommit=True, application_name="clearance-report")
    except psycopg.OperationalError as error:
        if error.sqlstate in SLOT_ERRORS or "connection slots" in str(error) or "too many clients" in str(error):
            return None
        raise


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
