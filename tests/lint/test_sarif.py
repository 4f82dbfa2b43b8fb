from __future__ import annotations

from drillbook.lint.finding import Finding, Severity
from drillbook.lint.sarif import as_sarif
from drillbook.lint.table import RULES

FINDING = Finding(path="run books/a.md", line=0, id="left-blank", severity=Severity.WARNING, message="what. Do.")
LEVELS = {"none", "note", "warning", "error"}


def test_a_log_has_what_the_standard_requires() -> None:
    log = as_sarif([FINDING], version="1.2.3")
    assert log["version"] == "2.1.0"
    assert set(log) == {"$schema", "version", "runs"}
    driver = log["runs"][0]["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("drillbook", "1.2.3")
    assert [rule["id"] for rule in driver["rules"]] == list(RULES)
    assert {rule["defaultConfiguration"]["level"] for rule in driver["rules"]} <= LEVELS


def test_a_result_leads_to_its_rule_and_its_place() -> None:
    run = as_sarif([FINDING], version="1")["runs"][0]
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "left-blank"
    assert result["level"] in LEVELS
    assert result["message"] == {"text": "what. Do."}
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "run%20books/a.md"
    assert place["region"]["startLine"] == 1, "lines count from 1, whatever is found"
