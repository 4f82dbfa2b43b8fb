"""Toxics: the kinds of damage, one file each, and the table that gives them their names in the protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drillbook.services.toxiproxy_server.toxics.bandwidth import Bandwidth
from drillbook.services.toxiproxy_server.toxics.latency import Latency
from drillbook.services.toxiproxy_server.toxics.limit_data import LimitData
from drillbook.services.toxiproxy_server.toxics.noop import Noop
from drillbook.services.toxiproxy_server.toxics.reset_peer import ResetPeer
from drillbook.services.toxiproxy_server.toxics.slicer import Slicer
from drillbook.services.toxiproxy_server.toxics.slow_close import SlowClose
from drillbook.services.toxiproxy_server.toxics.timeout import Timeout

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from drillbook.services.toxiproxy_server.toxics.contract import Toxic

TYPES: Mapping[str, Callable[..., Toxic]] = {
    "bandwidth": Bandwidth,
    "latency": Latency,
    "limit_data": LimitData,
    "noop": Noop,
    "reset_peer": ResetPeer,
    "slicer": Slicer,
    "slow_close": SlowClose,
    "timeout": Timeout,
}
