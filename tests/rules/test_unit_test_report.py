from __future__ import annotations

from drillbook.promql.labels import canonical
from drillbook.rules.unit_test_report import report_lines
from drillbook.rules.unit_test_run import AlertMismatch, AlertText, Broken, ExpressionMismatch, UnitTestResult

A, B = canonical({"job": "a"}), canonical({"job": "b"})


def told(*mismatches: object, **more: object) -> list[str]:
    return report_lines(UnitTestResult(path="t.yml", tests_count=2, mismatches=mismatches, **more))


def test_one_line_says_that_a_file_passed() -> None:
    assert told() == ["t.yml: passed (2 tests)"]


def test_warnings_do_not_fail_a_file() -> None:
    assert told(warnings=("no rules",)) == ["t.yml: passed (2 tests)", "  warning: no rules"]


def test_only_what_differs_is_marked() -> None:
    missed = ExpressionMismatch(
        test="x", line=7, expr="up", eval_time_ms=60_000, expected=((A, 1.0), (B, 1.0)), got=((A, 1.0), (B, 2.5))
    )
    assert told(missed) == [
        "t.yml: failed (2 tests)",
        '  t.yml:7: up at 1m in "x"',
        '      {job="a"} 1',
        '    - {job="b"} 1',
        '    + {job="b"} 2.5',
    ]


def test_nothing_is_said_to_be_nothing() -> None:
    alert = AlertText(labels=A, annotations=canonical({"summary": "down"}))
    missed = AlertMismatch(test="", line=7, alert="Down", eval_time_ms=90_000, expected=(alert,), got=())
    assert told(missed)[1:] == [
        "  t.yml:7: alert Down at 1m30s",
        '    - {job="a"} {summary="down"}',
        "    + nothing",
    ]


def test_what_is_broken_is_named_with_its_place_once() -> None:
    assert told(Broken(test="", line=3, message="no"))[1:] == ["  t.yml:3: no"]
    assert told(Broken(test="", line=3, message="t.yml:9: no"))[1:] == ["  t.yml:9: no"]
