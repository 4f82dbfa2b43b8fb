"""The outline: the documented JSON, and nothing that JSON cannot hold."""

from __future__ import annotations

import json

from drillbook import runbook
from drillbook.runbook import outline

TEXT = """---
title: Queue
last_reviewed: 2026-11-01
limit: .inf
---
# Queue

## Symptoms

- depth > 1000 for 5m

## Resolution

```bash {"name":"restart"}
# Restart
docker compose restart <worker>
```

## Escalation

- depth > 5000: Critical - at once, see [team](team.md)
"""


def outlined():
    return outline.as_data(runbook.read(TEXT, path="q.md"))


def test_it_survives_json():
    data = outlined()
    assert json.loads(json.dumps(data, allow_nan=False)) == data


def test_it_has_the_documented_keys():
    data = outlined()
    assert data["path"] == "q.md"
    found = data["runbooks"][0]
    assert {"id", "title", "line", "front_matter", "sections", "steps", "thresholds", "escalations", "links"} <= set(
        found
    )
    assert found["front_matter"] == {"title": "Queue", "last_reviewed": "2026-11-01", "limit": "inf"}
    assert found["sections"][0] == {"role": "symptoms", "title": "Symptoms", "line": 8}
    step = found["steps"][0]
    assert (step["line"], step["language"], step["role"], step["manual"]) == (14, "bash", "act", False)
    assert step["annotations"] == {"name": "restart"}
    assert step["placeholders"] == [{"line": 16, "text": "<worker>", "name": "worker", "bindable": False}]
    threshold = found["thresholds"][0]
    assert (threshold["line"], threshold["comparator"], threshold["value"], threshold["for_s"]) == (10, ">", 1000, 300)
    assert found["escalations"][0]["severity"] == "Critical"
    assert found["links"] == [{"line": 21, "text": "team", "target": "team.md"}]


def test_a_section_without_a_role_says_null():
    assert (
        outline.as_data(runbook.read("# T\n## Notes\n## Fix\n- x", path="t.md"))["runbooks"][0]["sections"][0]["role"]
        is None
    )
