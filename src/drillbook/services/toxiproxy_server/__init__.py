"""The built-in Toxiproxy server: TCP proxies whose connections can be spoiled through an HTTP API.

It speaks the API of Toxiproxy 2.12 and needs the standard library only. The deliberate differences
are listed in ``docs/reference/toxiproxy.md``. Start it with ``python -m drillbook.services.toxiproxy_server``.
"""

from __future__ import annotations
