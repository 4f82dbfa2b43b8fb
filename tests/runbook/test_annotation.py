"""Annotations: both spellings, typed values, and a sentence for what is not allowed."""

from __future__ import annotations

import pytest

from drillbook.model.runbook import Expectation, Risk, Role, RunMode
from drillbook.runbook import annotation


@pytest.mark.parametrize(
    "attributes",
    [
        '{"name":"list-idle","timeout":"10s","capture":"PIDS"}',
        "{ name=list-idle timeout=10s capture=PIDS }",
        "name=list-idle timeout=10s capture=PIDS",
        "name='list-idle', timeout=\"10s\", capture=PIDS",
    ],
)
def test_every_spelling_says_the_same(attributes):
    assert annotation.parse(attributes) == {"name": "list-idle", "timeout": "10s", "capture": "PIDS"}


def test_json_objects_are_flattened_and_lists_joined():
    written = annotation.parse('{"expect":{"contains":"ok","exit":3},"needs":["a","b"],"interactive":false}')
    assert written == {"expect.contains": "ok", "expect.exit": "3", "needs": "a,b", "interactive": "false"}


def test_a_quoted_value_keeps_its_spaces_and_signs():
    assert annotation.parse('expect.value="<0.8" skip="needs a \\"real\\" disk"') == {
        "expect.value": "<0.8",
        "skip": 'needs a "real" disk',
    }


@pytest.mark.parametrize(
    "attributes", ['{"name":', 'name="open', "name=a name=b", '{"a":1,"a":2}', "{" * 100 + '":', "=x", "x" * 5_000]
)
def test_what_cannot_be_read_is_refused(attributes):
    with pytest.raises(annotation.AnnotationError, match=r"\. \w"):
        annotation.parse(attributes)


def test_fields_are_typed():
    fields, wrong = annotation.fields(
        annotation.parse(
            "name=end role=verify run=confirm risk=destructive timeout=1m retry=30s every=2s capture=N needs=a,b "
            "on=postgres as=app skip='no disk' expect.exit=3 expect.value='<= 0.8' expect.rows=2 expect.http=503 "
            "expect.contains=ok expect.regex='a+' cwd=/tmp"
        )
    )
    assert wrong == []
    assert fields == {
        "name": "end",
        "role": Role.VERIFY,
        "run": RunMode.CONFIRM,
        "risk": Risk.DESTRUCTIVE,
        "timeout_s": 60.0,
        "retry_s": 30.0,
        "every_s": 2.0,
        "capture": "N",
        "needs": ("a", "b"),
        "on": "postgres",
        "profile": "app",
        "skip": "no disk",
        "expect": Expectation(exit_code=3, value="<=0.8", rows="==2", http=503, contains="ok", regex="a+"),
    }


@pytest.mark.parametrize(
    "written",
    [
        {"role": "boss"},
        {"run": "maybe"},
        {"risk": "huge"},
        {"timeout": "soon"},
        {"timeout": "0s"},
        {"every": "-1s"},
        {"name": "two words"},
        {"capture": "1X"},
        {"expect.value": "small"},
        {"expect.exit": "x"},
        {"expect.regex": "("},
        {"expect.colour": "red"},
    ],
)
def test_a_value_that_is_not_allowed_is_one_sentence_that_names_it(written):
    fields, wrong = annotation.fields(written)
    assert "expect" not in fields
    assert len(wrong) == 1
    assert next(iter(written)) in wrong[0]


def test_what_runme_excludes_from_a_full_run_is_never_run():
    assert annotation.fields({"excludeFromRunAll": "true"})[0] == {"run": RunMode.NEVER}
    assert annotation.fields({"excludeFromRunAll": "true", "run": "auto"})[0] == {"run": RunMode.AUTO}


def test_only_drill_comments_are_annotations():
    assert annotation.in_comment("<!-- drill: name=a\n risk=modifying -->") == "name=a\n risk=modifying"
    assert annotation.in_comment("<!-- TODO: name=a -->") is None
