"""Review: runbooks that nobody has looked at, or drilled, since they should have been."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from drillbook.lint.finding import Severity
from drillbook.lint.page import Page, line_of
from drillbook.lint.rule import Found, Rule

_PERIOD_S_MAX = 100 * 365 * 86_400.0
"""A longer period never ends."""


def overdue(page: Page) -> Iterator[Found]:
    """A review that has run out."""
    for runbook in page.runbooks:
        if runbook.last_reviewed and runbook.review_in_s and runbook.review_in_s < _PERIOD_S_MAX:
            try:
                due = runbook.last_reviewed + timedelta(seconds=runbook.review_in_s)
            except OverflowError:
                continue
            if due < page.context.today:
                what = f"the review was due on {due.isoformat()}. Read it through, and set last_reviewed."
                yield line_of(runbook, "last_reviewed"), what


def undated(page: Page) -> Iterator[Found]:
    """A review period that starts at no date."""
    for runbook in page.runbooks:
        if runbook.review_in_s and not runbook.last_reviewed and "last_reviewed" not in runbook.front_matter:
            yield line_of(runbook, "review_in"), "review_in counts from last_reviewed, which is missing. Add it."


def changed(page: Page) -> Iterator[Found]:
    """A runbook that differs from the one that passed its drill."""
    when, differs = page.context.drilled.get(page.path, ("", False))
    if differs:
        line = page.runbooks[0].line if page.runbooks else 1
        yield line, f"the runbook has changed since it passed its drill on {when}. Drill it again: drillbook run."


RULES = (
    Rule(id="review-overdue", severity=Severity.WARNING, summary="The review is overdue", check=overdue),
    Rule(id="review-undated", severity=Severity.WARNING, summary="The review has no date", check=undated),
    Rule(id="changed-since-drill", severity=Severity.NOTE, summary="Changed since it passed its drill", check=changed),
)
