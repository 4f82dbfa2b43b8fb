from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from drillbook.errors import ExitCode
from drillbook.rules.unit_test_report import report_lines
from drillbook.rules.unit_test_run import exit_code, run_unit_tests

CASES = Path(__file__).parent / "cases"
PROMTOOL = os.environ.get("DRILLBOOK_PROMTOOL") or shutil.which("promtool")

RULES = """\
groups:
  - name: g
    rules:
      - alert: Down
        expr: up == 0
        for: 2m
        labels: {severity: page}
        annotations: {summary: "{{ $labels.job }} is down in {{ $externalLabels.zone }} of {{ $externalURL }}"}
      - record: up:sum
        expr: sum(up)
"""

TESTS = """\
rule_files: [rules.yml]
evaluation_interval: 1m
tests:
  - name: down
    interval: 1m
    external_labels: {{zone: z1}}
    external_url: http://p
    input_series:
      - series: up{{job="api"}}
        values: 1 1 0x10
    alert_rule_test:
      - eval_time: 4m
        alertname: Down
        exp_alerts:
          - exp_labels: {{severity: {severity}, job: api}}
            exp_annotations: {{summary: api is down in z1 of http://p}}
      - eval_time: 3m59s
        alertname: Down
    promql_expr_test:
      - expr: up:sum + {plus}
        eval_time: 1m
        exp_samples:
          - value: {value}
"""


def write(folder: Path, *, severity: str = "page", plus: str = "1", value: str = "2") -> Path:
    (folder / "rules.yml").write_text(RULES)
    path = folder / "tests.yml"
    path.write_text(TESTS.format(severity=severity, plus=plus, value=value))
    return path


def test_what_is_as_expected_passes(tmp_path: Path) -> None:
    result = run_unit_tests(write(tmp_path))
    assert report_lines(result) == [f"{tmp_path}/tests.yml: passed (1 tests)"]
    assert exit_code([result]) is ExitCode.PASSED


def test_an_alert_that_differs_is_shown_beside_the_expected_one(tmp_path: Path) -> None:
    result = run_unit_tests(write(tmp_path, severity="ticket"))
    assert exit_code([result]) is ExitCode.FAILED
    assert report_lines(result)[1:] == [
        f'  {tmp_path}/tests.yml:12: alert Down at 4m in "down"',
        '    - {alertname="Down", job="api", severity="ticket"} {summary="api is down in z1 of http://p"}',
        '    + {alertname="Down", job="api", severity="page"} {summary="api is down in z1 of http://p"}',
    ]


def test_a_sample_that_differs_is_shown_beside_the_expected_one(tmp_path: Path) -> None:
    lines = report_lines(run_unit_tests(write(tmp_path, value="3")))
    assert lines[1:] == [f'  {tmp_path}/tests.yml:20: up:sum + 1 at 1m in "down"', "    - {} 3", "    + {} 2"]


def test_floats_must_be_equal_unless_the_file_says_fuzzy(tmp_path: Path) -> None:
    path = write(tmp_path, plus="0.2 + 0.1 - 1", value="0.3")
    assert not run_unit_tests(path).passed
    path.write_text("fuzzy_compare: true\n" + path.read_text())
    assert run_unit_tests(path).passed


def test_nan_equals_nothing_as_in_promtool(tmp_path: Path) -> None:
    assert not run_unit_tests(write(tmp_path, plus="NaN", value=".nan")).passed


def test_a_broken_file_is_a_failure_with_its_place(tmp_path: Path) -> None:
    path = write(tmp_path, value="many")
    result = run_unit_tests(path)
    assert exit_code([result]) is ExitCode.FAILED
    assert report_lines(result)[1].startswith(f'  {path}:23: "value" is not a number: "many"')
    assert not run_unit_tests(tmp_path / "missing.yml").passed


def test_a_rule_that_fails_ends_its_test(tmp_path: Path) -> None:
    path = write(tmp_path)
    rules = tmp_path / "rules.yml"
    rules.write_text(RULES.replace("sum(up)", "up * on () group_left () (up or vector(1))"))
    (line,) = report_lines(run_unit_tests(path))[1:]
    assert 'the rule "up:sum" failed 0 s after the start: many-to-many' in line


def test_a_pattern_without_files_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "tests.yml"
    path.write_text("rule_files: ['*.rules']\ntests: []\n")
    result = run_unit_tests(path)
    assert result.passed
    assert report_lines(result)[1] == '  warning: no file matches the pattern "*.rules" of rule_files'


@pytest.mark.parametrize("start", ["1735689600", "2025-01-01T00:00:00Z"])
def test_a_test_may_start_at_a_date(tmp_path: Path, start: str) -> None:
    path = tmp_path / "tests.yml"
    path.write_text(
        f"tests:\n- start_timestamp: {start}\n  input_series: [{{series: x, values: 1 2 3}}]\n"
        "  promql_expr_test:\n  - {expr: 'year() + 0 * x', eval_time: 1m, exp_samples: [{value: 2025}]}\n"
        "  - {expr: time(), eval_time: 1m, exp_samples: [{value: 1735689660}]}\n"
    )
    assert report_lines(run_unit_tests(path)) == [f"{path}: passed (1 tests)"]


def test_groups_are_evaluated_in_the_order_that_is_asked_for(tmp_path: Path) -> None:
    group = "- name: {name}\n  rules: [{{record: {name}, expr: {expr}}}]\n"
    (tmp_path / "rules.yml").write_text(
        "groups:\n" + group.format(name="second", expr="first + 1") + group.format(name="first", expr="x")
    )
    case = "tests:\n- input_series: [{series: x, values: 1}]\n  promql_expr_test:\n  - {expr: second, exp_samples: "
    for order, samples in (("[first, second]", "[{labels: second, value: 2}]"), ("[second, first]", "[]")):
        path = tmp_path / "tests.yml"
        path.write_text(f"rule_files: [rules.yml]\ngroup_eval_order: {order}\n{case}{samples}}}\n")
        assert report_lines(run_unit_tests(path)) == [f"{path}: passed (1 tests)"]


@pytest.mark.parametrize("path", sorted(CASES.glob("*.test.yml")), ids=lambda path: path.stem)
def test_our_cases_hold(path: Path) -> None:
    assert report_lines(run_unit_tests(path))[1:] == []


def is_current(promtool: str) -> bool:
    done = subprocess.run([promtool, "--version"], capture_output=True, text=True, timeout=60, check=False)
    return "version 2." not in done.stdout + done.stderr


@pytest.mark.skipif(
    PROMTOOL is None or not is_current(PROMTOOL),
    reason="no promtool of Prometheus 3 on PATH or in DRILLBOOK_PROMTOOL to compare with",
)
@pytest.mark.parametrize("path", sorted(CASES.glob("*.test.yml")), ids=lambda path: path.stem)
def test_promtool_agrees_with_our_cases(path: Path) -> None:
    done = subprocess.run(
        [str(PROMTOOL), "test", "rules", str(path)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
