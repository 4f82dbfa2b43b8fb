"""Duplicates: two runbooks that a drill, a rule or a person cannot tell apart."""

from __future__ import annotations

from collections.abc import Iterator

from drillbook.lint.corpus import Card, Corpus
from drillbook.lint.finding import Severity
from drillbook.lint.rule import Placed, Rule


def duplicate_id(corpus: Corpus) -> Iterator[Placed]:
    """Two runbooks with one id: within a file, or declared by the front matter of two."""
    first: dict[str, Card] = {}
    for card in corpus.cards:
        declared = "id" in card.lines
        for key in ({card.id} if declared else set()) | {f"{card.path}#{card.id}"}:
            other = first.setdefault(key, card)
            if other is not card:
                what = f'the id "{card.id}" is also that of {other.path}:{other.line}. Give each runbook its own.'
                yield card.path, card.lines.get("id", card.line), what
                break


RULES = (
    Rule(id="duplicate-id", severity=Severity.ERROR, summary="Two runbooks have one id", check_corpus=duplicate_id),
)
