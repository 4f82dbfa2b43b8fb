"""What those who write scenarios import, and what importing it costs."""

from __future__ import annotations

import importlib
import subprocess
import sys
from importlib.metadata import version

import pytest

import drillbook

INTERPRETER_LIMIT_S = 30.0


@pytest.mark.parametrize("name", drillbook.__all__)
def test_every_name_it_promises_is_there(name: str) -> None:
    assert getattr(drillbook, name)


@pytest.mark.parametrize(("home", "names"), drillbook._HOMES.items())
def test_a_name_is_the_one_of_its_home(home: str, names: tuple[str, ...]) -> None:
    module = importlib.import_module(home)
    assert [getattr(drillbook, name) is getattr(module, name) for name in names] == [True] * len(names)


def test_no_other_name_is_there() -> None:
    with pytest.raises(AttributeError, match="module 'drillbook' has no attribute 'scenarioo'"):
        _ = drillbook.scenarioo


def test_importing_it_imports_none_of_its_parts() -> None:
    code = "import sys, drillbook; sys.stdout.write(' '.join(n for n in sys.modules if n.startswith('drillbook.')))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=INTERPRETER_LIMIT_S
    )
    assert done.stdout == ""


def test_its_version_is_that_of_the_package() -> None:
    assert drillbook.__version__ == version("drillbook")
