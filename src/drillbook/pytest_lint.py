"""Lint as tests: with ``--drill-lint`` each runbook and rule file of the project is a test."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import pytest

from drillbook import project
from drillbook.errors import ProjectError, UsageError
from drillbook.lint import files
from drillbook.lint.finding import Finding, Severity
from drillbook.lint.run import lint
from drillbook.project import linting


class LintPlugin:
    """Collects the files that `drillbook lint` would look at, and lints them once."""

    def __init__(self, config: pytest.Config) -> None:
        """Use the project that pytest's root folder is in; raises pytest.UsageError if there is none."""
        try:
            self._project = project.find(config.rootpath)
        except (UsageError, ProjectError) as error:
            raise pytest.UsageError(f"--drill-lint: {error}") from error

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """A file under lint is collected; every other is left to others."""
        if file_path.resolve() not in self.findings:
            return None
        return LintFile.from_parent(parent, path=file_path, plugin=self)

    @cached_property
    def findings(self) -> dict[Path, list[Finding]]:
        """By file, everything that was found in it; all are linted together, for they are compared."""
        paths = files.expand(linting.folders(self._project))
        found: dict[Path, list[Finding]] = {path.resolve(): [] for path in paths}
        for finding in lint(paths, context=linting.context(self._project)):
            found[Path(finding.path).resolve()].append(finding)
        return found


class LintFile(pytest.File):
    """One file under lint."""

    def __init__(self, *, plugin: LintPlugin, **kwargs: object) -> None:
        """Take what pytest gives to every file."""
        super().__init__(**kwargs)  # type: ignore[arg-type]  # from_parent passes what pytest.File takes
        self._plugin = plugin

    def collect(self) -> Iterator[pytest.Item]:
        """Its one test."""
        yield LintItem.from_parent(self, name="lint", findings=self._plugin.findings[self.path.resolve()])


class LintItem(pytest.Item):
    """Fails if the file has an error or a warning."""

    def __init__(self, *, findings: list[Finding], **kwargs: object) -> None:
        """Take what pytest gives to every item."""
        super().__init__(**kwargs)  # type: ignore[arg-type]  # from_parent passes what pytest.Item takes
        self._findings = findings

    def runtest(self) -> None:
        """Fail with the findings, one a line."""
        grave = [str(finding) for finding in self._findings if finding.severity.reaches(Severity.WARNING)]
        if grave:
            pytest.fail("\n".join(grave), pytrace=False)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The file, its first line, and a name for people."""
        return self.path, 0, f"lint {self.path.name}"
