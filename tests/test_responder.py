"""Who answers the page: one follows the runbook to the letter, one does nothing."""

from __future__ import annotations

from drillbook.model.runbook import Role, Runbook, Step
from drillbook.responder import Automatic, Nobody


def step(role: Role, line: int, **more: bool) -> Step:
    return Step(line=line, language="bash", role=role, code="x", **more)


BOOK = Runbook(
    path="runbooks/x.md",
    id="x",
    title="X",
    steps=(
        step(Role.ACT, 30),
        step(Role.DIAGNOSE, 10),
        step(Role.ACT, 40, manual=True),
        step(Role.ACT, 20),
        step(Role.DOC, 50),
    ),
)


def test_the_automatic_one_takes_every_executable_step_of_the_phase_in_document_order() -> None:
    assert Automatic().acts
    assert [one.line for one in Automatic().steps(Role.ACT, BOOK)] == [30, 20]
    assert [one.line for one in Automatic().steps(Role.DIAGNOSE, BOOK)] == [10]
    assert Automatic().steps(Role.VERIFY, BOOK) == ()


def test_nobody_takes_none() -> None:
    assert not Nobody().acts
    assert all(Nobody().steps(role, BOOK) == () for role in Role)
