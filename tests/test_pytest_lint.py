from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

GOOD = "# A\n\n## Resolution\n\n```bash\ndate\n```\n"
BAD = "# A\n\n## Symptoms\n\n- CPU over 80 % sustained\n"


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makepyprojecttoml("[tool.drillbook]\n")
    for name, text in (("good", GOOD), ("bad", BAD)):
        path = pytester.path / "runbooks" / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (pytester.path / "notes.md").write_text(BAD, encoding="utf-8")
    return pytester


def test_each_runbook_is_a_test(project: pytest.Pytester) -> None:
    result = project.runpytest_subprocess("--drill-lint", "-v")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*bad.md:5: sustained-how-long: *"])


def test_one_can_be_chosen(project: pytest.Pytester) -> None:
    project.runpytest_subprocess("--drill-lint", "runbooks/good.md").assert_outcomes(passed=1)


def test_nothing_is_collected_unless_it_is_asked_for(project: pytest.Pytester) -> None:
    project.runpytest_subprocess().assert_outcomes()


def test_nothing_is_imported_unless_it_is_asked_for(project: pytest.Pytester) -> None:
    project.makepyfile("import sys\ndef test_it():\n    assert 'drillbook.lint.run' not in sys.modules\n")
    project.runpytest_subprocess().assert_outcomes(passed=1)


def test_without_a_project_the_option_is_an_error(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("--drill-lint")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "no drill project" in result.stderr.str() + result.stdout.str()
