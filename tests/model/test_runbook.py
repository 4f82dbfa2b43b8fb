"""The runbook as data: frozen values with a few questions they answer themselves."""

from __future__ import annotations

import dataclasses

import pytest

from drillbook.model.runbook import Role, Runbook, Step, Symptom, Threshold

CPU = Threshold(line=1, text="CPU > 90 %", metric="cpu", comparator=">", value=90.0, unit="%")


def step(line, role, *, manual=False):
    return Step(line=line, language="bash", role=role, code="ls", manual=manual)


def test_the_steps_of_a_phase_are_the_executable_ones_in_order():
    first, second = step(1, Role.ACT), step(9, Role.ACT)
    steps = (first, step(3, Role.VERIFY), step(5, Role.ACT, manual=True), second)
    assert Runbook(path="x.md", id="x", title="X", steps=steps).having(Role.ACT) == (first, second)


@pytest.mark.parametrize(
    ("symptom", "detectable"),
    [
        (Symptom(line=1, text="slow"), False),
        (Symptom(line=1, text="slow", alert="Slow"), True),
        (Symptom(line=1, text="down", predicate="up == 0"), True),
        (Symptom(line=1, text="hot", thresholds=(CPU,)), True),
    ],
)
def test_a_symptom_is_detectable_if_anything_measures_it(symptom, detectable):
    assert symptom.detectable is detectable


def test_values_do_not_change():
    with pytest.raises(dataclasses.FrozenInstanceError):
        CPU.value = 80.0
