"""Whatever promtool answers, this package's evaluator answers too."""

from __future__ import annotations

from pathlib import Path

import pytest
from comparison import difference, our_answers
from generated_expressions import CURRENT, OLD, Dialect, expressions, series
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from promtool_reference import Case, ask, find_promtool, major_version

CASES = 60
EXPRESSIONS_PER_CASE = 10
INTERVAL_MS = 15_000

PROMTOOL = find_promtool()


def dialect_of(promtool: str) -> Dialect:
    return CURRENT if major_version(promtool) >= 3 else OLD


@st.composite
def cases(draw: st.DrawFn, dialect: Dialect) -> Case:
    at_ms = draw(st.integers(150, 560)) * 1000
    if not dialect.current:
        at_ms = at_ms // INTERVAL_MS * INTERVAL_MS + 7000
    count = EXPRESSIONS_PER_CASE
    asked = draw(st.lists(expressions(dialect), min_size=count, max_size=count))
    return Case(series=draw(series(dialect)), expressions=asked, at_ms=at_ms, interval_ms=INTERVAL_MS)


def drawn_cases(dialect: Dialect) -> list[Case]:
    """The same cases in every run, so that the test cannot fail by chance."""
    drawn: list[Case] = []

    @settings(
        max_examples=CASES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases(dialect))
    def collect(case: Case) -> None:
        drawn.append(case)

    collect()
    return drawn


@pytest.mark.skipif(PROMTOOL is None, reason="no promtool on PATH or in DRILLBOOK_PROMTOOL to compare with")
def test_generated_expressions_give_what_promtool_gives(tmp_path: Path) -> None:
    promtool = str(PROMTOOL)
    drawn = drawn_cases(dialect_of(promtool))
    answers = ask(promtool, drawn, folder=tmp_path)
    differences = [
        found
        for case, references in zip(drawn, answers, strict=True)
        for expr, reference, ours in zip(case.expressions, references, our_answers(case), strict=True)
        if (found := difference(f"{expr} @ {case.at_ms} ms", reference=reference, ours=ours))
    ]
    assert not differences, "\n".join(differences)
    assert sum(bool(answer.samples) for references in answers for answer in references) > len(drawn)
