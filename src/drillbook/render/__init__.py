"""What people read: the report of a run, from its record alone."""

from drillbook.render.report import report
from drillbook.render.words import seconds, table

__all__ = ["report", "seconds", "table"]
