"""Ways to break a running stack, each a context manager that undoes itself.

What has to go on while a fault lasts is a helper process inside the stack: it ends when its standard input closes,
and with the stack's warden whatever happens to the run.
"""

from drillbook.faults.connections import hold_connections, refuses_logins
from drillbook.faults.disk import fill_disk
from drillbook.faults.network import answers, silence

__all__ = ["answers", "fill_disk", "hold_connections", "refuses_logins", "silence"]
