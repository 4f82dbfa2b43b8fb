"""A corpus: all runbooks and rule files under lint, as far as they must know of each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from drillbook.lint.context import Context
from drillbook.model.runbook import Runbook, Threshold
from drillbook.rules import AlertingRule
from drillbook.runbook import titles


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A number that a symptom states, and the alert that the symptom names, if any."""

    alert: str
    threshold: Threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What other files need to know of one runbook."""

    path: str
    line: int
    id: str
    title: str
    severity: str
    alerts: tuple[str, ...]
    """Named by the front matter or by a ``detect:`` comment."""
    mttd_s: float | None
    incident: bool
    lines: Mapping[str, int]
    """Where it says each thing: ``alerts``, ``severity``, ``targets``, ``id``."""
    promises: tuple[Promise, ...]
    predicated: bool
    """Whether a symptom has a predicate of its own."""

    @property
    def names(self) -> frozenset[str]:
        """By what a rule file may name it, in lower case: its id, its title, its file."""
        stem = self.path.rpartition("/")[2].rpartition(".")[0]
        words = (self.id, self.title, titles.identifier(self.title), stem, *self.alerts)
        return frozenset(word.lower() for word in words)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCard:
    """What other files need to know of one Markdown file."""

    path: str
    runbooks: tuple[Card, ...] = ()
    anchors: frozenset[str] = frozenset()
    links: tuple[tuple[int, str], ...] = ()
    """Line and target of each link to a file."""


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """Everything under lint."""

    files: tuple[FileCard, ...]
    alerts: tuple[AlertingRule, ...]
    context: Context = field(default_factory=Context)

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The runbooks of all files."""
        return tuple(card for file in self.files for card in file.runbooks)

    @cached_property
    def by_alert(self) -> Mapping[str, tuple[AlertingRule, ...]]:
        """The rules of each alert; one name may have several, for several severities."""
        found: dict[str, tuple[AlertingRule, ...]] = {}
        for rule in self.alerts:
            found[rule.name] = (*found.get(rule.name, ()), rule)
        return found

    def bound(self) -> Iterator[tuple[Card, AlertingRule]]:
        """Each runbook with each rule of each alert it names."""
        for card in self.cards:
            for name in card.alerts:
                for rule in self.by_alert.get(name, ()):
                    yield card, rule


def card_of(runbook: Runbook, *, incident: bool) -> Card:
    """The card of a runbook."""
    detected = [symptom.alert for symptom in runbook.symptoms if symptom.alert]
    lines = {symptom.alert: symptom.line for symptom in reversed(runbook.symptoms) if symptom.alert}
    return Card(
        path=runbook.path,
        line=runbook.line,
        id=runbook.id,
        title=runbook.title,
        severity=runbook.severity,
        alerts=tuple(dict.fromkeys((*runbook.alerts, *detected))),
        mttd_s=runbook.mttd_s,
        incident=incident,
        lines=lines | dict(runbook.front_matter_lines),
        promises=tuple(
            Promise(alert=symptom.alert, threshold=threshold)
            for symptom in runbook.symptoms
            for threshold in symptom.thresholds
        ),
        predicated=any(symptom.predicate for symptom in runbook.symptoms),
    )
