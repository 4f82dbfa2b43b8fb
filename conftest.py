"""Which drill project the drills beside this file belong to: this one, with the stack of fixtures/stack.py."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def drill_project() -> Path:
    """The folder of the drill project."""
    return Path(__file__).parent
