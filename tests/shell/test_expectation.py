"""Whether a result is what the runbook expects, and which expectation it misses first."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillbook.model.drill import Finding
from drillbook.model.runbook import Expectation
from drillbook.shell.expectation import compares, met


def seen(output: str = "", errors: str = "", status: int = 0, **expected: Any) -> str:
    finding = met(Expectation(**expected), status=status, output=output, errors=errors)
    assert finding.ok == (finding.seen == "")
    return finding.seen


def test_without_words_exit_0_is_expected() -> None:
    assert met(Expectation(), status=0, output="", errors="") == Finding(ok=True)


@pytest.mark.parametrize(
    ("output", "errors", "missed"),
    [("", "", "exit 2"), ("a\nb\n", "", "exit 2: b"), ("a", "x\nFATAL: no\n", "exit 2: FATAL: no")],
)
def test_another_exit_says_the_last_words(output: str, errors: str, missed: str) -> None:
    assert seen(output, errors, status=2) == missed


@pytest.mark.parametrize(
    ("output", "expected", "missed"),
    [
        ("all ok", {"contains": "ok"}, ""),
        ("all ok", {"contains": "OK"}, 'the output does not contain "OK"'),
        ("a\nstate: up\n", {"regex": "^state: (up|ready)$"}, ""),
        ("state: down", {"regex": "^up"}, "the output does not match /^up/"),
        (" 0.4 \n", {"value": "<0.8"}, ""),
        ("0.9", {"value": "<0.8"}, "0.9 is not <0.8"),
        ("", {"value": ">0"}, "nothing is not >0"),
        ("a\n\nb\n", {"rows": "==2"}, ""),
        ("", {"rows": ">=1"}, "0 rows are not >=1"),
        ('{"status": "ok"}', {"json": '$.status == "ok"'}, ""),
        ('{"status": "no"}', {"json": '$.status == "ok"'}, 'the answer does not hold $.status == "ok"'),
    ],
)
def test_each_expectation(output: str, expected: dict[str, Any], missed: str) -> None:
    assert seen(output, **expected) == missed


def test_all_that_is_set_must_hold() -> None:
    assert seen("ready", contains="ready", rows="==2") == "1 rows are not ==2"


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ('$.items[1].name == "b"', True),
        ('$.items[2].name == "b"', False),
        ("$.count >= 2", True),
        ("$.count<2", False),
        ("$.missing == 1", False),
        ("$.count == two", False),
        ("$.items-left == 0", True),
        ("$.count.deeper == 1", False),
        ("$.name < 3", False),
        ("count == 2", False),
        ("$ != null", True),
    ],
)
def test_a_path_into_json(condition: str, holds: bool) -> None:  # noqa: FBT001 -- parametrized
    output = '{"items": [{"name": "a"}, {"name": "b"}], "count": 2, "items-left": 0, "name": "x"}'
    assert (seen(output, json=condition) == "") is holds


def test_an_answer_that_is_no_json_holds_nothing() -> None:
    assert seen("<html>", json="$ != null") != ""


@pytest.mark.parametrize(
    ("errors", "missed"),
    [("HTTP 200\n", ""), ("HTTP 503\n", "HTTP 503, expected 200"), ("", "HTTP no answer, expected 200")],
)
def test_the_status_of_an_answer(errors: str, missed: str) -> None:
    assert seen(errors=errors, http=200) == missed


def test_an_answer_that_is_expected_passes_whatever_its_exit_status() -> None:
    assert seen("gone", "HTTP 404\n", status=1, http=404) == ""
    assert seen("gone", "HTTP 500\n", status=1, http=404) == "HTTP 500, expected 404"
    assert seen("gone", "HTTP 404\n", status=1, http=404, contains="found") == 'the output does not contain "found"'


def test_an_error_of_the_server_fails_a_step_that_expects_nothing_of_it() -> None:
    assert seen("sorry", "HTTP 503\n", status=1) == "exit 1: HTTP 503"


def test_without_an_answer_the_reason_is_said() -> None:
    assert seen(errors="GET http://x/: refused\n", status=1, http=200) == "exit 1: GET http://x/: refused"


@pytest.mark.parametrize(
    ("text", "comparison", "holds"),
    [
        ("5", "5", True),
        ("5", "=5", True),
        ("5", "== 5.0", True),
        ("5", "!=5", False),
        ("count: 5", ">=5", True),
        ("1e3", "> 999", True),
        ("-2", "<= -2", True),
        ("nan", "== 1", False),
        ("five", ">1", False),
        ("5", "about 5", False),
        ("5", "> 1.2.3", False),
        ("", ">1", False),
    ],
)
def test_comparisons_with_the_last_word_as_a_number(text: str, comparison: str, holds: bool) -> None:  # noqa: FBT001 -- parametrized
    assert compares(text, comparison) is holds


@given(st.text(), st.text(), st.text())
def test_no_output_and_no_wish_ever_raises(output: str, comparison: str, path: str) -> None:
    finding = met(
        Expectation(value=comparison, rows=comparison, json=f"${path}"), status=0, output=output, errors=output
    )
    assert finding.ok in {True, False}
