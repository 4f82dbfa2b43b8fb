"""Targets: times that the rules cannot meet, however fast everybody is."""

from __future__ import annotations

from collections.abc import Iterator

from drillbook.lint import literals
from drillbook.lint.corpus import Corpus
from drillbook.lint.finding import Severity
from drillbook.lint.rule import Placed, Rule
from drillbook.lint.timing import spoken

RATE_SCRAPES_MIN = 4
"""Scrapes that a rate's window must span to survive a missed one (Prometheus' own advice)."""


def target_out_of_reach(corpus: Corpus) -> Iterator[Placed]:
    """A time to detect that is shorter than hold and grouping alone."""
    timing = corpus.context.timing
    for card in corpus.cards:
        rules = [rule for name in card.alerts for rule in corpus.by_alert.get(name, ())]
        if card.mttd_s is None or not rules:
            continue
        pages = [(timing.earliest_page_s(for_s=rule.for_s, interval_s=rule.interval_s), rule) for rule in rules]
        earliest_s, rule = min(pages, key=lambda page: page[0])
        if earliest_s > card.mttd_s:
            every = spoken(rule.interval_s or timing.evaluation_interval_s)
            what = (
                f"with `for: {spoken(rule.for_s).replace(' min', 'm').replace(' h', 'h').replace(' s', 's')}` in "
                f"{rule.name}, evaluation every {every} and group_wait {spoken(timing.group_wait_s)} the earliest page "
                f"is {spoken(earliest_s)}: the target of {spoken(card.mttd_s)} cannot be met. "
                "Shorten the hold, or the target is a wish."
            )
            yield card.path, card.lines.get("targets", card.line), what


def short_window(corpus: Corpus) -> Iterator[Placed]:
    """A rate over so short a window that a missed scrape leaves it without a result, which resets the hold."""
    scrape_s = corpus.context.timing.scrape_interval_s
    for rule in corpus.alerts:
        for function, window_s in literals.rated(rule.expression):
            if window_s < RATE_SCRAPES_MIN * scrape_s:
                least = spoken(RATE_SCRAPES_MIN * scrape_s)
                what = f"{rule.name}: {function} over {spoken(window_s)} with a scrape every {spoken(scrape_s)}"
                yield rule.path, rule.line, f"{what} has no result after a missed one. Use at least {least}."
                break


RULES = (
    Rule(
        id="target-out-of-reach",
        severity=Severity.ERROR,
        summary="The rule's timing cannot meet the target",
        check_corpus=target_out_of_reach,
    ),
    Rule(
        id="short-rate-window",
        severity=Severity.WARNING,
        summary="A rate's window is shorter than four scrapes",
        check_corpus=short_window,
    ),
)
