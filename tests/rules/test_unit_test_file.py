from __future__ import annotations

from pathlib import Path

import pytest

from drillbook.errors import ProjectError
from drillbook.rules.unit_test_file import INTERVAL_MS, UnitTestFile, load_unit_tests


def load(folder: Path, text: str) -> UnitTestFile:
    path = folder / "tests.yml"
    path.write_text(text, encoding="utf-8")
    return load_unit_tests(path)


def test_an_empty_file_tests_nothing(tmp_path: Path) -> None:
    empty = load(tmp_path, "")
    assert (empty.tests, empty.rule_files, empty.interval_ms) == ((), (), INTERVAL_MS)


def test_patterns_are_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    for name in ("b.yml", "a.yml"):
        (tmp_path / "rules" / name).touch()
    found = load(tmp_path, "rule_files: ['rules/*.yml', 'more/*.yml']")
    assert [path.name for path in found.rule_files] == ["a.yml", "b.yml"]
    assert found.unmatched == ("more/*.yml",)


def test_a_test_takes_the_interval_of_the_file_unless_it_has_its_own(tmp_path: Path) -> None:
    own, files = load(tmp_path, "evaluation_interval: 30s\ntests: [{interval: 15s}, {name: x}]").tests
    assert (own.interval_ms, files.interval_ms) == (15_000, 30_000)


def test_a_test_ends_with_its_last_case(tmp_path: Path) -> None:
    text = (
        "tests:\n- alert_rule_test: [{eval_time: 2m, alertname: A}]\n"
        "  promql_expr_test: [{eval_time: 5m, expr: up}]\n- name: nothing\n"
    )
    assert [test.end_ms for test in load(tmp_path, text).tests] == [300_000, 0]


def test_series_are_expanded_and_cases_know_their_lines(tmp_path: Path) -> None:
    text = (
        "tests:\n- input_series:\n  - {series: 'up{job=\"api\"}', values: '1+1x2 _'}\n"
        "  promql_expr_test:\n  - expr: up\n    exp_samples: [{labels: 'up', value: 3}]\n"
    )
    (test,) = load(tmp_path, text).tests
    (series,) = test.series
    assert (dict(series.labels)["job"], series.values) == ("api", (1.0, 2.0, 3.0, None))
    (case,) = test.expression_cases
    assert (case.line, case.expected) == (5, (((("__name__", "up"),), 3.0),))


@pytest.mark.parametrize("start", ["0", "1970-01-01T00:00:00Z", "1970-01-01T01:00:00+01:00"])
def test_a_start_is_seconds_or_a_date(tmp_path: Path, start: str) -> None:
    assert load(tmp_path, f"tests: [{{start_timestamp: '{start}'}}]").tests[0].start_ms == 0


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("test: []", 1, 'a unit test file has no field "test". Did you mean "tests"?'),
        ("group_eval_order: [a, a]", 1, "a group is named twice"),
        ("tests:\n- start_timestamp: noon", 2, '"start_timestamp" is not a time: "noon"'),
        ("tests:\n- start_timestamp: '2026-01-31T12:00:00'", 2, '"start_timestamp" is not a time'),
        ("tests:\n- alert_rule_test:\n  - eval_time: 1m", 3, "an alert test has no alertname"),
        ("tests:\n- input_series:\n  - {series: 'up{', values: 1}", 3, ""),
        ("tests:\n- promql_expr_test:\n  - expr: 'sum('", 3, ""),
        ("tests:\n- promql_expr_test:\n  - expr: up\n    exp_samples: [{histogram: x}]", 4, "native histograms"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    with pytest.raises(ProjectError) as caught:
        load(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path}/tests.yml:{line}: {what}")
