"""Steps: what runs, in which phase, and what a person does."""

from __future__ import annotations

import pytest

from drillbook.model.runbook import Role, RunMode
from drillbook.runbook import blocks, labels, sections, steps


def read(text, *, unplaced=None):
    lines = text.split("\n")
    found = labels.split(blocks.parse(lines, numbers=range(1, len(lines) + 2)))
    return steps.read(list(sections.place(found)), unplaced=unplaced)


def only(text, **options):
    found = read(text, **options)
    assert found.troubles == ()
    assert len(found.steps) == 1
    return found.steps[0]


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Symptoms", "detect"),
        ("Diagnosis", "diagnose"),
        ("Mitigation", "act"),
        ("Resolution", "act"),
        ("Verification", "verify"),
        ("Rollback", "rollback"),
        ("Escalation", "doc"),
        ("Anything", "doc"),
    ],
)
def test_the_section_gives_the_role(title, role):
    assert only(f"## {title}\n```bash\nls\n```").role is Role(role)


def test_an_annotation_overrides_the_role():
    assert only("## Diagnosis\n```bash role=verify\nls\n```").role is Role.VERIFY


def test_a_language_that_does_not_run_is_documentation():
    step = only("## Resolution\n```yaml\na: 1\n```")
    assert (step.role, step.language, step.code) == (Role.DOC, "yaml", "a: 1")


def test_an_untyped_block_is_documentation_unless_it_shows_prompts():
    assert only("## Resolution\n```\nls\n```").role is Role.DOC
    step = only("## Resolution\n```\n$ ls\nfile\n```")
    assert (step.role, step.language, step.code) == (Role.ACT, "console", "ls")


def test_a_shell_block_with_prompts_is_a_console():
    step = only("## Diagnosis\n```bash\n$ kubectl get pods\nweb 1/1\n$ df \\\n  -h\n```")
    assert (step.language, step.code) == ("console", "kubectl get pods\ndf \\\n  -h")
    assert step.code_lines == (3, 5, 6)


def test_a_console_without_commands_is_documentation():
    assert only("## Diagnosis\n```console\njust output\n```").role is Role.DOC


@pytest.mark.parametrize(
    "words", ["Example output:", "The output looks like this:", "It prints something similar to this:"]
)
def test_sample_output_is_documentation_whatever_its_language(words):
    assert only(f"## Diagnosis\n{words}\n```bash\nOct 18 19:39 chronyd: ok\n```").role is Role.DOC


def test_a_comment_right_above_annotates():
    step = only("## Resolution\n<!-- drill: name=end risk=modifying timeout=15s -->\n```sql\nselect 1\n```")
    assert (step.name, step.risk, step.timeout_s, step.language) == ("end", "modifying", 15, "sql")
    assert step.annotations == {"name": "end", "risk": "modifying", "timeout": "15s"}


def test_both_spellings_at_once_are_a_problem():
    found = read("## Fix\n<!-- drill: name=a -->\n```bash name=b\nls\n```")
    assert [(line, id_, blocking) for line, id_, _, blocking in found.troubles] == [(3, "annotated-twice", True)]


def test_a_value_that_is_not_allowed_is_a_problem_on_its_line():
    found = read("## Fix\n\n```bash timeout=soon\nls\n```\n<!-- drill: role=boss -->\n```bash\nls\n```")
    assert [(line, id_) for line, id_, _, _ in found.troubles] == [(3, "annotation-value"), (6, "annotation-value")]


def test_names_are_unique_and_needs_exist():
    found = read("## Fix\n```bash name=a\nls\n```\n```bash name=a needs=b\nls\n```")
    assert [(line, id_) for line, id_, _, _ in found.troubles] == [(5, "duplicate-step-name"), (5, "unknown-need")]


def test_an_unnamed_step_is_named_after_its_line():
    assert only("## Fix\n\n```bash\nls\n```").name == "line-3"


def test_the_command_on_the_info_string_is_run_and_reported():
    found = read("## Fix\n```docker compose ps\n```")
    assert found.steps[0].code == "docker compose ps"
    assert [id_ for _, id_, _, _ in found.troubles] == ["command-on-info-string"]


def test_a_list_item_without_code_is_manual():
    found = read("## Fix\n1. Call **somebody**\n- [ ] Look\n\nA paragraph.").steps
    assert [(step.title, step.manual, step.language, step.code) for step in found] == [
        ("Call somebody", True, "", ""),
        ("Look", True, "", ""),
    ]


def test_a_list_item_that_introduces_code_is_its_title():
    step = only("## Fix\n1. Restart it:\n   ```bash\n   make restart\n   ```")
    assert (step.title, step.code, step.manual) == ("Restart it:", "make restart", False)


def test_items_of_other_sections_are_no_steps():
    assert read("## Symptoms\n- slow\n## Escalation\n- call\n## Notes\n- x").steps == ()


def test_items_that_only_link_are_no_steps():
    assert read("## Fix\n- [Guide](guide.md)\n- https://example.org/x").steps == ()


def test_an_inline_http_probe_runs():
    step = only("## Diagnosis\n1. Check the health: `GET /health`")
    assert (step.language, step.code, step.manual, step.role) == ("http", "GET /health", False, Role.DIAGNOSE)


def test_an_inline_command_is_recorded_and_left_to_a_person():
    step = only("## Diagnosis\n1. Check: `curl -f http://localhost/health`")
    assert (step.manual, step.language, step.code) == (True, "bash", "curl -f http://localhost/health")


def test_an_annotated_inline_command_runs():
    step = only("## Diagnosis\n1. Check: `df -h` <!-- drill: name=disk -->")
    assert (step.manual, step.name, step.title) == (False, "disk", "Check: df -h")


@pytest.mark.parametrize("code", ["JWT_SECRET", "/api/oncall", "pg_stat_activity", "error: none"])
def test_inline_code_that_is_no_command_is_not_recorded(code):
    assert only(f"## Diagnosis\n1. Look at `{code}`").code == ""


def test_an_item_may_be_manual_by_annotation():
    step = only("## Diagnosis\n1. Check `GET /health` <!-- drill: run=manual -->")
    assert (step.manual, step.run) == (True, RunMode.MANUAL)


def test_a_bold_item_alone_is_a_step():
    assert [step.title for step in read("1. **Isolate it**\n2. **Tell them**\n", unplaced=Role.ACT).steps] == [
        "Isolate it",
        "Tell them",
    ]


def test_without_sections_the_text_is_the_procedure():
    found = read("Do this:\n```bash\nls\n```\n1. Look\n- a remark\n- [ ] Tick\n", unplaced=Role.ACT).steps
    assert [(step.role, step.manual) for step in found] == [(Role.ACT, False), (Role.ACT, True), (Role.ACT, True)]


def test_comments_cut_a_block_into_parts():
    step = only("## Fix\n```bash\n# Look\ndf -h\n\n# Then clean\n# carefully\nmake clean\n```")
    assert [(part.line, part.title, part.code) for part in step.parts] == [
        (3, "Look", "df -h"),
        (6, "Then clean carefully", "make clean"),
    ]


def test_placeholders_know_their_line():
    step = only("## Fix\n```bash\n# Look\nkill <pid>\n```")
    assert [(p.line, p.text) for p in step.placeholders] == [(4, "<pid>")]
