"""Live progress: one line for each thing worth knowing, as it happens."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO

from drillbook.model.timeline import Event, Kind
from drillbook.runner import Progress

SEEN_CHARACTERS_MAX = 100


@dataclass(slots=True)
class Lines:
    """Writes progress as lines, from several runs at once if need be."""

    out: TextIO
    quiet: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, name: str) -> Progress:
        """The progress of one run, each line headed by the drill's name."""
        if self.quiet:
            return Progress()
        self._write(name, "stack", words="starting")
        return Progress(
            service=lambda service, took_s: self._write(name, service, words=f"healthy after {took_s:.1f} s"),
            event=lambda event: self._event(name, event),
        )

    def _event(self, name: str, event: Event) -> None:
        words = said(event)
        if words:
            self._write(name, f"{event.at_s:6.0f} s", words=words)

    def _write(self, name: str, head: str, *, words: str) -> None:
        with self._lock:
            self.out.write(f"{name:<22} {head:<17} {words}\n")
            self.out.flush()


def said(event: Event) -> str:
    """An event in words; "" if it is not worth a line."""
    say = _SAYINGS.get(event.kind)
    return say(event).rstrip() if say else ""


def _seen(event: Event) -> str:
    return str(event.facts.get("seen", ""))[:SEEN_CHARACTERS_MAX]


def _phase(event: Event) -> str:
    return f"{event.name} …" if event.state == "begun" else ""


def _step(event: Event) -> str:
    ended = f"step {event.name} (line {event.facts.get('line')}): {event.state} {_seen(event)}"
    return "" if event.state == "started" else ended


def _fault(event: Event) -> str:
    return f"fault {event.state} {_seen(event)}" if event.state not in {"injecting", "reverting"} else ""


def _stock(event: Event) -> str:
    if event.state == "unknown":
        return f"accepted work unknown: {_seen(event)}"
    return f"accepted work {event.state}: {event.facts.get('accepted')} accepted, {event.facts.get('pending')} pending"


def _trouble(event: Event) -> str:
    return f"{event.kind.value}: {event.facts.get('seen', event.name)}"


_SAYINGS: dict[Kind, Callable[[Event], str]] = {
    Kind.PHASE: _phase,
    Kind.STEP: _step,
    Kind.ALERT: lambda event: f"alert {event.name}: {event.state}",
    Kind.WITNESS: lambda event: f"users: {event.state} {_seen(event)}",
    Kind.FAULT: _fault,
    Kind.STOCK: _stock,
    Kind.ERROR: _trouble,
    Kind.CLEAN_UP: _trouble,
    Kind.NOTE: _trouble,
}
