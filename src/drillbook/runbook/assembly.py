"""The assembly of one `Runbook` from its part of a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType
from typing import Any

from drillbook.model.runbook import Link, Role, Runbook, Step
from drillbook.runbook import fences, links, metadata, prose, sections, steps, symptoms, titles
from drillbook.runbook.blocks import Block
from drillbook.runbook.front_matter import FrontMatter
from drillbook.runbook.problems import Problems
from drillbook.runbook.prose import Prose
from drillbook.runbook.splitting import Part

_OF_ONE = ("id", "title", "alerts", "scenarios")
"""Front matter that names one runbook; where a file holds many, it is not theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text with all that its runbooks share."""

    path: str
    front: FrontMatter
    blocks: Sequence[Block]
    first_line: int
    last_line: int
    anchors: dict[int, str]
    """The anchor of the heading on each line."""
    links: Sequence[Link]
    """Every link, in order."""
    frame: bool = False
    """Whether its runbooks stand inside a fence, so that the text around them is no procedure."""


def runbook(text: Text, part: Part, *, problems: Problems) -> Runbook | None:
    """The runbook in one part of a text; None if the part holds nothing that a runbook holds."""
    alone = part.start == 0 and part.end == len(text.blocks)
    own = text.blocks[part.start : part.end]
    placed = list(sections.place(own))
    last_line = text.blocks[part.end].line - 1 if part.end < len(text.blocks) else text.last_line
    titled = sections.sections(placed, own_title=part.title, last_line=last_line, anchors=text.anchors)
    sectioned = any(section.role for section in titled)
    unplaced = Role.DOC if text.frame else Role.ACT
    read = steps.read(placed, unplaced=None if sectioned else unplaced)
    said = prose.mine(placed)
    if not (alone or part.owns or _holds_something(read.steps, said, body_only=part.body_only)):
        return None
    fields = _front_matter(text, problems) if alone else {}
    for line, id_, what, blocking in read.troubles:
        problems.add(line, id_, what=what, blocking=blocking)
    stem = PurePath(text.path).stem
    title = part.title or stem
    return Runbook(
        path=text.path,
        line=text.first_line if alone else part.line,
        **{"id": titles.identifier(stem if alone and text.first_line == 1 else title), "title": title} | fields,
        front_matter=MappingProxyType(dict(text.front.values)),
        front_matter_lines=MappingProxyType(dict(text.front.lines)),
        sections=tuple(titled),
        steps=read.steps,
        symptoms=tuple(symptoms.find(placed)),
        thresholds=tuple(said.thresholds),
        escalations=tuple(said.escalations),
        links=links.between(text.links, own[0].line if own else 1, last_line=last_line),
        blanks=tuple(said.blanks),
    )


def _holds_something(found: Sequence[Step], said: Prose, *, body_only: bool) -> bool:
    """Whether a part without sections is worth keeping: a command, a number or an escalation rule, or a checklist."""
    if said.thresholds or said.escalations or said.blanks or any(step.language in fences.EXECUTABLE for step in found):
        return True
    return bool(found) and not body_only


def _front_matter(text: Text, problems: Problems) -> dict[str, Any]:
    fields, wrong = metadata.read(text.front)
    for line, what in wrong:
        problems.add(line, "front-matter-value", what=what, blocking=True)
    return fields
