"""Alerts: rules and runbooks that do not lead to each other."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from drillbook.lint.corpus import Card, Corpus
from drillbook.lint.finding import Severity
from drillbook.lint.rule import Placed, Rule
from drillbook.rules import AlertingRule

_URLS = ("runbook_url", "runbook", "runbook_link")
_SUFFIX = re.compile(r"\.(?:md|markdown|html?|adoc)\Z", re.IGNORECASE)
_INDEX = frozenset({"index", "readme", "_index"})


def url_leads_nowhere(corpus: Corpus) -> Iterator[Placed]:
    """A rule whose runbook is not among those under lint."""
    if not corpus.cards:
        return
    names = _names(corpus)
    for rule in corpus.alerts:
        url = _url(rule)
        if url and "{{" not in url and not names & _targets(url):
            what = f"{rule.name}: the runbook_url {url[:120]} leads to none of the runbooks. Correct it, or write it."
            yield rule.path, rule.line, what


def alert_without_runbook(corpus: Corpus) -> Iterator[Placed]:
    """An alert that leads nobody to a runbook."""
    if not corpus.cards:
        return
    named = _names(corpus)
    for rule in corpus.alerts:
        if not _url(rule) and rule.name.lower() not in named:
            yield rule.path, rule.line, f"{rule.name} has no runbook. Write one, and name it in runbook_url."


def runbook_without_alert(corpus: Corpus) -> Iterator[Placed]:
    """A runbook that no alert leads to."""
    if not corpus.alerts:
        return
    led = frozenset(target for rule in corpus.alerts for target in (*_targets(_url(rule)), rule.name.lower()))
    for card in corpus.cards:
        if card.incident and not card.alerts and not card.predicated and not card.names & led:
            what = f'no alert leads to "{card.title}". Name one under alerts, or in <!-- detect: alert=Name -->.'
            yield card.path, card.line, what


def unknown_alert(corpus: Corpus) -> Iterator[Placed]:
    """A runbook that names an alert which no rule file has."""
    if not corpus.alerts:
        return
    for card in corpus.cards:
        for name in card.alerts:
            if name not in corpus.by_alert:
                near = difflib.get_close_matches(name, corpus.by_alert, n=1)
                guess = f' Did you mean "{near[0]}"?' if near else " Correct the name, or write the rule."
                yield card.path, _line(card, name), f'no rule file has the alert "{name}".{guess}'


def _line(card: Card, alert: str) -> int:
    return card.lines.get(alert, card.lines.get("alerts", card.line))


def _url(rule: AlertingRule) -> str:
    return next((rule.annotations[key].strip() for key in _URLS if rule.annotations.get(key)), "")


def _names(corpus: Corpus) -> frozenset[str]:
    """Everything by which a rule may name a runbook."""
    return frozenset(name for card in corpus.cards for name in card.names)


def _targets(url: str) -> frozenset[str]:
    """The names that a URL may mean: its last part, and its fragment."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return frozenset()
    segments = [unquote(_SUFFIX.sub("", segment)).lower() for segment in parts.path.split("/") if segment]
    while segments and segments[-1] in _INDEX:
        segments.pop()
    return frozenset((*segments[-1:], parts.fragment.lower())) - {""}


RULES = (
    Rule(
        id="runbook-url-dangling",
        severity=Severity.ERROR,
        summary="A runbook_url leads nowhere",
        check_corpus=url_leads_nowhere,
    ),
    Rule(
        id="alert-without-runbook",
        severity=Severity.WARNING,
        summary="An alert has no runbook",
        check_corpus=alert_without_runbook,
    ),
    Rule(
        id="runbook-without-alert",
        severity=Severity.WARNING,
        summary="No alert leads to a runbook",
        check_corpus=runbook_without_alert,
    ),
    Rule(
        id="unknown-alert",
        severity=Severity.ERROR,
        summary="A runbook names an alert that is not there",
        check_corpus=unknown_alert,
    ),
)
