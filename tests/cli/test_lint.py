from __future__ import annotations

import json
from pathlib import Path

import pytest

from drillbook.cli import main

CLEAN = "# A\n\n## Resolution\n\n```bash\ndate\n```\n"
WARNED = "# A\n\n## Symptoms\n\n- CPU over 80 % sustained\n"
BROKEN = "# A\n\n## Resolution\n\n```bash\nrestart <name>\n```\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        (CLEAN, [], 0),
        (WARNED, [], 0),
        (WARNED, ["--fail-on", "warning"], 1),
        (WARNED, ["--fail-on", "warning", "--ignore", "sustained-how-long"], 0),
        (BROKEN, [], 1),
        (BROKEN, ["--select", "left-blank"], 0),
        ("\udc80", [], 2),
    ],
)
def test_the_exit_code_says_how_grave_it_is(folder: Path, text: str, options: list[str], *, code: int) -> None:
    (folder / "a.md").write_text(text, encoding="utf-8", errors="surrogateescape")
    assert main(["lint", "a.md", *options]) == code


def test_text_is_one_line_a_finding(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.md").write_text(WARNED, encoding="utf-8")
    assert main(["lint", "."]) == 0
    expected = "a.md:5: sustained-how-long: «CPU over 80 %» must be sustained, but for how long? Write: for 5 min.\n"
    assert capsys.readouterr().out == expected


def test_json_is_one_object(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.md").write_text(WARNED, encoding="utf-8")
    main(["lint", "--format", "json", "a.md"])
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert set(finding) == {"path", "line", "id", "severity", "message"}
    assert (finding["path"], finding["line"], finding["severity"]) == ("a.md", 5, "warning")


def test_sarif_is_what_code_scanning_reads(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.md").write_text(BROKEN, encoding="utf-8")
    assert main(["lint", "--format", "sarif", "a.md"]) == 1
    log = json.loads(capsys.readouterr().out)
    assert [result["ruleId"] for result in log["runs"][0]["results"]] == ["placeholder-breaks-shell"]


def test_signs_that_steer_a_terminal_are_not_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.md").write_text(WARNED.replace("CPU", "C\033[2JU"), encoding="utf-8")
    main(["lint", "a.md"])
    assert "\033" not in capsys.readouterr().out


def test_without_a_path_the_project_is_linted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "pyproject.toml").write_text('[tool.drillbook.lint]\nscrape-interval = "5s"\n', encoding="utf-8")
    (folder / "runbooks").mkdir()
    (folder / "rules").mkdir()
    (folder / "runbooks" / "a.md").write_text(BROKEN, encoding="utf-8")
    rule = "groups: [{name: a, rules: [{alert: A, expr: 'rate(a[20s]) > 1', annotations: {runbook_url: a.md}}]}]"
    (folder / "rules" / "a.yml").write_text(rule, encoding="utf-8")
    assert main(["lint"]) == 1
    assert [line.split(": ")[0] for line in capsys.readouterr().out.splitlines()] == ["runbooks/a.md:6"]


@pytest.mark.parametrize("words", [["--select", "nonsense"], ["--jobs", "0"], ["--format", "xml"]])
def test_a_wrong_option_names_what_is_allowed(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["lint", *words])
    assert words[1] in capsys.readouterr().err


def test_a_path_that_is_not_there_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "gone.md"]) == 2
    assert "gone.md" in capsys.readouterr().err
