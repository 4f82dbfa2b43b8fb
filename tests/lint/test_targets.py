from __future__ import annotations

from pathlib import Path

import pytest

from drillbook.lint.context import Context
from drillbook.lint.timing import Timing, spoken

from .examples import linted

BOOK = "---\nalerts: [{alerts}]\ntargets: {{mttd: {mttd}}}\n---\n\n## Resolution\n\nRestart.\n"
RULES = """groups:
- name: a
{interval}  rules:
  - {{alert: A, expr: a > 1, for: {hold}}}
  - {{alert: B, expr: b > 1}}
"""
PRECISE = Timing(scrape_interval_s=15, evaluation_interval_s=15, group_wait_s=0)


def found(
    folder: Path, *, mttd: str = "5m", hold: str = "5m", alerts: str = "A", interval: str = "", **more: Timing
) -> list[str]:
    shown = {
        "example.md": BOOK.format(alerts=alerts, mttd=mttd),
        "rules/a.yml": RULES.format(hold=hold, interval=interval),
    }
    findings = linted(shown, folder, context=Context(**more))
    return [f"{finding.line}: {finding.message}" for finding in findings if finding.id == "target-out-of-reach"]


def test_hold_and_grouping_alone_may_take_longer_than_the_target(tmp_path: Path) -> None:
    assert "\n".join(found(tmp_path)) == (
        "3: with `for: 5m` in A, evaluation every 1 min and group_wait 30 s the earliest page is 5 min 30 s: "
        "the target of 5 min cannot be met. Shorten the hold, or the target is a wish."
    )


@pytest.mark.parametrize(
    ("mttd", "hold", "missed"),
    [("5m30s", "5m", 0), ("5m29s", "5m", 1), ("2m30s", "90s", 0), ("2m", "90s", 1)],
)
def test_the_hold_is_rounded_up_to_whole_intervals(mttd: str, hold: str, missed: int, tmp_path: Path) -> None:
    assert len(found(tmp_path, mttd=mttd, hold=hold)) == missed


def test_the_interval_of_the_group_counts_before_that_of_the_settings(tmp_path: Path) -> None:
    assert found(tmp_path, timing=PRECISE) == []
    assert len(found(tmp_path, timing=PRECISE, interval="  interval: 7m\n")) == 1


def test_of_several_alerts_the_earliest_counts(tmp_path: Path) -> None:
    assert found(tmp_path, alerts="A, B") == []


@pytest.mark.parametrize(("seconds", "words"), [(330, "5 min 30 s"), (3600, "1 h"), (0.25, "0.25 s"), (0, "0 s")])
def test_durations_are_spoken(seconds: float, words: str) -> None:
    assert spoken(seconds) == words
