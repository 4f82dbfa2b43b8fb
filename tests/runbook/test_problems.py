"""Problems: bounded, in order, never without the one that blocks."""

from __future__ import annotations

from drillbook.runbook.limits import PROBLEMS_MAX
from drillbook.runbook.problems import Problems


def test_problems_come_in_the_order_of_their_lines():
    problems = Problems("x.md")
    problems.add(9, "b", what="later.")
    problems.add(2, "a", what="earlier.", blocking=True)
    assert [(p.line, p.id, p.blocking, p.path) for p in problems.in_order()] == [
        (2, "a", True, "x.md"),
        (9, "b", False, "x.md"),
    ]


def test_beyond_the_limit_only_the_first_blocking_one_is_kept():
    problems = Problems("x.md")
    for line in range(PROBLEMS_MAX + 10):
        problems.add(line, "a", what="x.")
    problems.add(5_000, "b", what="x.", blocking=True)
    problems.add(5_001, "b", what="x.", blocking=True)
    assert len(problems.in_order()) == PROBLEMS_MAX + 1
    assert problems.in_order()[-1].line == 5_000
