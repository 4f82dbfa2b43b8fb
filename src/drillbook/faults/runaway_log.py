"""The program whose log runs away: writes lines until the file system is full, and holds the file open."""

from __future__ import annotations

import errno
import os
import select
import sys

LINE = b'2026-01-01 00:00:00,000 DEBUG postgres audit dump row=%010d payload="' + b"x" * 160 + b'"\n'
CHUNK_LINES = 4096
TOP_UP_EVERY_S = 0.05


def main(path: str) -> int:
    """Write until the disk is full, then top up, until standard input closes; prints ``ready`` once it is full."""
    os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 -- the program imports as little as it can
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    log = RunawayLog(handle)
    log.fill()
    sys.stdout.write(f"ready: {log.written} bytes\n")
    sys.stdout.flush()
    while not select.select([sys.stdin], [], [], TOP_UP_EVERY_S)[0]:
        log.fill()
    os.close(handle)
    if os.path.exists(path):  # noqa: PTH110 -- as above
        os.unlink(path)  # noqa: PTH108 -- as above
    return 0


class RunawayLog:
    """A log that grows until the disk is full, and for good stops when somebody empties or removes it."""

    def __init__(self, handle: int) -> None:
        """Write to this file."""
        self.written = 0
        self._handle = handle
        self._running = True

    def fill(self) -> None:
        """Write until nothing more fits, the last bytes one line at a time."""
        for lines in (CHUNK_LINES, 16, 1):
            text = LINE % 0 * lines
            try:
                # Looking before each write: whoever empties the log while it is written must not find it full again.
                while self._grows():
                    self.written += os.write(self._handle, text)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

    def _grows(self) -> bool:
        state = os.fstat(self._handle)
        self._running = self._running and state.st_nlink > 0 and state.st_size >= self.written
        return self._running


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
