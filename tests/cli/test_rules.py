from __future__ import annotations

from pathlib import Path

import pytest

from drillbook.cli import main

RULES = "groups:\n- name: a\n  rules:\n  - {alert: A, expr: a > 1}\n  - {record: b, expr: a + 1}\n"
TESTS = """rule_files: [a.yml]
tests:
  - interval: 1m
    input_series: [{{series: a, values: '{value}x5'}}]
    alert_rule_test: [{{eval_time: 2m, alertname: A, exp_alerts: [{{}}]}}]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yml").write_text(RULES, encoding="utf-8")
    return tmp_path


def test_a_good_file_is_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "check", "a.yml"]) == 0
    assert capsys.readouterr().out == "a.yml: 1 alerts, 1 recordings\n"


def test_every_file_is_checked_and_a_wrong_one_fails(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "b.yml").write_text(RULES.replace("a > 1", "a >"), encoding="utf-8")
    assert main(["rules", "check", "b.yml", "a.yml"]) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("b.yml:4: ")
    assert second.startswith("a.yml: ")


@pytest.mark.parametrize(("value", "code", "said"), [(2, 0, "passed"), (0, 1, "failed")])
def test_unit_tests_end_as_promtool_does(
    folder: Path, capsys: pytest.CaptureFixture[str], *, value: int, code: int, said: str
) -> None:
    (folder / "t.yml").write_text(TESTS.format(value=value), encoding="utf-8")
    assert main(["rules", "test", "t.yml"]) == code
    assert said in capsys.readouterr().out


def test_a_test_file_that_is_not_there_fails(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "test", "gone.yml"]) == 1
    assert "gone.yml" in capsys.readouterr().out
