"""A tabled runbook: one row of a table whose columns are sections, "issue, symptoms, solution"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drillbook.model.runbook import Role, Runbook, Section, SectionRole, Step, Symptom
from drillbook.runbook import labels, tables, thresholds, titles
from drillbook.runbook.blocks import Block
from drillbook.runbook.sections import STEP_ROLE_OF

_ROLES_MIN = 2
"""A table with fewer columns that are sections is any table."""


def find(blocks: Sequence[Block], *, path: str) -> Iterator[Runbook]:
    """The runbooks in the tables of a text, in order."""
    for block in blocks:
        for table in tables.find(block):
            roles = [titles.role(title) if index else None for index, title in enumerate(table.header)]
            if len({role for role in roles if role in STEP_ROLE_OF}) >= _ROLES_MIN:
                yield from (_runbook(table, roles, row=row, path=path) for row in table.rows if row[1][0])


def _runbook(
    table: tables.Table, roles: list[SectionRole | None], *, row: tuple[int, tuple[str, ...]], path: str
) -> Runbook:
    line, cells = row
    told = [(role, title, cell) for role, title, cell in zip(roles, table.header, cells, strict=True) if role and cell]
    signs = [cell for role, _, cell in told if role is SectionRole.SYMPTOMS]
    return Runbook(
        path=path,
        id=titles.identifier(cells[0]),
        title=cells[0],
        line=line,
        sections=tuple(
            Section(role=role, title=title, line=line, level=labels.LEVEL, end_line=line, text=cell)
            for role, title, cell in told
        ),
        steps=tuple(_steps(told, line)),
        symptoms=tuple(Symptom(line=line, text=cell, thresholds=tuple(thresholds.mine(cell, line))) for cell in signs),
        thresholds=tuple(found for cell in cells[1:] for found in thresholds.mine(cell, line)),
    )


def _steps(told: list[tuple[SectionRole, str, str]], line: int) -> Iterator[Step]:
    """The instruction in each cell of a section that is acted on."""
    for role, _, cell in told:
        phase = STEP_ROLE_OF.get(role, Role.DOC)
        if phase not in (Role.DOC, Role.DETECT):
            yield Step(line=line, language="", role=phase, code="", title=cell, name=f"line-{line}", manual=True)
