"""Prose: thresholds, rules and blanks of a runbook."""

from __future__ import annotations

from drillbook.runbook import blocks, labels, prose, sections


def mine(text):
    lines = text.split("\n")
    placed = sections.place(labels.split(blocks.parse(lines, numbers=range(1, len(lines) + 2))))
    return prose.mine(list(placed))


def test_thresholds_know_their_lines():
    found = mine("# T\n- [ ] CPU > 90 %\n- **Memory:** < 80%\n\nLatency\nover 2 s for 5m.\n").thresholds
    assert [(t.line, t.metric, t.for_s) for t in found] == [(2, "cpu", None), (3, "memory", None), (6, "latency", 300)]


def test_code_is_not_prose():
    assert mine("```bash\nCPU > 90\n```\n- run `sort > 5`, then `curl 'x' > 7`\n").thresholds[0].value == 5


def test_a_comparison_in_a_code_span_counts():
    assert mine("- fires when `cpu_usage > 90%`").thresholds[0].metric == "cpu_usage"


def test_a_cell_that_begins_with_a_comparison_is_about_its_row():
    found = mine("| Metric | Limit |\n|--|--|\n| CPU | > 80% |\n").thresholds
    assert [(t.line, t.metric, t.value) for t in found] == [(3, "cpu", 80)]


def test_a_severity_table_states_rules_and_no_thresholds():
    found = mine("| Severity | Response Time |\n|--|--|\n| P1 | < 15 min |\n")
    assert found.thresholds == []
    assert [(rule.line, rule.respond_within_s) for rule in found.escalations] == [(3, 900)]


def test_rules_in_lists():
    found = mine("## Escalation\n- Depth > 1000: High - Scale\n- Queue team\n").escalations
    assert [(rule.line, rule.severity, rule.action) for rule in found] == [(2, "High", "Scale"), (3, "", "Queue team")]


def test_blanks():
    found = mine("- **DBA**: [Contact Info]\n\n| Role | Phone |\n|--|--|\n| CTO | TBD |\n").blanks
    assert [(blank.line, blank.text) for blank in found] == [(1, "[Contact Info]"), (5, "TBD")]
