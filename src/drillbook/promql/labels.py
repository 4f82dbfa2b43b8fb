"""Labels: the sorted, hashable name-value pairs that identify one series.

A label with an empty value is the same as no label, so it is never kept
(https://prometheus.io/docs/concepts/data_model/).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

Labels: TypeAlias = tuple[tuple[str, str], ...]

METRIC_NAME = "__name__"
METADATA_NAMES = frozenset({METRIC_NAME, "__type__", "__unit__"})
"""What Prometheus 3 drops together with the metric's name once a value no longer is that metric."""

NO_LABELS: Labels = ()


def canonical(labels: Mapping[str, str] | Iterable[tuple[str, str]]) -> Labels:
    """Sort the labels by name and leave out the empty ones; of a repeated name the last value counts."""
    items = dict(labels).items()
    return tuple(sorted(pair for pair in items if pair[1]))


def without_name(labels: Labels) -> Labels:
    """Drop the metric's name, type and unit, as functions and arithmetic do."""
    if len(labels) > 1 and labels[0][0] == METRIC_NAME and labels[1][0] not in METADATA_NAMES:
        return labels[1:]
    return tuple(pair for pair in labels if pair[0] not in METADATA_NAMES)


def keep(labels: Labels, names: Collection[str]) -> Labels:
    """Only the labels in `names`."""
    return tuple(pair for pair in labels if pair[0] in names)


def drop(labels: Labels, names: Collection[str]) -> Labels:
    """All labels but those in `names`."""
    return tuple(pair for pair in labels if pair[0] not in names)


def value_of(labels: Labels, name: str) -> str:
    """The value of one label, empty where the label is absent."""
    for label, value in labels:
        if label == name:
            return value
    return ""


def with_label(labels: Labels, name: str, *, value: str) -> Labels:
    """Set one label; an empty `value` removes it."""
    others = [pair for pair in labels if pair[0] != name]
    if value:
        others.append((name, value))
        others.sort()
    return tuple(others)


def quoted(text: str) -> str:
    """The text as PromQL writes a string: in double quotes, control characters escaped."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def written(labels: Labels) -> str:
    """The labels as PromQL writes a series: ``up{job="node"}``."""
    name = value_of(labels, METRIC_NAME)
    rest = ", ".join(f"{label}={quoted(value)}" for label, value in labels if label != METRIC_NAME)
    return f"{name}{{{rest}}}" if rest or not name else name
