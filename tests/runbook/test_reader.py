"""The reader: whole files of the shapes that people write."""

from __future__ import annotations

import pytest

from drillbook import runbook
from drillbook.errors import ProjectError
from drillbook.model.runbook import Role
from drillbook.runbook import limits

from .texts import ANNOTATED, FENCED, HANDBOOK, ISSUES, MOJIBAKE, SCENARIOS


def read(text, **options):
    return runbook.read(text, path="runbooks/x.md", **options)


def by_title(text, **options):
    return {each.title: each for each in read(text, **options).runbooks}


def test_an_annotated_runbook_is_read_whole():
    found = runbook.read_one(ANNOTATED, path="runbooks/pool-empty.md")
    assert (found.id, found.title, found.alerts, found.mttd_s, found.mttr_s) == (
        "pool-empty",
        "The pool is empty",
        ("PoolEmpty",),
        300,
        1_800,
    )
    assert [(step.name, step.role, step.language, step.line) for step in found.steps] == [
        ("list", Role.DIAGNOSE, "bash", 18),
        ("end", Role.ACT, "sql", 25),
        ("below", Role.VERIFY, "bash", 31),
    ]
    assert found.steps[0].capture == "PIDS"
    assert found.steps[1].needs == ("list",)
    assert found.steps[2].expect.value == "<0.8"
    assert found.symptoms[0].alert == "PoolEmpty"
    assert (found.inputs[0].name, found.inputs[0].default) == ("IDLE", "5 min")
    assert found.having(Role.VERIFY) == (found.steps[2],)


def test_runbooks_inside_a_markdown_fence_are_read_when_asked():
    found = by_title(FENCED, unfence=True)
    hot = found["Hot CPU"]
    assert (hot.line, [section.line for section in hot.sections]) == (6, [8, 11, 14])
    assert (hot.thresholds[0].line, hot.thresholds[0].value, hot.thresholds[0].sustained) == (9, 80, True)
    assert [(s.line, s.manual, s.code) for s in hot.steps] == [
        (12, True, "SELECT * FROM pg_stat_activity"),
        (15, True, ""),
    ]
    assert "Stuck jobs" in found
    assert [section.role for section in found["Leak"].sections] == ["symptoms", "resolution"]
    assert found["Task: write the playbook"].escalations[0].respond_within_s == 3_600


def test_a_fenced_runbook_that_is_not_asked_for_is_pointed_out():
    assert [(p.line, p.id) for p in read(FENCED).problems] == [(3, "fenced-runbook")]


def test_a_handbook_of_labelled_issues():
    found = by_title(HANDBOOK)
    assert list(found) == ["Hot database", "Failing payments", "Suspected intrusion"]
    hot = found["Hot database"]
    assert [section.role for section in hot.sections] == ["symptoms", "mitigation", "prevention", "resolution"]
    assert [(part.title, part.line) for part in hot.steps[0].parts] == [
        ("Restart the replica", 15),
        ("End a query", 18),
    ]
    assert [p.text for p in hot.steps[0].placeholders] == ["PID"]
    assert [(s.text, s.detectable) for s in hot.symptoms] == [("CPU > 90%", True), ("slow queries", False)]
    assert [p.text for p in found["Suspected intrusion"].steps[0].placeholders] == ["<id>"]


def test_headings_that_lost_their_emoji_and_two_levels_of_runbooks():
    found = by_title(MOJIBAKE)
    assert list(found) == ["Down", "Hot", "Slow", "Leak"]
    assert [step.code for step in found["Down"].steps] == ["curl -f http://localhost:5000/health", "make restart"]
    assert found["Down"].links[0].target == "runbooks/down.md"
    assert [(s.code, s.title, s.line) for s in found["Hot"].steps] == [("docker stats", "Look", 14)]
    assert [section.role for section in found["Slow"].sections] == ["symptoms", "diagnosis", "resolution"]
    assert [(s.role, s.manual) for s in found["Slow"].steps] == [(Role.DIAGNOSE, False), (Role.ACT, True)]


