"""The report of one run, in Markdown: what was proved, when things happened, what was done."""

from __future__ import annotations

from drillbook.history.record import Record
from drillbook.model.timeline import Event, Kind
from drillbook.render.words import seconds, table

SHOWN = frozenset({Kind.PHASE, Kind.FAULT, Kind.WITNESS, Kind.ALERT, Kind.STEP, Kind.VERIFIED, Kind.STOCK, Kind.ERROR})
SEEN_CHARACTERS_MAX = 120


def report(record: Record) -> str:
    """The whole report."""
    case, verdict = record.case, record.verdict
    run = (
        f"Runbook `{case.runbook}`, {case.arm.value} arm, {record.started}, {record.real_s:.1f} real seconds. "
        f"Every time below is in drill seconds: one real second counts {record.time_scale:g}."
    )
    error = (
        f"Counted from clock zero, when the fault was proved effective; each ± {seconds(case.error_s)} "
        "(one sampling period and one evaluation interval). Actions of the runbook ran in real time and so count "
        f"{record.time_scale:g} times: conservative."
    )
    failed = f"**Clean-up failed:** {record.clean_up_failed}" if record.clean_up_failed else ""
    parts = (
        f"# {case.drill}: {verdict.outcome.value}",
        "\n".join(f"- {reason}" for reason in verdict.reasons),
        failed,
        run,
        "## Times",
        _times(record),
        error,
        "## Timeline",
        _timeline(record),
        "## How it was run",
        _environment(record),
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def _times(record: Record) -> str:
    times, targets = record.verdict.times, record.case.targets
    until = f"not within {seconds(times.since_effect(times.until_s))}" if times.effect_s is not None else "-"
    rows = [
        ("fault takes effect", "injection to effect", seconds(times.bite_s), seconds(targets.bite_s)),
        ("time to detect", "effect to alert firing", _or(times.detect_s, until), seconds(targets.detect_s)),
        ("first action", "effect to first resolution step", seconds(times.since_effect(times.first_action_s)), ""),
        ("time to mitigate", "effect to users served, held", _or(times.since_effect(times.mitigated_s), until), ""),
        ("time to restore", "effect to verified", _or(times.restore_s, until), seconds(targets.restore_s)),
        ("alert cleared", "effect to alert inactive", seconds(times.since_effect(times.clear_s)), ""),
    ]
    return table(("measure", "from and to", "measured", "target"), rows)


def _or(value: float | None, otherwise: str) -> str:
    return otherwise if value is None else seconds(value)


def _timeline(record: Record) -> str:
    rows = [
        (f"{event.at_s:.0f}", event.kind.value, event.name, event.state, _seen(event))
        for event in record.timeline.events
        if event.kind in SHOWN
    ]
    return table(("at (s)", "what", "name", "state", "seen"), rows)


def _seen(event: Event) -> str:
    facts = event.facts
    if event.kind is Kind.ALERT and "value" in facts:
        text = f"value {facts['value']:.3g}"
    elif event.kind is Kind.STOCK and event.state != "unknown":
        text = f"{facts.get('accepted')} accepted, {facts.get('pending')} pending"
    elif event.kind is Kind.STEP and event.state == "started":
        text = f"line {facts.get('line')}"
    else:
        text = str(facts.get("seen", ""))
    return text if len(text) <= SEEN_CHARACTERS_MAX else text[: SEEN_CHARACTERS_MAX - 1] + "…"


def _environment(record: Record) -> str:
    started = ", ".join(f"{name} {took:.1f} s" for name, took in record.start_up_s.items())
    facts = [*record.environment.items(), ("backend", record.backend), ("services healthy after", started)]
    facts.append(("stack healthy after", f"{record.healthy_real_s:.1f} s"))
    return table(("what", "value"), [(name, value) for name, value in facts])
