"""A stack whose two services run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from drillbook.services.local.stack import LocalStack


@pytest.fixture
def running(stack: LocalStack) -> Iterator[LocalStack]:
    stack.start("sleeper")
    stack.start("beacon")
    yield stack
    stack.stop("sleeper")
    stack.stop("beacon")
