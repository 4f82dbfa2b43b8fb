"""A small drill project to stand in, and a record of a run in it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from drillbook.history.record import Record
from drillbook.model.drill import Arm, Targets
from drillbook.model.timeline import Case, Outcome, Timeline, Times, Verdict

FILES = {
    "pyproject.toml": "[tool.drillbook]\n",
    "scenarios/outage.py": '''
from drillbook import Need, scenario

@scenario(needs=(Need.BOUNDED_DISK,))
def outage(stack):
    """It breaks."""
    yield
''',
    "runbooks/outage.md": """---
alerts: [Down]
targets: {mttd: 2m, mttr: 20m}
---

# Outage

## Resolution

```bash
docker compose restart api
```
""",
}
RECORD = Record(
    run_id="run-1",
    case=Case(
        drill="outage", arm=Arm.TREATMENT, targets=Targets(detect_s=120), alerts=("Down",), runbook="runbooks/outage.md"
    ),
    verdict=Verdict(
        outcome=Outcome.PASSED,
        reasons=("the runbook detected and resolved the fault in time",),
        times=Times(inject_s=60, effect_s=75, fire_s=165, resolved_s=375),
    ),
    timeline=Timeline(),
    started="2026-11-21T10:00:00+00:00",
    real_s=12.3,
    time_scale=60.0,
    backend="local",
    waited_real_s=4.0,
)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one drill, which is the working folder."""
    root = tmp_path / "shop"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def record() -> Record:
    """A run of it that passed."""
    return RECORD


@pytest.fixture
def given() -> Callable[..., argparse.Namespace]:
    """What a verb makes of its words on the command line."""

    def parse(verb: ModuleType, *words: str) -> argparse.Namespace:
        parser = argparse.ArgumentParser()
        verb.add_arguments(parser)
        return parser.parse_args(words)

    return parse
