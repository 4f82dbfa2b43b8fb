"""Sections: what a runbook must say and does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from drillbook.lint.finding import Severity
from drillbook.lint.page import Page, executed, roles
from drillbook.lint.rule import Found, Rule
from drillbook.model.runbook import Role, Runbook, Section, SectionRole

_PROCEDURE = frozenset({SectionRole.MITIGATION, SectionRole.RESOLUTION})
_LATER = re.compile(
    r"(?:TODO|TBD|TBC|FIXME|WIP|n/a|\.\.\.|…|to be (?:done|written|defined|added))[\s.:!]*", re.IGNORECASE
)


def empty_section(page: Page) -> Iterator[Found]:
    """A section with a role and nothing in it, or nothing but TODO."""
    for runbook in page.runbooks:
        for index, section in enumerate(runbook.sections):
            if section.role and not _says_something(runbook, index):
                what = f'the section "{section.title}" is empty. Write it, or take its title out.'
                yield section.line, what


def _says_something(runbook: Runbook, index: int) -> bool:
    section = runbook.sections[index]
    following = runbook.sections[index + 1] if index + 1 < len(runbook.sections) else None
    if following and following.level > section.level and _inside(following, section):
        return True
    text = _LATER.sub("", section.text).strip(" \n-*_")
    if text:
        return True
    end = following.line - 1 if following else section.end_line or section.line
    return any(section.line <= step.line <= end for step in runbook.steps)


def _inside(inner: Section, outer: Section) -> bool:
    return not outer.end_line or inner.line <= outer.end_line


def left_blank(page: Page) -> Iterator[Found]:
    """Prose that somebody meant to fill in: ``[Contact Info]``, ``TBD``."""
    seen: set[tuple[int, str]] = set()
    for runbook in page.runbooks if page.operational else ():
        for blank in runbook.blanks:
            if (blank.line, blank.text) not in seen:
                seen.add((blank.line, blank.text))
                yield blank.line, f"«{blank.text}» was never filled in. Fill it in, or take it out."


def missing_procedure(page: Page) -> Iterator[Found]:
    """An incident without mitigation or resolution."""
    for runbook in page.incidents:
        if not roles(runbook) & _PROCEDURE:
            yield runbook.line, f'"{runbook.title}" does not say what to do. Add a Resolution section with its steps.'


def missing_verification(page: Page) -> Iterator[Found]:
    """An incident whose end nobody can tell."""
    for runbook in page.incidents:
        if SectionRole.VERIFICATION not in roles(runbook) and not runbook.having(Role.VERIFY):
            what = (
                f'"{runbook.title}" does not say how to see that it is over. Add a Verification section with a check.'
            )
            yield runbook.line, what


def missing_rollback(page: Page) -> Iterator[Found]:
    """An incident whose procedure has commands, but no way back."""
    for runbook in page.incidents:
        acts = any(step.role is Role.ACT for step in executed(runbook))
        if acts and SectionRole.ROLLBACK not in roles(runbook):
            what = (
                f'"{runbook.title}" does not say how to undo its steps. Add a Rollback section, even "Nothing to undo".'
            )
            yield runbook.line, what


def missing_escalation(page: Page) -> Iterator[Found]:
    """An incident in a file that never says whom to call."""
    if any(SectionRole.ESCALATION in roles(runbook) for runbook in page.runbooks):
        return
    for runbook in page.incidents:
        if not runbook.escalations:
            what = f'"{runbook.title}" does not say when to call whom. Add an Escalation section.'
            yield runbook.line, what


def nothing_to_execute(page: Page) -> Iterator[Found]:
    """A procedure in prose only: no drill can follow it."""
    for runbook in page.incidents:
        section = next((section for section in runbook.sections if section.role in _PROCEDURE), None)
        if section and not any(step.role is Role.ACT for step in executed(runbook)):
            what = f'the section "{section.title}" has nothing to execute. Add a fenced block with the commands.'
            yield section.line, what


def _rule(id_: str, severity: Severity, *, summary: str, check: Callable[[Page], Iterable[Found]]) -> Rule:
    return Rule(id=id_, severity=severity, summary=summary, check=check)


RULES = (
    _rule("empty-section", Severity.WARNING, summary="A section is empty or says TODO", check=empty_section),
    _rule("left-blank", Severity.WARNING, summary="Something was never filled in", check=left_blank),
    _rule("missing-procedure", Severity.WARNING, summary="A runbook has no resolution", check=missing_procedure),
    _rule(
        "missing-verification", Severity.WARNING, summary="A runbook has no verification", check=missing_verification
    ),
    _rule("missing-rollback", Severity.NOTE, summary="A runbook has no rollback", check=missing_rollback),
    _rule("missing-escalation", Severity.NOTE, summary="A runbook has no escalation", check=missing_escalation),
    _rule("nothing-to-execute", Severity.WARNING, summary="A procedure has no command", check=nothing_to_execute),
)
