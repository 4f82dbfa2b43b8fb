"""A timeline as text: one JSON object a line, in the order in which things happened."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from drillbook.errors import ProjectError
from drillbook.model.timeline import Event, Kind, Timeline


def as_line(event: Event) -> str:
    """One event as one line of JSON, newline included."""
    data: dict[str, Any] = {"at_s": round(event.at_s, 3), "kind": event.kind.value, "name": event.name}
    if event.state:
        data["state"] = event.state
    return json.dumps({**data, **event.facts}, ensure_ascii=False, default=str) + "\n"


def from_lines(lines: Iterable[str], *, path: str) -> Timeline:
    """Read a timeline; a last line that was cut short by a kill is left out.

    Raises:
        ProjectError: a line is not an event.
    """
    texts = [line for line in lines if line.strip()]
    events = []
    for number, text in enumerate(texts, start=1):
        try:
            data = json.loads(text)
            known = {name: data.pop(name) for name in ("at_s", "kind", "name")}
            event = Event(**known | {"kind": Kind(known["kind"])}, state=data.pop("state", ""), facts=data)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            if number == len(texts):
                break
            what = f"this is not an event of a timeline ({error}). Judge a record that drillbook has written."
            raise ProjectError(what, path=path, line=number) from error
        events.append(event)
    return Timeline(events=tuple(events))
