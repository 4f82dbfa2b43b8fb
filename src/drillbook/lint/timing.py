"""Timing: the intervals between a fault and the page, where no rule group says otherwise."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds; the defaults are those of Prometheus and Alertmanager."""

    scrape_interval_s: float = 60.0
    evaluation_interval_s: float = 60.0
    group_wait_s: float = 30.0

    def earliest_page_s(self, *, for_s: float, interval_s: float | None) -> float:
        """Seconds from a step fault to the earliest possible page: ``ceil(for / E) * E + group_wait``.

        A pending alert fires at the first evaluation at which it has been active for `for_s`, so the hold is
        rounded up to whole evaluation intervals (Prometheus, rules/alerting.go). Window and scrape add to it.
        """
        every_s = interval_s or self.evaluation_interval_s
        return math.ceil(for_s / every_s) * every_s + self.group_wait_s


def spoken(seconds: float) -> str:
    """A duration for people: ``5 min 30 s``."""
    hours, rest = divmod(round(seconds), 3600)
    minutes, left = divmod(rest, 60)
    parts = [f"{count} {unit}" for count, unit in ((hours, "h"), (minutes, "min"), (left, "s")) if count]
    return " ".join(parts) or f"{seconds:g} s"
