"""The program `docker` (and `docker-compose`) of a stack: asks the stack, prints its answer."""

from __future__ import annotations

import json
import os
import socket
import sys
from typing import Any

from drillbook.services.compose import processes

ANSWER_WITHIN_S = 60.0


def main(argv: list[str]) -> int:
    """Carry out one command line; what docker itself would print goes to standard output."""
    if argv[:1] != ["compose"]:
        sys.stderr.write("docker: in a drill only `docker compose` is there, for this stack alone.\n")
        return 1
    try:
        answer = _ask(argv[1:])
    except (OSError, KeyError, ValueError) as error:
        sys.stderr.write(f"docker compose: the stack does not answer: {error}.\n")
        return 1
    if answer["argv"]:
        try:
            os.execvpe(answer["argv"][0], answer["argv"], answer["env"])  # noqa: S606 -- becoming the command is the point
        except OSError as error:
            sys.stderr.write(f"exec: {answer['argv'][0]}: {error.strerror}\n")
            return 127
    for name, pids in answer["top"].items():
        sys.stdout.write(f"{name}\n{processes.table(pids)}\n")
    (sys.stderr if answer["status"] else sys.stdout).write(answer["output"])
    return int(answer["status"])


def _ask(argv: list[str]) -> dict[str, Any]:
    host, _, port = os.environ["DRILLBOOK_STACK"].partition(":")
    request = {"token": os.environ["DRILLBOOK_STACK_TOKEN"], "argv": argv}
    with socket.create_connection((host, int(port)), timeout=ANSWER_WITHIN_S) as line:
        line.sendall(json.dumps(request).encode() + b"\n")
        answer: dict[str, Any] = json.loads(line.makefile("rb").readline())
    return answer


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
