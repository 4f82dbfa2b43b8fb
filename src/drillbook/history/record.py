"""A record: what one run was, what it proved, and where its parts are."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from drillbook import timeline as timelines
from drillbook.errors import EnvironmentBrokenError, ProjectError
from drillbook.model.drill import Arm, Targets
from drillbook.model.timeline import Case, Event, Kind, Outcome, Timeline, Times, Verdict

RUNS = Path("reports") / "runs"
"""Where the folders of all runs are, in a project."""
RECORD = "record.json"
TIMELINE = "timeline.jsonl"
REPORT = "report.md"
LOGS = "logs"
VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One run."""

    run_id: str
    case: Case
    verdict: Verdict
    timeline: Timeline
    started: str
    """ISO 8601, UTC."""
    real_s: float
    """Real seconds from the start of the stack to its end."""
    time_scale: float
    backend: str
    environment: Mapping[str, str] = field(default_factory=dict)
    """Versions, commit, machine: what a reader needs to run it again."""
    start_up_s: Mapping[str, float] = field(default_factory=dict)
    """Real seconds until each service was healthy."""
    healthy_real_s: float = 0.0
    """Real seconds from nothing to a healthy stack."""
    waited_real_s: float = 0.0
    """Real seconds of the run that rule windows and holds made unavoidable."""
    clean_up_failed: str = ""


def write(record: Record, folder: Path) -> None:
    """Write ``record.json`` whole or not at all."""
    data = asdict(replace(record, timeline=Timeline()))
    del data["timeline"]
    text = json.dumps({"version": VERSION, **data}, indent=2, default=str, ensure_ascii=False) + "\n"
    part = folder / f".{RECORD}.part"
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / RECORD)


def read(folder: Path) -> Record:
    """Read a record back.

    Raises:
        ProjectError: the folder holds none, or one that is broken.
    """
    path = folder / RECORD
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        lines = (folder / TIMELINE).read_text(encoding="utf-8").split("\n")  # splitlines knows ends that JSON does not
    except (OSError, ValueError) as error:
        what = f"no readable record here ({error}). Name a folder that drillbook run has written."
        raise ProjectError(what, path=str(path)) from error
    timeline = timelines.from_lines(lines, path=str(folder / TIMELINE))
    try:
        return _made(data, timeline)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        what = f"the record is broken ({type(error).__name__}: {error}). Run the drill again."
        raise ProjectError(what, path=str(path)) from error


def _made(data: dict[str, Any], timeline: Timeline) -> Record:
    version = data.pop("version")
    if version != VERSION:
        raise ValueError(f"version {version}, this drillbook reads {VERSION}")
    case, verdict = data.pop("case"), data.pop("verdict")
    return Record(
        **data,
        timeline=timeline,
        case=Case(
            **case
            | {
                "arm": Arm(case["arm"]),
                "targets": Targets(**case["targets"]),
                "alerts": tuple(case["alerts"]),
            }
        ),
        verdict=Verdict(
            outcome=Outcome(verdict["outcome"]),
            reasons=tuple(verdict["reasons"]),
            times=Times(**verdict["times"]),
        ),
    )


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise EnvironmentBrokenError(
            f"{folder} cannot be written: {error.strerror}. Make room, or allow it."
        ) from error


class Keeper:
    """Writes a run's folder while the run goes on; every method raises EnvironmentBrokenError where it cannot."""

    def __init__(self, folder: Path) -> None:
        """Use a folder that is the run's own."""
        self.folder = folder
        with _writing(folder):
            (folder / LOGS).mkdir(parents=True, exist_ok=True)
            self._timeline = (folder / TIMELINE).open("a", encoding="utf-8", buffering=1)

    def event(self, event: Event) -> None:
        """Append one event to the timeline."""
        with _writing(self.folder):
            self._timeline.write(timelines.as_line(event))

    def log(self, name: str, text: str) -> None:
        """Append the output of a step to its log."""
        with _writing(self.folder), (self.folder / LOGS / f"step-{name}.log").open("a", encoding="utf-8") as file:
            file.write(text)

    def conclude(self, record: Record, report: str) -> None:
        """Write the record and its report, when the run is over."""
        with _writing(self.folder):
            write(record, self.folder)
            (self.folder / REPORT).write_text(report, encoding="utf-8")

    def close(self) -> None:
        """Close the timeline."""
        self._timeline.close()


def as_row(record: Record, folder: Path) -> dict[str, Any]:
    """A record as one object of ``drillbook run --json``; times in drill seconds, `real_s` in real ones."""
    times = record.verdict.times
    return {
        "drill": record.case.drill,
        "arm": record.case.arm.value,
        "verdict": record.verdict.outcome.value,
        "reasons": list(record.verdict.reasons),
        "detect_s": _rounded(times.detect_s),
        "restore_s": _rounded(times.restore_s),
        "bite_s": _rounded(times.bite_s),
        "real_s": round(record.real_s, 2),
        "record": str(folder),
    }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)


def clean_up_of(timeline: Timeline) -> str:
    """What could not be undone, or ""."""
    failed = timeline.first(Kind.CLEAN_UP, state="failed")
    return str(failed.facts.get("seen", "")) if failed else ""
