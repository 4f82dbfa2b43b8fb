from __future__ import annotations

import pytest

from drillbook.promql.matchers import Matcher, MatchKind, metric_name, selects

UP = (("__name__", "up"), ("job", "api"))


@pytest.mark.parametrize(
    ("kind", "name", "value", "holds"),
    [
        (MatchKind.EQUAL, "job", "api", True),
        (MatchKind.EQUAL, "job", "ap", False),
        (MatchKind.EQUAL, "zone", "", True),
        (MatchKind.NOT_EQUAL, "job", "web", True),
        (MatchKind.NOT_EQUAL, "zone", "", False),
        (MatchKind.REGEX, "job", "a.*", True),
        (MatchKind.REGEX, "job", "a", False),
        (MatchKind.REGEX, "zone", ".*", True),
        (MatchKind.REGEX, "zone", ".+", False),
        (MatchKind.NOT_REGEX, "job", "web|db", True),
        (MatchKind.NOT_REGEX, "job", "web|api", False),
    ],
)
def test_a_matcher_reads_the_whole_value_and_an_absent_label_as_empty(
    kind: MatchKind, name: str, value: str, *, holds: bool
) -> None:
    assert Matcher(kind=kind, name=name, value=value).selects(UP) is holds


def test_all_matchers_must_hold() -> None:
    job = Matcher(kind=MatchKind.EQUAL, name="job", value="api")
    zone = Matcher(kind=MatchKind.NOT_EQUAL, name="zone", value="")
    assert selects((job,), UP)
    assert not selects((job, zone), UP)


def test_the_metric_is_known_when_one_matcher_names_it() -> None:
    named = Matcher(kind=MatchKind.EQUAL, name="__name__", value="up")
    pattern = Matcher(kind=MatchKind.REGEX, name="__name__", value="up")
    assert metric_name((named,)) == "up"
    assert metric_name((pattern,)) is None
