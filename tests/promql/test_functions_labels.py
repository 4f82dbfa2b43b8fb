from __future__ import annotations

import pytest

from drillbook.errors import ExpressionError
from drillbook.promql import parse
from drillbook.promql.functions_labels import absent_labels, label_join, label_replace
from drillbook.promql.labels import canonical
from drillbook.promql.syntax import VectorSelector
from drillbook.promql.values import Sample

SAMPLE = Sample(canonical({"instance": "db1:5432", "job": "db"}), 3.0)


def labels_of(samples: list[Sample]) -> list[dict[str, str]]:
    return [dict(sample.labels) for sample in samples]


def test_a_label_is_set_from_a_part_of_another() -> None:
    replaced = label_replace([SAMPLE], ["host", "$1", "instance", "(.*):.*"])
    assert labels_of(replaced) == [{"host": "db1", "instance": "db1:5432", "job": "db"}]


def test_the_expression_must_match_the_whole_label() -> None:
    assert label_replace([SAMPLE], ["host", "$1", "instance", "(db1)"]) == [SAMPLE]


def test_an_empty_replacement_removes_the_label() -> None:
    assert labels_of(label_replace([SAMPLE], ["job", "", "job", ".*"])) == [{"instance": "db1:5432"}]


def test_labels_are_joined_in_the_order_of_the_call() -> None:
    (joined,) = labels_of(label_join([SAMPLE], ["both", "/", "job", "missing", "instance"]))
    assert joined["both"] == "db//db1:5432"


@pytest.mark.parametrize("call", [lambda: label_replace([], ["", "", "", ""]), lambda: label_join([], ["a", ",", ""])])
def test_a_label_needs_a_name(call) -> None:
    with pytest.raises(ExpressionError, match="has an empty label name"):
        call()


@pytest.mark.parametrize(
    ("selector", "told"),
    [
        ('up{job="db"}', {"job": "db"}),
        ('up{job="db", job="api"}', {}),
        ('up{job="db", instance=~"a|b", zone!="x"}', {"job": "db"}),
        ("up", {}),
    ],
)
def test_an_absence_tells_what_was_asked_for_with_one_value(selector: str, told: dict[str, str]) -> None:
    root = parse(selector).root
    assert isinstance(root, VectorSelector)
    assert dict(absent_labels(root.matchers)) == told


def test_the_absence_of_no_selector_tells_nothing() -> None:
    assert absent_labels(None) == ()
