"""The command line: one module a verb."""

from drillbook.cli.main import main

__all__ = ["main"]
