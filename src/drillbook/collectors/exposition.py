"""Whatever a service exposes on `/metrics` in the Prometheus text format."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request

from drillbook.model.reading import Reading
from drillbook.model.stack import Service

SCRAPE_WITHIN_S = 1.0
BODY_BYTES_MAX = 8 << 20
CUMULATIVE = frozenset({"counter", "histogram", "summary"})


class Exposition:
    """The collector of one service's `/metrics`."""

    def __init__(self, service: Service) -> None:
        """Scrape this service."""
        self.name = f"metrics of {service.name}"
        self._url = f"http://{service.host}:{service.port}{service.spec.metrics}"
        self._labels = {"job": service.name, "instance": f"{service.host}:{service.port}"}

    def collect(self) -> list[Reading]:
        """All samples of the exposition, and `up`."""
        try:
            with urllib.request.urlopen(self._url, timeout=SCRAPE_WITHIN_S) as answer:  # noqa: S310 -- our own URL
                text = answer.read(BODY_BYTES_MAX).decode(errors="replace")
            readings = parse(text, self._labels)
        except (OSError, http.client.HTTPException, ValueError):
            return [Reading("up", self._labels, 0.0)]
        return [*readings, Reading("up", self._labels, 1.0)]

    def close(self) -> None:
        """Nothing is held."""


def parse(text: str, labels: dict[str, str]) -> list[Reading]:
    """The samples of an exposition, with a target's own labels added; raises ValueError if it is not one."""
    from prometheus_client.parser import text_string_to_metric_families  # noqa: PLC0415 -- needed by scrapes only

    return [
        Reading(
            sample.name,
            {
                **{f"exported_{name}" if name in labels else name: value for name, value in sample.labels.items()},
                **labels,
            },
            sample.value,
            cumulative=family.type in CUMULATIVE and not _is_quantile(family.type, sample.labels),
        )
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if not sample.name.endswith("_created")
    ]


def _is_quantile(kind: str, labels: dict[str, str]) -> bool:
    """A summary's quantiles are plain values; its sum and count are cumulative, as is all of a histogram."""
    return kind == "summary" and "quantile" in labels
