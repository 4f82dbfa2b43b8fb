"""Log lines."""

from __future__ import annotations

import json
import logging

from drillbook.services.toxiproxy_server.logs import JsonFormatter


def test_a_record_is_one_json_object():
    record = logging.LogRecord("name", logging.WARNING, "path", 1, "line\n%s", ('"quoted"',), None)
    line = JsonFormatter().format(record)
    assert "\n" not in line
    shown = json.loads(line)
    assert (shown["level"], shown["message"], shown["time"]) == ("warn", 'line\n"quoted"', round(record.created, 3))
    assert "error" not in shown
