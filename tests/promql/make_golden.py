"""Writes the golden answers: what promtool of Prometheus 3 gives for the golden cases.

Run it with ``DRILLBOOK_PROMTOOL=… python tests/promql/make_golden.py`` after a change of the cases or of the version
that docs/reference/promql.md names.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from golden_cases import golden_cases
from promtool_reference import Answer, ask, find_promtool, major_version

FOLDER = Path(__file__).parent / "golden"


def written(answer: Answer) -> object:
    """An answer as JSON: a list of labels and value, or null for an error; values as text, because of NaN."""
    if answer.samples is None:
        return None
    return [[dict(labels), repr(value)] for labels, value in sorted(answer.samples.items())]


def main() -> None:
    """Ask promtool and write one file for each time."""
    promtool = find_promtool()
    if promtool is None or major_version(promtool) < 3:
        raise SystemExit("a promtool of Prometheus 3 is needed: set DRILLBOOK_PROMTOOL.")
    cases = golden_cases()
    with tempfile.TemporaryDirectory() as folder:
        answers = ask(promtool, cases, folder=Path(folder))
    FOLDER.mkdir(exist_ok=True)
    for case, case_answers in zip(cases, answers, strict=True):
        lines = [
            f"{json.dumps(expr)}: {json.dumps(written(answer))}"
            for expr, answer in zip(case.expressions, case_answers, strict=True)
        ]
        text = "{\n" + ",\n".join(lines) + "\n}\n"
        (FOLDER / f"at-{case.at_ms}-ms.json").write_text(text)


if __name__ == "__main__":
    main()
