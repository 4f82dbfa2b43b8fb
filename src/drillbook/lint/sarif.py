"""SARIF 2.1.0: findings as code-scanning tools read them (OASIS, sarif-v2.1.0)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from drillbook.lint.finding import Finding
from drillbook.lint.table import RULES, SUBJECT_OF

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
HELP = "docs/reference/lint"


def as_sarif(findings: Sequence[Finding], *, version: str) -> dict[str, Any]:
    """One run of the linter; `version` is Drillbook's."""
    ids = list(RULES)
    driver = {"name": "drillbook", "version": version, "rules": [_rule(id_) for id_ in ids]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, ids.index(finding.id)) for finding in findings],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(id_: str) -> dict[str, Any]:
    rule = RULES[id_]
    return {
        "id": id_,
        "name": id_.title().replace("-", ""),
        "shortDescription": {"text": f"{rule.summary}."},
        "help": {"text": f"See {HELP}/{SUBJECT_OF[id_]}.md, section {id_}."},
        "defaultConfiguration": {"level": rule.severity.value},
    }


def _result(finding: Finding, index: int) -> dict[str, Any]:
    place = {
        "artifactLocation": {"uri": quote(PurePath(finding.path).as_posix())},
        "region": {"startLine": max(1, finding.line)},
    }
    return {
        "ruleId": finding.id,
        "ruleIndex": index,
        "level": finding.severity.value,
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": place}],
    }
