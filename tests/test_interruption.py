"""Signals are taken note of, and raised where the run asks."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest

from drillbook.interruption import SIGNALS, STATUS, Interruption

PROCESS_LIMIT_S = 30.0
TWICE = """
import signal
from drillbook.interruption import Interruption
with Interruption().watched():
    signal.raise_signal(signal.SIGTERM)
    signal.raise_signal(signal.SIGINT)
    print("still here")
"""


def signalled(number: signal.Signals, then: Callable[[], object]) -> None:
    with Interruption().watched():
        signal.raise_signal(number)
        then()


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_does_not_disturb_the_block_and_is_raised_at_its_end(number: signal.Signals) -> None:
    done: list[str] = []
    with pytest.raises(KeyboardInterrupt) as caught:
        signalled(number, lambda: done.append("clean-up"))
    assert done == ["clean-up"]
    assert caught.value.args == (number,)


def test_the_run_asks_for_it_where_nothing_is_half_done() -> None:
    interruption = Interruption()
    interruption.check()
    interruption.number = signal.SIGTERM
    with pytest.raises(KeyboardInterrupt):
        interruption.check()


def test_a_block_without_a_signal_ends_quietly_and_leaves_the_handlers_as_they_were() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    with Interruption().watched():
        assert [signal.getsignal(number) for number in SIGNALS] != before
    assert [signal.getsignal(number) for number in SIGNALS] == before


def test_an_error_of_the_block_is_not_hidden_by_a_signal() -> None:
    with pytest.raises(ZeroDivisionError):
        signalled(signal.SIGTERM, lambda: 1 / 0)


def test_a_second_signal_ends_the_process_at_once() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TWICE], capture_output=True, text=True, check=False, timeout=PROCESS_LIMIT_S
    )
    assert (done.returncode, done.stdout) == (STATUS + signal.SIGINT, "")


def test_in_another_thread_nothing_is_watched() -> None:
    handlers = []

    def work() -> None:
        with Interruption().watched():
            handlers.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert handlers == [signal.getsignal(signal.SIGTERM)]
