"""The linter as a whole: this repository's own files, and whatever else it is given."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drillbook import project
from drillbook.lint import files
from drillbook.lint.context import Context
from drillbook.lint.run import lint
from drillbook.lint.table import RULES
from drillbook.project import linting

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLES_MAX = 150
WRITTEN = (
    *(
        "## Resolution\n",
        "## Symptoms\n",
        "---\n",
        "```bash\n",
        "```sql\n",
        "```",
        "- CPU over 80 % sustained\n",
        "\0",
        "\r",
    ),
    *(
        "alerts: [A]\n",
        "targets: {mttd: 1s}\n",
        "<!-- lint: ignore=left-blank -->\n",
        "<!-- detect: alert=A -->",
        "$(",
        "'",
    ),
    *(
        'psql -c "delete from t"\n',
        "rm -rf <x>\n",
        "[a](b.md#c)",
        "[a](\0)",
        "{{ x }}",
        "\\\n",
        "<<EOF\n",
        "See `x.md`",
        "é",
    ),
    *(
        "review_in: 9999 years\n",
        "last_reviewed: 9999-01-01\n",
        "TBD\n",
        "kill -9 $(",
        "watch x\n",
        "🔥",
        "\ud7ff",
        "${X}",
    ),
)


def test_this_repository_is_clean_with_every_rule_on() -> None:
    here = project.find(REPOSITORY)
    paths = files.expand([REPOSITORY / "runbooks", REPOSITORY / "rules"])
    context = Context(timing=here.settings.lint, bound=linting.context(here).bound)
    assert [str(finding) for finding in lint(paths, context=context)] == []


@settings(max_examples=EXAMPLES_MAX, deadline=None)
@given(st.lists(st.sampled_from(WRITTEN) | st.text(max_size=20), max_size=30).map("".join))
def test_no_text_makes_it_raise(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.md"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        findings = lint([path], context=Context(), ids=set(RULES) - {"shellcheck"})
    assert all(1 <= finding.line <= text.count("\n") + text.count("\r") + 2 for finding in findings)
    assert json.loads(json.dumps([finding.as_data() for finding in findings])) is not None


@settings(max_examples=EXAMPLES_MAX, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("any.md", "any.yml")]
        for path in paths:
            path.write_bytes(data)
        findings = lint(paths, context=Context(), ids=set(RULES) - {"shellcheck"})
    assert {finding.id for finding in findings} <= set(RULES)


@pytest.mark.parametrize("name", ["example.md", "rules/example.yml"])
def test_a_file_that_is_no_text_is_one_finding(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"groups:\n\xff")
    assert [finding.id for finding in lint([path], context=Context())] == ["unreadable"]
