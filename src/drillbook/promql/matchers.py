"""Matchers: the conditions in braces that select series by their labels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from drillbook.promql.labels import METRIC_NAME, Labels, value_of
from drillbook.promql.regex import translated


class MatchKind(StrEnum):
    """The four operators."""

    EQUAL = "="
    NOT_EQUAL = "!="
    REGEX = "=~"
    NOT_REGEX = "!~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """One condition; regular expressions match the whole value, an absent label has the empty value."""

    kind: MatchKind
    name: str
    value: str

    def selects(self, labels: Labels) -> bool:
        """Whether a series with these labels fulfils the condition."""
        actual = value_of(labels, self.name)
        match self.kind:
            case MatchKind.EQUAL:
                return actual == self.value
            case MatchKind.NOT_EQUAL:
                return actual != self.value
            case MatchKind.REGEX:
                return self.pattern.fullmatch(actual) is not None
            case MatchKind.NOT_REGEX:
                return self.pattern.fullmatch(actual) is None

    @property
    def pattern(self) -> re.Pattern[str]:
        """The value as a Python pattern; raises ExpressionError where it has no equal in Python."""
        return translated(self.value)


Matchers = tuple[Matcher, ...]


def metric_name(matchers: Matchers) -> str | None:
    """The one metric name that the matchers ask for, None where they leave it open."""
    for matcher in matchers:
        if matcher.name == METRIC_NAME and matcher.kind is MatchKind.EQUAL:
            return matcher.value
    return None


def selects(matchers: Matchers, labels: Labels) -> bool:
    """Whether all conditions hold."""
    return all(matcher.selects(labels) for matcher in matchers)
