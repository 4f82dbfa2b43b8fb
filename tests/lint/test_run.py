from __future__ import annotations

from pathlib import Path

from drillbook.lint.context import Context
from drillbook.lint.run import POOL_FILES_MIN, lint

BOOK = "# Queue {number}\n\n## Symptoms\n\n- Queue over 5 sustained\n\n## Resolution\n\n```bash\nrestart <name>\n```\n"


def test_processes_find_what_one_process_finds(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.md" for number in range(POOL_FILES_MIN)]
    for number, path in enumerate(paths):
        path.write_text(BOOK.format(number=number), encoding="utf-8")
    alone = lint(paths, context=Context())
    assert lint(paths, context=Context(), jobs=2) == alone
    assert len({finding.path for finding in alone}) == POOL_FILES_MIN


def test_findings_are_in_the_order_of_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(BOOK, encoding="utf-8")
    lines = [finding.line for finding in lint([path], context=Context())]
    assert lines == sorted(lines)
    assert len(lines) > 1


def test_only_the_rules_that_are_asked_for_are_applied(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(BOOK, encoding="utf-8")
    found = lint([path], context=Context(), ids={"sustained-how-long"})
    assert [str(finding) for finding in found] == [
        f"{path}:5: sustained-how-long: «Queue over 5» must be sustained, but for how long? Write: for 5 min."
    ]


def test_runbooks_in_fences_are_linted_when_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"# Plan\n\n````markdown\n{BOOK}````\n", encoding="utf-8")
    assert [finding.id for finding in lint([path], context=Context())] == ["fenced-runbook"]
    assert "sustained-how-long" in {finding.id for finding in lint([path], context=Context(unfence=True))}
