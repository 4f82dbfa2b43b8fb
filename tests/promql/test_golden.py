"""The answers of Prometheus 3 to our own expressions, kept as files, hold here too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from comparison import difference, our_answers
from golden_cases import EXPRESSIONS, golden_cases
from promtool_reference import Answer, Case

from drillbook.promql.functions import SUPPORTED
from drillbook.promql.labels import canonical

FOLDER = Path(__file__).parent / "golden"


def answer(value: Any) -> Answer:
    if value is None:
        return Answer(samples=None)
    return Answer(samples={canonical(labels): float(number) for labels, number in value})


@pytest.mark.parametrize("case", golden_cases(), ids=lambda case: f"at {case.at_ms} ms")
def test_every_expression_gives_what_prometheus_gave(case: Case) -> None:
    golden = json.loads((FOLDER / f"at-{case.at_ms}-ms.json").read_text())
    assert list(golden) == list(case.expressions), "the cases have changed: run make_golden.py"
    differences = [
        found
        for (expr, value), ours in zip(golden.items(), our_answers(case), strict=True)
        if (found := difference(expr, reference=answer(value), ours=ours))
    ]
    assert not differences, "\n".join(differences)


def test_every_supported_function_is_among_the_golden_expressions() -> None:
    asked = " ".join(EXPRESSIONS)
    assert [function for function in sorted(SUPPORTED) if f"{function}(" not in asked] == []
