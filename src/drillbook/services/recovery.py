"""Recovery: undoing, from their journals, what runs that were killed have left behind."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drillbook.errors import DrillbookError, EnvironmentBrokenError
from drillbook.services import journal, toxiproxy
from drillbook.services.local.stack import HOMES
from drillbook.services.warden import marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """One entry of a journal and what became of it."""

    run_id: str
    what: str
    problem: str = ""


def recover(runs: Path) -> Iterator[Undone]:
    """Undo every outstanding entry of every run that is no longer alive, newest first."""
    for path in sorted(runs.glob(f"*/{journal.NAME}")):
        if not journal.outstanding(path):
            continue
        try:
            own = journal.Journal(path.parent)
        except EnvironmentBrokenError:
            continue  # alive
        with contextlib.closing(own):
            for entry in journal.outstanding(path):
                undone = _undo(entry, run_id=path.parent.name)
                if not undone.problem:
                    own.strike(entry["note"])
                yield undone


def _undo(entry: Mapping[str, Any], *, run_id: str) -> Undone:
    try:
        match entry["kind"]:
            case "processes":
                ended = marks.end_processes(entry["run"], own_children=False)
                return Undone(run_id=run_id, what=f"{ended} processes ended")
            case "folder":
                return Undone(run_id=run_id, what=_remove(Path(entry["path"])))
            case "toxic":
                return Undone(run_id=run_id, what=_take_off(entry))
            case kind:
                return Undone(run_id=run_id, what=kind, problem="this drillbook does not know how to undo it")
    except (OSError, KeyError, DrillbookError) as error:
        return Undone(run_id=run_id, what=str(entry.get("kind")), problem=str(error))


def _remove(path: Path) -> str:
    """Remove a stack's folder; nothing that does not look like one is ever touched."""
    if path.parent != HOMES or not path.name.startswith("drillbook-"):
        raise EnvironmentBrokenError(f"{path} is not the folder of a stack, so it is not removed.")
    if path.is_symlink() or not path.exists():
        return f"{path} is gone already"
    shutil.rmtree(path)
    return f"{path} removed"


def _take_off(entry: Mapping[str, Any]) -> str:
    host, _, port = entry["url"].removeprefix("http://").partition(":")
    try:
        if entry["toxic"] in toxiproxy.toxics((host, int(port)), entry["proxy"]):
            toxiproxy.remove_toxic((host, int(port)), entry["proxy"], name=entry["toxic"])
    except EnvironmentBrokenError:
        return f"toxic {entry['toxic']} went with its server"
    return f"toxic {entry['toxic']} of {entry['proxy']} removed"
