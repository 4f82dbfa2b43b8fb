"""Fences: blocks, annotations and front matter that cannot be read as their author meant them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator

from drillbook.lint.finding import Severity
from drillbook.lint.page import Page
from drillbook.lint.rule import Found, Rule
from drillbook.runbook import fences as known

_LANGUAGE = re.compile(r"[a-z][\w+-]{1,30}$")
_MEANT = tuple(sorted(word for word in known.LANGUAGE_OF if len(word) > 2))
"""What a misspelt word may have meant: only a language that would have run matters."""
_SIMILAR_MIN = 0.75
"""How alike a misspelt language must be to a known one, as difflib measures it."""

_REPORTED: tuple[tuple[str, Severity, str], ...] = (
    ("unclosed-fence", Severity.ERROR, "A fence is never closed"),
    ("two-backticks", Severity.ERROR, "A fence is closed by two backticks"),
    ("outdented-code", Severity.WARNING, "Code is indented less than its fence"),
    ("command-on-info-string", Severity.ERROR, "A command stands behind the backticks"),
    ("annotated-twice", Severity.ERROR, "A step is annotated in two places"),
    ("annotation", Severity.ERROR, "An annotation cannot be read"),
    ("annotation-value", Severity.ERROR, "An annotation has a value that is not allowed"),
    ("duplicate-step-name", Severity.ERROR, "Two steps have one name"),
    ("unknown-need", Severity.ERROR, "A step needs one that is not there"),
    ("front-matter", Severity.ERROR, "The front matter cannot be read"),
    ("front-matter-value", Severity.ERROR, "The front matter has a value in a wrong form"),
    ("front-matter-unopened", Severity.WARNING, "The front matter lacks its first ---"),
    ("fenced-runbook", Severity.NOTE, "A runbook stands inside a fence"),
    ("nul-byte", Severity.ERROR, "The file holds a NUL byte"),
)


def _problems(id_: str) -> Callable[[Page], Iterable[Found]]:
    """The problems of one kind that the reader has met."""

    def check(page: Page) -> Iterator[Found]:
        return ((problem.line, problem.what) for problem in page.document.problems if problem.id == id_)

    return check


def misspelt_language(page: Page) -> Iterator[Found]:
    """A language that is not known but looks like one that is: its block would be documentation."""
    for runbook in page.runbooks:
        for step in runbook.steps:
            word = step.language
            if step.manual or not _LANGUAGE.match(word) or word in known.EXECUTABLE or word in known.DOCUMENTATION:
                continue
            near = difflib.get_close_matches(word, _MEANT, n=1, cutoff=_SIMILAR_MIN)
            if near:
                yield step.line, f'the language "{word}" is not known, so nothing here runs. Write "{near[0]}".'


RULES = (
    *(Rule(id=id_, severity=severity, summary=summary, check=_problems(id_)) for id_, severity, summary in _REPORTED),
    Rule(
        id="misspelt-language",
        severity=Severity.WARNING,
        summary="The language of a fence is misspelt",
        check=misspelt_language,
    ),
)
