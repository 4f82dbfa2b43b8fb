"""Terminal sessions: commands kept, sample output dropped."""

from __future__ import annotations

import pytest

from drillbook.runbook import prompts


def commands(text):
    return prompts.commands(list(enumerate(text.split("\n"), 10)))


def test_only_what_follows_a_prompt_is_a_command():
    assert commands("$ kubectl get pods\nNAME  READY\nweb-0 1/1\n$ uptime\nup 3 days") == [
        (10, "kubectl get pods"),
        (13, "uptime"),
    ]


@pytest.mark.parametrize("prompt", ["$ ", "  $ ", "root@db-1:~# ", "[me@host logs]$ ", "(venv) $ ", "% "])
def test_prompts_of_every_kind_are_stripped(prompt):
    assert commands(f"{prompt}ls -l\ntotal 0") == [(10, "ls -l")]


def test_a_command_goes_on_after_a_backslash():
    assert commands("$ oc debug node/x -- \\\n    df -h\n/dev/sda 9G") == [
        (10, "oc debug node/x -- \\"),
        (11, "    df -h"),
    ]


def test_a_command_goes_on_to_the_end_of_its_here_document():
    text = "$ cat <<'EOF' | psql\nselect 1;\nEOF\n 1\n(1 row)"
    assert commands(text) == [(10, "cat <<'EOF' | psql"), (11, "select 1;"), (12, "EOF")]


def test_a_command_goes_on_inside_quotation_marks():
    assert commands('$ psql -c "select\n  1"\n 1') == [(10, 'psql -c "select'), (11, '  1"')]


def test_an_apostrophe_in_output_or_an_open_quotation_swallows_nothing():
    assert commands("$ echo it's\nfine\n$ uptime") == [(10, "echo it's"), (12, "uptime")]


def test_a_hash_is_roots_prompt_only_where_nothing_else_is_a_prompt():
    assert commands("# systemctl restart app\nok") == [(10, "systemctl restart app")]
    assert commands("# restart it\n$ systemctl restart app") == [(10, "# restart it"), (11, "systemctl restart app")]


def test_continuation_prompts_are_stripped():
    assert commands("$ for x in 1 2; do \\\n>   echo $x; \\\n> done") == [
        (10, "for x in 1 2; do \\"),
        (11, "  echo $x; \\"),
        (12, "done"),
    ]


def test_a_session_without_prompts_holds_no_command():
    assert commands("NAME  READY\nweb-0 1/1") == []


def test_a_shell_block_with_a_dollar_prompt_is_recognised():
    assert prompts.begins_with_dollar("# look\n\n$ ls")
    assert not prompts.begins_with_dollar("ls\n$ ls")
    assert not prompts.begins_with_dollar("$HOME/bin/x")
