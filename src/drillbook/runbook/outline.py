"""The outline of a document: what the reader understood, as plain data for ``drillbook show --json``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from drillbook.model.runbook import (
    Document,
    Escalation,
    Placeholder,
    Problem,
    Runbook,
    Section,
    Step,
    Symptom,
    Threshold,
)


def as_data(document: Document) -> dict[str, Any]:
    """A document as JSON can hold it: only mappings, lists, text, numbers, booleans and null."""
    return {
        "path": document.path,
        "runbooks": [_runbook(runbook) for runbook in document.runbooks],
        "problems": [_problem(problem) for problem in document.problems],
    }


def _runbook(runbook: Runbook) -> dict[str, Any]:
    return {
        "id": runbook.id,
        "title": runbook.title,
        "line": runbook.line,
        "front_matter": _plain(runbook.front_matter),
        "sections": [_section(section) for section in runbook.sections],
        "steps": [_step(step) for step in runbook.steps],
        "symptoms": [_symptom(symptom) for symptom in runbook.symptoms],
        "thresholds": [_threshold(threshold) for threshold in runbook.thresholds],
        "escalations": [_escalation(escalation) for escalation in runbook.escalations],
        "links": [{"line": link.line, "text": link.text, "target": link.target} for link in runbook.links],
        "blanks": [_placeholder(blank) for blank in runbook.blanks],
    }


def _section(section: Section) -> dict[str, Any]:
    return {"role": section.role and section.role.value, "title": section.title, "line": section.line}


def _step(step: Step) -> dict[str, Any]:
    return {
        "line": step.line,
        "name": step.name,
        "title": step.title,
        "language": step.language,
        "role": step.role.value,
        "code": step.code,
        "manual": step.manual,
        "parts": [{"line": part.line, "title": part.title, "code": part.code} for part in step.parts],
        "placeholders": [_placeholder(placeholder) for placeholder in step.placeholders],
        "annotations": dict(step.annotations),
    }


def _placeholder(placeholder: Placeholder) -> dict[str, Any]:
    return {
        "line": placeholder.line,
        "text": placeholder.text,
        "name": placeholder.name,
        "bindable": placeholder.bindable,
    }


def _symptom(symptom: Symptom) -> dict[str, Any]:
    return {
        "line": symptom.line,
        "text": symptom.text,
        "alert": symptom.alert,
        "predicate": symptom.predicate,
        "detectable": symptom.detectable,
    }


def _threshold(threshold: Threshold) -> dict[str, Any]:
    return {
        "line": threshold.line,
        "text": threshold.text,
        "metric": threshold.metric,
        "comparator": threshold.comparator,
        "value": threshold.value,
        "unit": threshold.unit,
        "for_s": threshold.for_s,
        "sustained": threshold.sustained,
    }


def _escalation(escalation: Escalation) -> dict[str, Any]:
    return {
        "line": escalation.line,
        "condition": escalation.condition,
        "severity": escalation.severity,
        "action": escalation.action,
        "respond_within_s": escalation.respond_within_s,
        "threshold": _threshold(escalation.threshold) if escalation.threshold else None,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {"line": problem.line, "id": problem.id, "what": problem.what, "blocking": problem.blocking}


def _plain(value: Any) -> Any:
    """A front-matter value as JSON can hold it: dates in ISO form, other kinds of YAML as text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(inner) for inner in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, float):
        return value if value - value == 0.0 else str(value)
    return value if value is None or isinstance(value, str | int) else str(value)