def test_scenarios_of_one_fixed_shape():
    found = by_title(SCENARIOS)
    assert list(found) == ["Startup", "Errors", "Workers", "Emergency Contacts"]
    errors = found["Errors"]
    assert [section.role for section in errors.sections] == [
        "symptoms",
        "diagnosis",
        "resolution",
        "mitigation",
        "prevention",
        "escalation",
    ]
    assert [(s.code or s.title, s.language, s.role.value) for s in errors.steps] == [
        ("GET /metrics", "http", "diagnose"),
        ("Check the system", "", "act"),
    ]
    assert [(e.severity, e.respond_within_s, e.threshold.value) for e in errors.escalations] == [
        ("Critical", 0, 20),
        ("High", 3_600, 10),
    ]
    assert [blank.text for blank in found["Emergency Contacts"].blanks] == ["[Contact Info]"]


def test_issues_without_a_diagnosis():
    found = by_title(ISSUES)
    assert list(found) == [
        "Severity Levels",
        "Issue: OCR stuck",
        "Issue: Connections",
        "Escalation Matrix",
        "Contact Information",
    ]
    assert [(s.line, s.language, s.manual) for s in found["Issue: OCR stuck"].steps] == [
        (17, "", True),
        (19, "bash", False),
        (22, "", True),
    ]
    assert found["Issue: Connections"].steps[0].code == "SELECT count(*) FROM pg_stat_activity;"
    assert found["Issue: Connections"].thresholds[0].unit == "MB"
    assert found["Severity Levels"].escalations[0].respond_within_s == 900
    assert found["Escalation Matrix"].escalations[0].action == "DBA → Data Lead"


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_ends_of_every_kind_count_alike(ending):
    assert read(ANNOTATED.replace("\n", ending)) == read(ANNOTATED)


def test_a_byte_order_mark_is_no_text():
    assert read("\ufeff" + ANNOTATED) == read(ANNOTATED)


def test_anchors_are_githubs_and_explicit_ones_are_kept():
    found = read("# A b\n## A b\n### C {#see}\n<a name='d'></a>\n## Fix & go\n")
    assert [anchor.name for anchor in found.anchors] == ["a-b", "a-b-1", "c", "see", "d", "fix--go"]


def test_comments_are_kept_for_tools():
    assert [(c.line, c.text) for c in read("# A\n\n<!-- lint: off -->\n").comments] == [(3, "lint: off")]


def test_a_nul_byte_is_a_problem_and_no_end():
    found = read("# A\n\0\n## Fix\n- x\0y\n")
    assert [(p.line, p.id) for p in found.problems] == [(2, "nul-byte")]
    assert found.runbooks[0].steps[0].title == "x\ufffdy"


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("---\nid: [\n---\n# A", 3, "not YAML"),
        ("---\ntargets: {mttr: soon}\n---\n# A", 2, "targets.mttr"),
        ("# A\n## Fix\n```bash timeout=soon\nls\n```", 3, "timeout"),
        ("# A\n## Fix\n<!-- drill: name=a -->\n```bash name=b\nls\n```", 4, "twice"),
        (
            "# B\n## A\n### Symptoms\n- x\n### Fix\n- y\n## C\n### Symptoms\n- x\n### Fix\n- y\n",
            7,
            'second runbook, "C"',
        ),
    ],
)
def test_what_makes_a_drill_impossible_is_an_error_with_its_place(text, line, part):
    with pytest.raises(ProjectError) as caught:
        runbook.read_one(text, path="x.md")
    assert (caught.value.path, caught.value.line) == ("x.md", line)
    assert part in caught.value.what


def test_bytes_are_decoded_or_refused_with_the_line():
    assert runbook.decode("\ufeff# Ü".encode(), path="x.md") == "# Ü"
    with pytest.raises(ProjectError, match=r"^x\.md:2: byte 0xff is not UTF-8\. Save"):
        runbook.decode(b"# A\n\xff", path="x.md")
    with pytest.raises(ProjectError, match="Split it"):
        runbook.decode(b"x" * (limits.FILE_BYTES_MAX + 1), path="x.md")
