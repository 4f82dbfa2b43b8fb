"""The table of all rules, by id."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from drillbook.lint import (
    alerts,
    commands,
    duplicates,
    fences,
    links,
    numbers,
    placeholders,
    promises,
    review,
    risk,
    sections,
    shell,
    sql,
    targets,
)
from drillbook.lint.finding import Severity
from drillbook.lint.rule import Rule

UNREADABLE = "unreadable"
SILENCE_WITHOUT_REASON = "silence-without-reason"
UNUSED_SILENCE = "unused-silence"

_OF_THE_RUN = (
    Rule(id=UNREADABLE, severity=Severity.ERROR, summary="A file cannot be read"),
    Rule(id=SILENCE_WITHOUT_REASON, severity=Severity.WARNING, summary="A silence gives no reason"),
    Rule(id=UNUSED_SILENCE, severity=Severity.WARNING, summary="A silence silences nothing"),
)
"""Found by the run itself, which alone knows what was read and what was silenced."""

_SUBJECTS = (
    *(fences, sections, placeholders, shell, sql, commands, risk, numbers),
    *(promises, alerts, targets, review, duplicates, links),
)

RULES: Mapping[str, Rule] = MappingProxyType(
    {rule.id: rule for rule in (*(rule for subject in _SUBJECTS for rule in subject.RULES), *_OF_THE_RUN)}
)
"""Every rule by its id."""


SUBJECT_OF: Mapping[str, str] = MappingProxyType(
    {rule.id: subject.__name__.rpartition(".")[2] for subject in _SUBJECTS for rule in subject.RULES}
    | {rule.id: "silences" for rule in _OF_THE_RUN}
)
"""The page of the reference, ``docs/reference/lint/SUBJECT.md``, that explains each rule."""
