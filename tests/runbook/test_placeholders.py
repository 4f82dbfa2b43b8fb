"""Placeholders: what somebody must fill in, and what only looks like it."""

from __future__ import annotations

import pytest

from drillbook.runbook import placeholders


def found(code, language="bash"):
    lines = tuple(range(1, code.count("\n") + 2))
    return [(p.text, p.name, p.bindable) for p in placeholders.in_code(code, language=language, lines=lines)]


@pytest.mark.parametrize(
    ("code", "text", "name", "bindable"),
    [
        ("echo ${NAME}", "${NAME}", "NAME", True),
        ('df -h "$DATA_DIR"', "$DATA_DIR", "DATA_DIR", True),
        ("kubectl logs {{ pod }}", "{{ pod }}", "pod", False),
        ("docker compose up -d <service-name>", "<service-name>", "service-name", False),
        ("git revert <commit hash>", "<commit hash>", "commit hash", False),
        ("kill [PID]", "[PID]", "PID", False),
        ("kubectl -n YOUR_NAMESPACE get pods", "YOUR_NAMESPACE", "YOUR_NAMESPACE", False),
        ("curl http://api/users/{user_id}", "{user_id}", "user_id", False),
        ("kill -9 PID", "PID", "PID", False),
        ("restore backup-YYYYMMDD_HHMMSS.sql", "YYYYMMDD_HHMMSS", "YYYYMMDD_HHMMSS", False),
        ("git tag v1.x.x", "v1.x.x", "v1.x.x", False),
    ],
)
def test_every_form_is_recognised(code, text, name, bindable):
    assert (text, name, bindable) in found(code)


@pytest.mark.parametrize(
    "code",
    [
        "x=1; echo $x",
        "for pod in a b; do echo $pod; done",
        "read -r line; echo ${line}",
        "echo $1 $? $$ $@",
        "cat <<EOF\nx\nEOF",
        "awk '{print $NF}' f",
        "awk '{ print $1 }' f",
        "echo \\$HOME",
        "psql <in >out",
        "grep '[A-Z]' f",
        "[ -f x ] && echo [x]",
        "curl -w '%{http_code}' http://x",
        "docker inspect --format '{{.State}}' x",
        "cp {a,b} /tmp",
        "ps -eo PID,PPID",
        "PID=1; kill $PID",
        "echo $HOME # don't $worry",
        "",
    ],
)
def test_what_is_no_placeholder(code):
    assert found(code) == []


def test_a_quotation_that_goes_on_hides_its_dollars():
    assert found("sh -c '\necho $inner\n' $outer") == [("$outer", "outer", True)]


def test_sql_takes_variables_inside_quotation_marks():
    assert found("select interval '${LIMIT}'", "sql") == [("${LIMIT}", "LIMIT", True)]


def test_each_is_listed_once_at_its_first_line():
    found_at = placeholders.in_code("a <x>\nb <x> <y>", language="bash", lines=(12, 13))
    assert [(p.text, p.line) for p in found_at] == [("<x>", 12), ("<y>", 13)]


@pytest.mark.parametrize("text", ["[Contact Info]", "TBD", "TODO", "<your team>", "[Team Name]"])
def test_blanks_in_prose(text):
    assert [blank.text for blank in placeholders.in_prose(f"Database team: {text}", 3)] == [text]


@pytest.mark.parametrize("text", ["[x] done", "[Guide](guide.md)", "[Guide][ref]", "a TODOS list", "1 < 2", "[ ] open"])
def test_links_and_checkboxes_are_no_blanks(text):
    assert placeholders.in_prose(text, 1) == []
