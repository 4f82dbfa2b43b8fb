"""The program that runs a `redis` step: one command a line, as typed into redis-cli, against ``REDIS_URL``."""

from __future__ import annotations

import os
import shlex
import sys
from typing import Any

ANSWER_WITHIN_S = 10.0


def main(code: str) -> int:
    """Send the commands; prints each answer as redis-cli does without a terminal."""
    import redis  # noqa: PLC0415 -- the name of this module must not hide the package when it is read by others

    client: Any = redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=ANSWER_WITHIN_S, decode_responses=True)
    try:
        for line in code.splitlines():
            words = shlex.split(line, comments=True)
            if words:
                _show(client.execute_command(*words))
    except (redis.RedisError, ValueError) as error:
        sys.stderr.write(f"(error) {error}\n")
        return 1
    return 0


def _show(answer: object) -> None:
    if isinstance(answer, list | tuple):
        for item in answer:
            _show(item)
    elif isinstance(answer, dict):
        for name, value in answer.items():
            sys.stdout.write(f"{name}:{value}\n")
    else:
        sys.stdout.write("(nil)\n" if answer is None else f"{answer}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
