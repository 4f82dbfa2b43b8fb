from __future__ import annotations

import re
from pathlib import Path

import pytest

from drillbook.lint.context import Context
from drillbook.lint.table import RULES, SUBJECT_OF

from .examples import DAY, Example, examples, linted

EXAMPLES = {example.id: example for example in examples()}


def context(example: Example, folder: Path, *, bad: bool) -> Context:
    drilled = {str(folder / "example.md"): ("2026-11-01 10:00", bad)} if example.id == "changed-since-drill" else {}
    return Context(today=DAY, drilled=drilled)


def test_every_rule_is_explained_on_the_page_of_its_subject() -> None:
    assert {id_: example.subject for id_, example in EXAMPLES.items()} == dict(SUBJECT_OF)


@pytest.mark.parametrize("id_", RULES)
def test_the_page_says_how_grave_it_is(id_: str) -> None:
    assert re.match(rf"An? {RULES[id_].severity.value}\b", EXAMPLES[id_].text)


@pytest.mark.parametrize("id_", RULES)
def test_the_bad_example_is_found(id_: str, tmp_path: Path) -> None:
    findings = linted(EXAMPLES[id_].bad, tmp_path, context=context(EXAMPLES[id_], tmp_path, bad=True))
    assert id_ in {finding.id for finding in findings}


@pytest.mark.parametrize("id_", RULES)
def test_the_good_example_is_not_found(id_: str, tmp_path: Path) -> None:
    assert EXAMPLES[id_].good
    findings = linted(EXAMPLES[id_].good, tmp_path, context=context(EXAMPLES[id_], tmp_path, bad=False))
    assert [str(finding) for finding in findings if finding.id == id_] == []


@pytest.mark.parametrize("id_", RULES)
def test_a_finding_says_what_and_what_to_do(id_: str, tmp_path: Path) -> None:
    findings = linted(EXAMPLES[id_].bad, tmp_path, context=context(EXAMPLES[id_], tmp_path, bad=True))
    message = next(finding.message for finding in findings if finding.id == id_)
    assert re.search(r"[.:!?] \S+", message), message


def test_ids_are_words_with_hyphens() -> None:
    assert [id_ for id_ in RULES if not re.fullmatch(r"[a-z]+(?:-[a-z]+)*", id_)] == []


def test_a_rule_is_found_in_one_way() -> None:
    run_only = {"unreadable", "silence-without-reason", "unused-silence"}
    for rule in RULES.values():
        ways = sum(each is not None for each in (rule.check, rule.check_batch, rule.check_corpus))
        assert ways == (0 if rule.id in run_only else 1)
