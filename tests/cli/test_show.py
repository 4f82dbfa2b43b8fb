from __future__ import annotations

import json
from pathlib import Path

import pytest

from drillbook.cli import main
from drillbook.cli.show import lines
from drillbook.runbook import read

BOOK = """# Disk full

## Symptoms

- Disk over 90 % for 10 minutes
- People complain

## Resolution

1. Call the owner
2. Make room:

   ```bash
   truncate --size 0 <log>
   ```
"""


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("disk.md")
    path.write_text(BOOK, encoding="utf-8")
    return path


def test_people_see_what_is_executable_manual_and_undetectable(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(book)]) == 0
    shown = capsys.readouterr().out
    assert "\033" not in shown
    words = {line.split()[1]: line.split()[0] for line in shown.splitlines() if line[:6].strip().isdigit()}
    assert words | {"undetectable": "6", "manual": "10", "executable": "13"} == words
    assert "1 executable, 1 manual, 1 undetectable" in shown
    assert "to fill in: <log>" in shown


def test_machines_get_one_object_a_line_for_each_file(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "--json", str(book), str(book)]) == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first == second
    assert set(first) >= {"path", "runbooks"}
    keys = {"id", "title", "line", "front_matter", "sections", "steps", "thresholds", "escalations", "links"}
    assert set(first["runbooks"][0]) >= keys


def test_fenced_runbooks_are_read_when_that_is_asked_for(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book.write_text(f"# Plan\n\n````markdown\n{BOOK}````\n", encoding="utf-8")
    main(["show", str(book)])
    assert "1 executable" not in capsys.readouterr().out
    main(["show", "--unfence", str(book)])
    assert "1 executable" in capsys.readouterr().out


def test_a_file_that_cannot_be_read_does_not_hide_the_others(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "gone.md", str(book)]) == 2
    shown = capsys.readouterr()
    assert shown.err.startswith("gone.md: ")
    assert "Disk full" in shown.out


def test_colour_changes_nothing_but_colour() -> None:
    document = read(BOOK, path="disk.md")
    plain = "\n".join(lines(document, colour=False))
    coloured = "\n".join(lines(document, colour=True))
    assert coloured.replace("\033[0m", "").count("\033[") >= 4
    for code in ("0", "1", "31", "32", "33"):
        coloured = coloured.replace(f"\033[{code}m", "")
    assert coloured == plain


def test_signs_that_steer_a_terminal_are_not_printed() -> None:
    document = read("# A\033[2J\n\n## Fix\n\n- Call \033[2J\n\n```bash\nls \033[2J\n```\n", path="a.md")
    assert "\033" not in "".join(lines(document, colour=False))
