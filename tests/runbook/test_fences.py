"""Info strings: language, attributes, and commands that slipped onto them."""

from __future__ import annotations

import pytest

from drillbook.runbook import fences


@pytest.mark.parametrize(
    ("info", "language"),
    [
        ("bash", "bash"),
        ("sh", "bash"),
        ("Shell", "bash"),
        ("zsh copy", "bash"),
        ("shell-session", "console"),
        ("console", "console"),
        ("sql,linenos", "sql"),
        ("postgresql", "sql"),
        ("redis-cli", "redis"),
        ("py", "python"),
        ("YAML", "yaml"),
        ("{.bash .numbers}", "bash"),
        ("bash{name=a}", "bash"),
        ("bsah", "bsah"),
        ("", ""),
    ],
)
def test_languages_have_aliases(info, language):
    assert fences.read(info).language == language


def test_attributes_follow_the_language():
    assert fences.read('bash {"name":"a"}').attributes == '{"name":"a"}'
    assert fences.read("sql name=a risk=modifying").attributes == "name=a risk=modifying"
    assert fences.read("{ name=a }").attributes == "{ name=a }"


@pytest.mark.parametrize(
    ("info", "command"),
    [
        ("curl -f http://localhost/health", "curl -f http://localhost/health"),
        ("docker compose ps", "docker compose ps"),
        ("bash docker compose ps", "docker compose ps"),
    ],
)
def test_a_command_on_the_info_string_is_seen(info, command):
    read = fences.read(info)
    assert (read.language, read.command, read.attributes) == ("bash", command, "")


@pytest.mark.parametrize("info", ["bash copy", "yaml title=x", "text Example output", "docker", "bash {a=b}"])
def test_words_that_are_no_command_are_not_taken_for_one(info):
    assert fences.read(info).command == ""
