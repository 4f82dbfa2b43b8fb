"""A rule: one kind of mistake, with its id, its severity, and the function that finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from drillbook.lint.corpus import Corpus
from drillbook.lint.finding import Severity
from drillbook.lint.page import Page

Found = tuple[int, str]
"""A line, and what is wrong there as sentences."""
Placed = tuple[str, int, str]
"""A path, a line of it, and what is wrong there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the table; exactly one of the three functions is set."""

    id: str
    severity: Severity
    summary: str
    """What it finds, in a few words, for machines that list rules."""
    check: Callable[[Page], Iterable[Found]] | None = None
    """Looks at one file."""
    check_batch: Callable[[Sequence[Page]], Iterable[Placed]] | None = None
    """Looks at many files at once, because it starts a program."""
    check_corpus: Callable[[Corpus], Iterable[Placed]] | None = None
    """Looks at all files together."""
