from __future__ import annotations

from typing import Any

import pytest

from drillbook.errors import ProjectError
from drillbook.lint.timing import Timing
from drillbook.project.lint_settings import read


def test_what_is_left_out_is_as_prometheus_has_it() -> None:
    assert read({}, path="a") == Timing(scrape_interval_s=60.0, evaluation_interval_s=60.0, group_wait_s=30.0)


def test_durations_are_read() -> None:
    timing = read({"scrape-interval": "15s", "evaluation-interval": "1m30s", "group-wait": "0s"}, path="a")
    assert timing == Timing(scrape_interval_s=15.0, evaluation_interval_s=90.0, group_wait_s=0.0)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"scrape": "15s"}, 'unknown key "scrape"'),
        ({"scrape-interval": 15}, "scrape-interval is 15"),
        ({"scrape-interval": "soon"}, "scrape-interval is 'soon'"),
        ({"evaluation-interval": "0s"}, "evaluation-interval is '0s'"),
        ({"group-wait": "2 days"}, "group-wait is '2 days'"),
        ([], "is not a table"),
    ],
)
def test_a_wrong_value_is_named(table: Any, said: str) -> None:
    with pytest.raises(ProjectError, match=said):
        read(table, path="pyproject.toml")
