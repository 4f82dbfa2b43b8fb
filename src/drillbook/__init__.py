"""Drillbook tests runbooks the way pytest tests code."""

from __future__ import annotations

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
