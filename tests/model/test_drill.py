from __future__ import annotations

import pytest

from drillbook.model.drill import Accounts, Arm, Drill, Need, Scenario, Targets
from drillbook.model.runbook import Runbook


@pytest.mark.parametrize(
    ("accounts", "balanced"),
    [
        (Accounts(accepted=9, pending=9), True),
        (Accounts(accepted=9, pending=0, lost=("a",)), False),
        (Accounts(accepted=9, pending=0, repeated=("a",)), False),
    ],
)
def test_work_is_balanced_unless_some_of_it_is_lost_or_done_twice(accounts: Accounts, balanced: bool) -> None:  # noqa: FBT001 -- parametrized
    assert accounts.balanced is balanced


def test_the_targets_of_a_runbook_that_names_none_are_5_and_30_minutes() -> None:
    assert (Targets().detect_s, Targets().restore_s) == (300.0, 1800.0)


def test_an_arm_and_a_need_read_as_people_write_them() -> None:
    assert [f"{arm}" for arm in Arm] == ["treatment", "control", "baseline"]
    assert f"{Need.BOUNDED_DISK}" == "bounded disk"


def test_a_drill_has_neither_arguments_nor_bindings_that_could_be_changed() -> None:
    scenario = Scenario(name="x", inject=iter, summary="It breaks.", path="x.py", line=1)
    drill = Drill(
        name="x", scenario=scenario, runbook=Runbook(path="x.md", id="x", title="X"), rules=(), targets=Targets()
    )
    with pytest.raises(TypeError):
        drill.arguments["leave"] = 0
    with pytest.raises(TypeError):
        drill.bind["LIMIT"] = "1 s"
