"""A symptom: one sign of trouble that a runbook names, with what detects it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from drillbook.model.runbook import SectionRole, Symptom
from drillbook.runbook import inline, tables, thresholds
from drillbook.runbook.blocks import Block, Kind
from drillbook.runbook.sections import Placed

_DETECT = re.compile(r"detect:\s*(.*)$", re.DOTALL)
_ALERT = re.compile(r"alert\s*=\s*[\"']?([\w:.-]{1,200})[\"']?\s*$")
_PIECE_WORDS_MAX = 6
_TEXT_CHARACTERS_MAX = 500


def find(placed: Sequence[Placed]) -> list[Symptom]:
    """The symptoms in a runbook's symptom sections: list items, and lines behind a label."""
    found: list[Symptom] = []
    for each in placed:
        if each.role is not SectionRole.SYMPTOMS:
            continue
        if each.block.kind is Kind.TEXT:
            found.extend(_of_block(each.block))
        elif each.block.kind is Kind.HTML and found:
            for comment in inline.comments(each.block.text):
                found[-1] = _detected(found[-1], comment)
    return found


def _of_block(block: Block) -> Iterator[Symptom]:
    text = "\n".join(line for line in block.text.split("\n") if not tables.is_row(line))
    plain = inline.plain(text)[:_TEXT_CHARACTERS_MAX]
    if not plain or (block.items and not block.opens_item):
        return
    comments = inline.comments(text)
    for piece in [plain] if block.items or comments else _pieces(plain):
        symptom = Symptom(line=block.line, text=piece, thresholds=tuple(thresholds.mine(piece, block.line)))
        for comment in comments:
            symptom = _detected(symptom, comment)
        yield symptom


def _pieces(text: str) -> list[str]:
    """``Database CPU > 90%, slow queries`` is two symptoms; a sentence is one."""
    pieces = [piece.strip() for piece in text.rstrip(".").split(", ")]
    short = all(len(piece.split()) <= _PIECE_WORDS_MAX for piece in pieces)
    return pieces if short and ". " not in text else [text]


def _detected(symptom: Symptom, comment: str) -> Symptom:
    """The symptom with what a ``detect:`` comment says of it."""
    found = _DETECT.match(comment.strip())
    if found is None:
        return symptom
    alert = _ALERT.match(found[1].strip())
    if alert:
        return replace(symptom, alert=alert[1])
    return replace(symptom, predicate=" ".join(found[1].split()))
