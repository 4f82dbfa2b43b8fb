"""A marked generator function is a scenario named after it."""

from __future__ import annotations

from collections.abc import Iterator

from drillbook.model.drill import Finding, Need
from drillbook.scenarios import MARK, read, scenario


def refused(_stack: object) -> Finding:
    return Finding(ok=True)


@scenario(effect=refused, needs=(Need.BOUNDED_DISK,))
def disk_full_of_logs(_stack: object, *, megabytes: int = 3) -> Iterator[None]:
    """Logs fill the disk.

    More words.
    """
    assert megabytes
    yield


@scenario()
def bare(_stack: object) -> Iterator[None]:
    yield


def test_a_scenario_is_read_off_its_function() -> None:
    made = read(disk_full_of_logs, path="scenarios/disk_full_of_logs.py")
    assert (made.name, made.summary) == ("disk-full-of-logs", "Logs fill the disk.")
    assert (made.path, made.line) == ("scenarios/disk_full_of_logs.py", disk_full_of_logs.__code__.co_firstlineno)
    assert (made.effect, made.needs) == (refused, (Need.BOUNDED_DISK,))


def test_the_function_stays_what_it_was() -> None:
    assert read(bare, path="x.py").inject is bare
    assert list(bare(None)) == [None]


def test_without_words_and_marks_there_are_none() -> None:
    made = read(bare, path="x.py")
    assert (made.summary, made.effect, made.needs) == ("", None, ())


def test_only_marked_functions_carry_the_mark() -> None:
    assert hasattr(bare, MARK)
    assert not hasattr(refused, MARK)
