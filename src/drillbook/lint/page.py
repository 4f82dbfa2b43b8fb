"""A page: one Markdown file under lint, with what the reader understood of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from drillbook.lint.context import Context
from drillbook.model.runbook import Document, Role, Runbook, SectionRole, Step
from drillbook.runbook.anchors import slug

SHELLS = frozenset({"bash", "console"})
_PROCEDURE = frozenset({SectionRole.MITIGATION, SectionRole.RESOLUTION})
_INCIDENT = _PROCEDURE | {SectionRole.SYMPTOMS, SectionRole.DIAGNOSIS}
_OPERATIONAL = _INCIDENT | {SectionRole.VERIFICATION, SectionRole.ROLLBACK, SectionRole.ESCALATION}
INCIDENT_SECTIONS_MIN = 2
"""A part with fewer of an incident's sections is a page about something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the rules of one file look at."""

    path: str
    lines: tuple[str, ...]
    document: Document
    context: Context

    @property
    def runbooks(self) -> tuple[Runbook, ...]:
        """The runbooks of the file."""
        return self.document.runbooks

    @property
    def operational(self) -> bool:
        """Whether the file has any section of a runbook: a README or change log is not blamed for what it is not."""
        return any(roles(runbook) & _OPERATIONAL for runbook in self.runbooks)

    @property
    def incidents(self) -> Iterator[Runbook]:
        """Those of its runbooks that somebody is paged for, rather than procedures and policies."""
        return (runbook for runbook in self.runbooks if is_incident(runbook))

    @property
    def steps(self) -> Iterator[Step]:
        """The steps of all its runbooks that would be executed, in order."""
        for runbook in self.runbooks:
            yield from executed(runbook)

    @property
    def shell_steps(self) -> Iterator[Step]:
        """Those of its steps that a shell executes."""
        return (step for step in self.steps if step.language in SHELLS)

    @property
    def anchors(self) -> frozenset[str]:
        """The fragments that lead to a place of the file, with those that titles full of code have elsewhere."""
        titles = (line.lstrip("# ") for line in self.lines if line.startswith("#"))
        written = (slug(title.replace("`", "")) for title in titles)
        return frozenset((*(anchor.name for anchor in self.document.anchors), *written))


def roles(runbook: Runbook) -> frozenset[SectionRole]:
    """What the sections of a runbook are for."""
    return frozenset(section.role for section in runbook.sections if section.role)


def is_incident(runbook: Runbook) -> bool:
    """Whether a runbook has an alert or scenario, or at least two of an incident's sections, not cells of a table."""
    if runbook.alerts or runbook.scenarios:
        return True
    return len({section.line for section in runbook.sections if section.role in _INCIDENT}) >= INCIDENT_SECTIONS_MIN


def executed(runbook: Runbook) -> Iterator[Step]:
    """The steps of a runbook that would be executed: neither manual nor documentation."""
    return (step for step in runbook.steps if step.code and not step.manual and step.role is not Role.DOC)


def line_of(runbook: Runbook, key: str) -> int:
    """The line of a key of the front matter, or of the runbook."""
    return runbook.front_matter_lines.get(key, runbook.line)


def code_line(step: Step, index: int) -> int:
    """The line of the file that line `index` of a step's code (from 0) came from."""
    if not step.code_lines:
        return step.line
    return step.code_lines[max(0, min(index, len(step.code_lines) - 1))]
