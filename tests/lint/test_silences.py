from __future__ import annotations

from pathlib import Path

import pytest

from drillbook.lint.silences import in_markdown, in_rules

from .examples import linted

REASON = 'reason="it ends after 5 s here"'


def ids(text: str, folder: Path) -> list[str]:
    return [finding.id for finding in linted({"example.md": text}, folder)]


@pytest.mark.parametrize(
    "text",
    [
        "## Fix\n\n<!-- lint: ignore=never-ending-command {} -->\n```bash\nwatch a\n\nwatch b\n```\n",
        "## Fix\n\n1. Look:\n\n   <!-- lint: ignore=never-ending-command {} -->\n   ```bash\n   watch a\n   ```\n",
        "<!-- lint: ignore=never-ending-command {} -->\n\n# Any\n\n## Fix\n\n```bash\nwatch a\n```\n",
        "## Fix\n\n<!-- lint: ignore=never-ending-command,left-blank {} -->\n- Run `watch a`, says TBD\n",
        "## Fix\n\n- Run `watch a` <!-- lint: ignore=never-ending-command {} -->\n",
    ],
)
def test_a_silence_with_a_reason_leaves_nothing(text: str, tmp_path: Path) -> None:
    assert ids(text.format(REASON), tmp_path) == []


def test_a_silence_ends_with_its_block(tmp_path: Path) -> None:
    silence = f"<!-- lint: ignore=never-ending-command {REASON} -->"
    text = f"## Fix\n\n{silence}\n```bash\nwatch a\n```\n\n```bash\nwatch b\n```\n"
    found = linted({"example.md": text}, tmp_path)
    assert [(finding.id, finding.line) for finding in found] == [("never-ending-command", 9)]


def test_an_unknown_rule_cannot_be_silenced(tmp_path: Path) -> None:
    assert ids(f"## Fix\n\n<!-- lint: ignore=never-endin {REASON} -->\n```bash\ndate\n```\n", tmp_path) == [
        "unused-silence"
    ]


def test_a_silence_inside_code_is_code(tmp_path: Path) -> None:
    text = f"## Fix\n\n```bash\necho '\n<!-- lint: ignore=never-ending-command {REASON} -->'\nwatch a\n```\n"
    assert ids(text, tmp_path) == ["never-ending-command"]


def test_a_rule_of_a_rule_file_is_silenced_by_the_comment_above_it(tmp_path: Path) -> None:
    rules = (
        "groups:\n- name: a\n  rules:\n  # lint: ignore=short-rate-window {}\n  - alert: A\n    expr: rate(a[1m]) > 1\n"
    )
    more = "  - alert: B\n    expr: rate(b[1m]) > 1\n"
    found = linted({"rules/a.yml": rules.format(REASON) + more}, tmp_path)
    assert [(finding.id, finding.line) for finding in found] == [("short-rate-window", 7)]


def test_above_the_groups_a_silence_counts_for_the_file() -> None:
    (silence,) = in_rules(["# lint: ignore=short-rate-window reason=x", "groups: []", ""], "a.yml")
    assert (silence.first_line, silence.last_line, silence.reason) == (1, 3, "x")


def test_the_end_of_the_comment_is_no_reason() -> None:
    (silence,) = in_markdown(["# A", "<!-- lint: ignore=left-blank reason= -->", "TBD"], "a.md", code=())
    assert silence.reason == ""
