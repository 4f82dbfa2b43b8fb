"""CPU, memory and restarts of each service, named as cAdvisor names them, whatever the backend."""

from __future__ import annotations

from drillbook.model.reading import Reading
from drillbook.model.stack import Stack

CPU_PERIOD_US = 100_000
"""The scheduler period that a limit of one core is stated in, as Docker's default."""


class Containers:
    """The collector of per-service usage."""

    name = "containers"

    def __init__(self, stack: Stack) -> None:
        """Read usage of this stack."""
        self._stack = stack

    def collect(self) -> list[Reading]:
        """One set of readings for each service."""
        readings = []
        for usage in self._stack.usage():
            labels = {"job": "cadvisor", "name": usage.service, "image": self._stack.spec.name}
            readings += [
                Reading("container_cpu_usage_seconds_total", {**labels, "cpu": "total"}, usage.cpu_s, cumulative=True),
                Reading("container_memory_working_set_bytes", labels, usage.resident_bytes),
                Reading("container_memory_rss", labels, usage.resident_bytes),
                Reading("container_processes", labels, float(usage.processes)),
                Reading("container_restarts_total", labels, float(usage.restarts), cumulative=True),
            ]
            if usage.cpus:
                readings += [
                    Reading("container_spec_cpu_quota", labels, float(usage.cpus * CPU_PERIOD_US)),
                    Reading("container_spec_cpu_period", labels, float(CPU_PERIOD_US)),
                ]
        return readings

    def close(self) -> None:
        """Nothing is held."""
