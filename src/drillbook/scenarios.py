"""The decorator that makes a generator function a scenario."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from drillbook.model.drill import EffectCheck, Need, Scenario

MARK = "__drillbook_scenario__"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What the decorator was told."""

    effect: EffectCheck | None
    needs: tuple[Need, ...]


Injecting = TypeVar("Injecting", bound=Callable[..., Iterator[None]])


def scenario(*, effect: EffectCheck | None = None, needs: tuple[Need, ...] = ()) -> Callable[[Injecting], Injecting]:
    """Mark a generator function as the scenario named after it: ``disk_full`` becomes ``disk-full``.

    The function takes the stack and keyword arguments with defaults, breaks something, yields exactly once while it is
    broken, and undoes it. Its docstring's first line says what is broken.

    Args:
        effect: says yes once the fault is proved active, where that can be known before users suffer.
        needs: what the machine must have for it, such as ``Need.BOUNDED_DISK``.

    Example:
        >>> @scenario()
        ... def redis_down(stack):
        ...     '''Redis does not answer.'''
        ...     stack.stop("redis")
        ...     yield
        ...     stack.start("redis")
    """

    def mark(function: Injecting) -> Injecting:
        setattr(function, MARK, Marks(effect=effect, needs=needs))
        return function

    return mark


def read(function: Any, *, path: str) -> Scenario:
    """The scenario that a marked function is."""
    marks: Marks = getattr(function, MARK)
    return Scenario(
        name=function.__name__.replace("_", "-"),
        inject=function,
        summary=(inspect.getdoc(function) or "").partition("\n")[0],
        path=path,
        line=function.__code__.co_firstlineno,
        effect=marks.effect,
        needs=marks.needs,
    )
