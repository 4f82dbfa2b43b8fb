from __future__ import annotations

from pathlib import Path

import pytest

from drillbook.errors import ProjectError
from drillbook.rules import AlertingRule, RecordingRule, load_rules
from drillbook.rules.load import parse_rules

RULES = """\
groups:
  - name: api
    interval: 30s
    query_offset: 10s
    limit: 5
    labels: {team: platform, severity: low}
    rules:
      - record: job:up:sum
        expr: sum by (job) (up)
      - alert: Down
        expr: |
          job:up:sum == 0
        for: 1m30s
        keep_firing_for: 5m
        labels:
          severity: page
          weight: 3
        annotations:
          summary: "{{ $labels.job }} is down"
"""


def test_a_rule_file_is_read_with_everything_it_says() -> None:
    (group,) = parse_rules(RULES, path="rules/api.yml")
    recording, alert = group.rules
    assert (group.name, group.interval_s, group.query_offset_s, group.limit) == ("api", 30.0, 10.0, 5)
    assert isinstance(recording, RecordingRule)
    assert (recording.name, recording.expr, dict(recording.labels)) == (
        "job:up:sum",
        "sum by (job) (up)",
        {"team": "platform", "severity": "low"},
    )
    assert isinstance(alert, AlertingRule)
    assert (alert.path, alert.line, alert.group, alert.name) == ("rules/api.yml", 10, "api", "Down")
    assert (alert.for_s, alert.keep_firing_for_s, alert.interval_s) == (90.0, 300.0, 30.0)
    assert dict(alert.labels) == {"team": "platform", "severity": "page", "weight": "3"}
    assert dict(alert.annotations) == {"summary": "{{ $labels.job }} is down"}


def rule_file(rule: str) -> str:
    return f"groups:\n- name: g\n  rules:\n  - {rule}\n"


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        (rule_file("alert: A\n    expr: rate(x)"), "x.yml:5: ", "expected type matrix"),
        (rule_file("alert: A\n    expr: x[5m]"), "x.yml:5: ", "gives a range vector"),
        (rule_file("alert: A"), "x.yml:4: ", "no expression"),
        (rule_file("expr: x"), "x.yml:4: ", "either `alert` or `record`"),
        (rule_file("alert: A\n    record: a\n    expr: x"), "x.yml:4: ", "either `alert` or `record`"),
        (rule_file("alert: A\n    expr: x\n    fore: 5m"), "x.yml:6: ", 'Did you mean "for"?'),
        (rule_file("alert: A\n    expr: x\n    for: 5"), "x.yml:6: ", '"for" is not a duration: "5"'),
        (rule_file("alert: A\n    expr: x\n    expr: y"), "x.yml:6: ", "repeated"),
        (rule_file("record: a\n    expr: x\n    for: 5m"), "x.yml:6: ", "Only alerts may"),
        (rule_file("record: 'a{}'\n    expr: x"), "x.yml:4: ", "braces"),
        (rule_file("alert: A\n    expr: x\n    labels:\n      __name__: y"), "x.yml:7: ", "cannot be a label's name"),
        (
            rule_file("alert: A\n    expr: x\n    annotations:\n      a: b\n      c: '{{ query \"up\" }}'"),
            "x.yml:8: ",
            "annotations.c: the template function query is not supported",
        ),
        ("groups:\n- name: g\n- name: g\n", "x.yml:3: ", "repeated"),
        ("groups:\n- rules: []\n", "x.yml:2: ", "no name"),
        ("groups: 3\n", "x.yml:1: ", "must be a list"),
        ("[]\n", "x.yml:1: ", "must be a mapping"),
        ("rules: []\n", "x.yml:1: ", 'no field "rules"'),
        ("groups:\n- name: g\n  limit: many\n", "x.yml:3: ", "not a whole number"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, place: str, what: str) -> None:
    with pytest.raises(ProjectError, match=r".") as caught:
        parse_rules(text, path="x.yml")
    assert str(caught.value).startswith(place)
    assert what in str(caught.value)


def test_files_are_read_in_order(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.yml").write_text(f"groups:\n- name: {name}\n")
    rules = load_rules([tmp_path / "b.yml", tmp_path / "a.yml"])
    assert [group.name for group in rules.groups] == ["b", "a"]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="cannot be read"):
        load_rules([tmp_path / "missing.yml"])
    (tmp_path / "bytes.yml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ProjectError, match="not UTF-8"):
        load_rules([tmp_path / "bytes.yml"])


def test_the_reach_of_a_rule_set_is_that_of_its_furthest_rule(tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text(RULES + "      - alert: Slow\n        expr: rate(x[1h] offset 5m) > 1\n")
    assert load_rules([tmp_path / "x.yml"]).reach_s == 3600.0 + 300.0 + 10.0
