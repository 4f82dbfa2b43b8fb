"""Promises: numbers, durations and severities that a runbook states otherwise than its alert does."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from drillbook.lint import literals
from drillbook.lint.corpus import Card, Corpus, Promise
from drillbook.lint.finding import Severity
from drillbook.lint.rule import Placed, Rule
from drillbook.lint.timing import spoken
from drillbook.model.runbook import Threshold
from drillbook.rules import AlertingRule
from drillbook.runbook import thresholds

_LEVELS = (
    re.compile(r"p(\d)\Z"),
    re.compile(r"sev-?(\d)\Z"),
    re.compile(r"(critical|error|warning|info|high|medium|low|major|minor|page|ticket)\Z"),
)
"""Scales of severity; two words are compared only on one scale."""
_FACTORS = (1.0, 100.0, 0.01, 1000.0, 0.001)
"""How a rule may scale what the prose says: percent, milliseconds."""
_SHOWN_CHARACTERS = 80


def threshold_differs(corpus: Corpus) -> Iterator[Placed]:
    """Prose says 90 %, the rule 0.8."""
    for card, promise, rule in _pairs(corpus):
        compared = literals.thresholds(rule.expression)
        if compared and not any(_agrees(promise.threshold, number) for number in compared):
            numbers = ", ".join(f"{number:g}" for number in sorted(compared))
            said = promise.threshold.text[:_SHOWN_CHARACTERS]
            what = f"«{said}», but {rule.name} compares with {numbers} ({rule.path}:{rule.line}). Make them agree."
            yield card.path, promise.threshold.line, what


def duration_differs(corpus: Corpus) -> Iterator[Placed]:
    """Prose says for 10 min, the rule ``for: 5m``."""
    for card, promise, rule in _pairs(corpus):
        said_s = promise.threshold.for_s
        if said_s is None:
            continue
        windows = literals.windows_s(rule.expression)
        lasting = {rule.for_s, *windows, *(window + rule.for_s for window in windows)}
        if not any(math.isclose(said_s, each) for each in lasting):
            said = promise.threshold.text[:_SHOWN_CHARACTERS]
            held = f"holds for {spoken(rule.for_s)}" if rule.for_s else "does not hold"
            what = f"«{said}», but {rule.name} {held} ({rule.path}:{rule.line}). Make them agree."
            yield card.path, promise.threshold.line, what


def _pairs(corpus: Corpus) -> Iterator[tuple[Card, Promise, AlertingRule]]:
    """Each number of a symptom with the rule that it is about.

    A symptom that names its alert is about that alert. One that does not is about the runbook's only alert, if the
    runbook states a single number: of several nobody knows which one the rule measures.
    """
    for card in corpus.cards:
        for promise in card.promises:
            name = promise.alert
            if not name and len(card.promises) == 1 and len(card.alerts) == 1:
                name = card.alerts[0]
            rules = corpus.by_alert.get(name, ())
            if len(rules) == 1:
                yield card, promise, rules[0]


def _agrees(promised: Threshold, number: float) -> bool:
    value, unit = thresholds.in_base_unit(promised.value, promised.unit)
    values = [value, 1 - value] if promised.unit == "%" else [value, promised.value]
    if unit == "bytes":
        values += [promised.value * 1024**power for power in range(5)]
    return any(math.isclose(each * factor, number, rel_tol=1e-6) for each in values for factor in _FACTORS)


def severity_differs(corpus: Corpus) -> Iterator[Placed]:
    """The runbook says P1, the rule's label P2."""
    for card, rule in corpus.bound():
        label = rule.labels.get("severity", "")
        if card.severity and label and "{{" not in label and _conflict(card.severity, label):
            what = f"the severity is {card.severity} here and {label} in {rule.name} ({rule.path}:{rule.line})."
            yield card.path, card.lines.get("severity", card.line), f"{what} Make them agree."


def _conflict(said: str, label: str) -> bool:
    one, other = said.strip().lower(), label.strip().lower()
    return one != other and any(scale.match(one) and scale.match(other) for scale in _LEVELS)


RULES = (
    Rule(
        id="threshold-differs",
        severity=Severity.ERROR,
        summary="Prose and rule state different numbers",
        check_corpus=threshold_differs,
    ),
    Rule(
        id="duration-differs",
        severity=Severity.ERROR,
        summary="Prose and rule state different durations",
        check_corpus=duration_differs,
    ),
    Rule(
        id="severity-differs",
        severity=Severity.ERROR,
        summary="Runbook and rule state different severities",
        check_corpus=severity_differs,
    ),
)
