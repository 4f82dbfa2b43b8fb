"""The reader of runbooks: Markdown in, values out; nothing is executed or fetched."""

from __future__ import annotations

from drillbook.runbook.reader import decode, read, read_one

__all__ = ["decode", "read", "read_one"]
