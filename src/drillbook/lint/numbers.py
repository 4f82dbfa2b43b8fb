"""Numbers: symptoms that no rule could measure, because they do not say how much or how long."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drillbook.lint.finding import Severity
from drillbook.lint.page import Page
from drillbook.lint.rule import Found, Rule

_VAGUE = re.compile(
    r"\b(?:high|higher|low|elevated|excessive|abnormal(?:ly)?|spik(?:e|es|ing)|increased|too many|unusual(?:ly)?)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d")
_QUOTED = re.compile(r"\"[^\"]*\"|`[^`]*`|\u201c[^\u201d]*\u201d")
"""Words of an error or an option are no description."""
_SHOWN_CHARACTERS = 80


def sustained(page: Page) -> Iterator[Found]:
    """A threshold that must last, without saying how long."""
    seen: set[tuple[int, str]] = set()
    for runbook in page.runbooks if page.operational else ():
        for threshold in runbook.thresholds:
            if threshold.sustained and (threshold.line, threshold.text) not in seen:
                seen.add((threshold.line, threshold.text))
                what = f"«{threshold.text[:_SHOWN_CHARACTERS]}» must be sustained, but for how long? Write: for 5 min."
                yield threshold.line, what


def vague(page: Page) -> Iterator[Found]:
    """A symptom that says "high" and no number, and names no alert."""
    for runbook in page.runbooks:
        for symptom in runbook.symptoms:
            word = _VAGUE.search(_QUOTED.sub("", symptom.text))
            if word and not symptom.detectable and not _NUMBER.search(symptom.text):
                what = f'«{symptom.text[:_SHOWN_CHARACTERS]}»: "{word[0].lower()}" is no number.'
                yield symptom.line, f"{what} Write a threshold, or name the alert: <!-- detect: alert=Name -->."


RULES = (
    Rule(id="sustained-how-long", severity=Severity.WARNING, summary="Sustained, but for how long", check=sustained),
    Rule(id="vague-symptom", severity=Severity.WARNING, summary="A symptom without a number", check=vague),
)
