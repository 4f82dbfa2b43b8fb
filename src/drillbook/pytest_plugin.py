"""The pytest plugin: the fixture `drill` and the options `--drill-*`.

Loaded in every pytest run of every environment that has Drillbook, so it imports nothing until drills or lint are
asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from drillbook.history.record import Record

ARMS = ("treatment", "control", "baseline")
STACKS = ("local",)
"""As in `model.drill.Arm` and `stack.BACKENDS`, which are not imported for the sake of runs without a drill."""

RunDrill = Callable[..., "Record"]
"""``drill("disk-full")`` runs the drill and fails the test unless it passed."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of drills."""
    group = parser.getgroup("drill", "runbook drills (drillbook)")
    group.addoption("--drill-arm", default="treatment", choices=ARMS, help="which side of the experiment to run")
    group.addoption("--drill-stack", default="local", choices=STACKS, help="where stacks run (default: local)")
    group.addoption("--drill-time-scale", type=float, default=None, help="drill seconds per real second")
    group.addoption("--drill-plain", action="store_true", help="do without namespaces")
    group.addoption("--drill-lint", action="store_true", help="make each runbook and rule file of the project a test")


def pytest_configure(config: pytest.Config) -> None:
    """Name the marker that every drill carries, and make tests of runbooks if that is asked for."""
    config.addinivalue_line("markers", "drill: runs a drill on a real stack; takes some seconds")
    if config.getoption("--drill-lint"):
        from drillbook.pytest_lint import LintPlugin  # noqa: PLC0415 -- see the module's docstring

        config.pluginmanager.register(LintPlugin(config), "drillbook-lint")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the fixture, so that ``-m 'not drill'`` leaves drills out."""
    for item in items:
        if "drill" in getattr(item, "fixturenames", ()):
            item.add_marker("drill")


@pytest.fixture(scope="session")
def drill_project(pytestconfig: pytest.Config) -> Path:
    """The folder of the drill project, or one inside it; a conftest.py may name another."""
    return pytestconfig.rootpath


@pytest.fixture
def drill(
    drill_project: Path, pytestconfig: pytest.Config, *, record_property: Callable[[str, object], None]
) -> RunDrill:
    """Run a drill of the project: ``drill("disk-full")``.

    Keyword arguments: `bind`, values of the runbook's inputs; `arguments`, keyword arguments of the scenario.
    Returns the record. Fails with the verdict's reasons unless the verdict is *passed*.
    """

    def run(name: str, *, bind: dict[str, str] | None = None, arguments: dict[str, Any] | None = None) -> Record:
        __tracebackhide__ = True
        from drillbook import testing  # noqa: PLC0415 -- see the module's docstring
        from drillbook.errors import DrillbookError  # noqa: PLC0415 -- as above

        problem = ""
        try:
            record, folder = testing.run(name, drill_project, config=pytestconfig, bind=bind, arguments=arguments)
        except DrillbookError as error:
            problem = str(error)
        if problem:
            pytest.fail(problem, pytrace=False)
        for key, value in testing.properties(record, folder).items():
            record_property(key, value)
        failure = testing.failure(record, folder)
        if failure:
            pytest.fail(failure, pytrace=False)
        return record

    return run
