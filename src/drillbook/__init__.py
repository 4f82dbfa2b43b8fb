"""Drillbook tests runbooks the way pytest tests code."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from drillbook.model.drill import Accounts, Finding, Need
    from drillbook.model.stack import Account, Kind, Service, ServiceSpec, Stack, StackSpec
    from drillbook.scenarios import scenario

__version__ = "0.1.0"

__all__ = [
    "Account",
    "Accounts",
    "Finding",
    "Kind",
    "Need",
    "Service",
    "ServiceSpec",
    "Stack",
    "StackSpec",
    "__version__",
    "scenario",
]

_HOMES = {
    "drillbook.model.drill": ("Accounts", "Finding", "Need"),
    "drillbook.model.stack": ("Account", "Kind", "Service", "ServiceSpec", "Stack", "StackSpec"),
    "drillbook.scenarios": ("scenario",),
}


def __getattr__(name: str) -> Any:
    """Import what is asked for, and no more: every pytest run of an environment imports this package (PEP 562)."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(home), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
