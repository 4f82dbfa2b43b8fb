"""`drillbook list` prints one row a drill."""

from __future__ import annotations

import json

import pytest

from drillbook.cli import list as verb
from drillbook.errors import UsageError


@pytest.mark.usefixtures("shop")
def test_a_drill_is_a_row_for_people(given, capsys: pytest.CaptureFixture[str]) -> None:
    assert verb.run(given(verb)) == 0
    row = capsys.readouterr().out.splitlines()[2]
    assert [cell.strip() for cell in row.strip("|").split("|")] == ["outage", "It breaks.", "Down", "2 min", "20 min"]


@pytest.mark.usefixtures("shop")
def test_a_drill_is_an_object_for_machines(given, capsys: pytest.CaptureFixture[str]) -> None:
    assert verb.run(given(verb, "--json")) == 0
    assert json.loads(capsys.readouterr().out) == {
        "drills": [
            {
                "drill": "outage",
                "scenario": "scenarios/outage.py:4",
                "summary": "It breaks.",
                "runbook": "runbooks/outage.md",
                "alerts": ["Down"],
                "detect_s": 120.0,
                "restore_s": 1200.0,
            }
        ]
    }


def test_a_project_without_a_drill_is_said(shop, given) -> None:
    (shop / "runbooks" / "outage.md").unlink()
    with pytest.raises(UsageError, match="this project has no drill"):
        verb.run(given(verb))
