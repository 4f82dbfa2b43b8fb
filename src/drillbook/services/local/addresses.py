"""Where services are reached, and the words in braces by which a stack file speaks of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from drillbook.errors import ProjectError
from drillbook.model.stack import ServiceSpec, StackSpec
from drillbook.services.ports import LOOPBACK, is_taken, reserve


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where one service listens, and where others find it."""

    host: str
    port: int
    seen_port: int
    """The port others use: Toxiproxy's when the service is proxied, else its own."""

    @property
    def direct(self) -> str:
        """``host:port`` past Toxiproxy."""
        return f"{self.host}:{self.port}"

    def __str__(self) -> str:
        """``host:port`` as other services reach it."""
        return f"{self.host}:{self.seen_port}"


def allot(spec: StackSpec) -> dict[str, Address]:
    """Give every listening service a port, and a second one where Toxiproxy stands in front.

    Raises:
        ProjectError: a port that the stack file asks for is taken.
    """
    return {service.name: _allot_one(service) for service in spec.services if service.listens}


def _allot_one(service: ServiceSpec) -> Address:
    if service.port and is_taken(service.port):
        raise ProjectError(
            f"stack: port {service.port} of {service.name} is in use. Free it, or let the stack choose (port=0)."
        )
    port = service.port or reserve()
    return Address(host=LOOPBACK, port=port, seen_port=reserve() if service.proxied else port)


def fill(text: str, words: Mapping[str, Any], *, service: str) -> str:
    """Replace the words in braces.

    Raises:
        ProjectError: a word is not known.
    """
    try:
        return text.format_map(words)
    except (KeyError, AttributeError, IndexError, ValueError) as error:
        known = ", ".join(sorted(words))
        raise ProjectError(
            f'stack: service {service}: cannot fill in "{text}" ({error}). Known words: {known}. '
            "Write {{ and }} for braces that are meant."
        ) from error
