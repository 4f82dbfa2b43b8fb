"""An interruption: SIGINT or SIGTERM taken note of, and acted upon where nothing is half done.

An exception that a signal handler raises can strike between the taking of a lock and the memory of having taken it;
whoever needs that lock to clean up then waits for ever. So handlers only take note, and the run asks.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
STATUS = 128


@dataclass(slots=True)
class Interruption:
    """Whether somebody wants the run to end."""

    number: int = 0
    """The signal that came, or 0."""

    def check(self) -> None:
        """Raise KeyboardInterrupt if a signal has come."""
        if self.number:
            raise KeyboardInterrupt(self.number)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Take note of signals for the length of the block; a second one ends the process, and wardens clean up.

        Raises:
            KeyboardInterrupt: a signal came, and the block ended as if none had.
        """
        if threading.current_thread() is not threading.main_thread():
            yield  # only the main thread may have handlers
            return
        before = {number: signal.signal(number, self._note) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        self.check()

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if self.number:
            os._exit(STATUS + number)
        self.number = number
