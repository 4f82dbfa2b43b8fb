"""A stack of two small services without a server, real processes under a real warden."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from drillbook.clock import Deadline
from drillbook.model.stack import Account, ServiceSpec, StackSpec
from drillbook.services.journal import Journal
from drillbook.services.local.stack import LocalStack, Place

MakeStack = Callable[..., LocalStack]

SLEEPY = ("sh", "-c", "echo awake as $SERVICE_NAME; exec sleep 1000")
BEACON = "import socket; s = socket.create_server(('127.0.0.1', {port})); print('up', flush=True); s.accept()"
SPEC = StackSpec(
    name="shop",
    database="shop",
    app=Account(user="shop", password="secret-of-shop"),  # noqa: S106 -- opens nothing
    admin=Account(user="root", password="secret-of-root", superuser=True),  # noqa: S106 -- opens nothing
    services=(
        ServiceSpec(name="sleeper", command=SLEEPY, listens=False, volume_bytes=1 << 20, cpus=0.5, stop_within_s=5.0),
        ServiceSpec(name="beacon", command=("{python}", "-c", BEACON), env={"OWN_PORT": "{port}"}),
    ),
)


def until(question: Callable[[], object], *, limit_s: float = 10.0) -> None:
    deadline = Deadline(limit_s)
    while not question():
        assert deadline.pause(0.01), f"not within {limit_s} s"


@pytest.fixture(scope="session", name="until")
def until_fixture() -> Callable[..., None]:
    return until


@pytest.fixture(scope="module", name="spec")
def spec_fixture() -> StackSpec:
    return SPEC


@pytest.fixture(scope="module")
def make_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeStack]:
    """Opens stacks, and sees that nothing of them is left."""
    with ExitStack() as opened:
        homes: list[Path] = []

        def make(spec: StackSpec = SPEC, *, plain: bool = False) -> LocalStack:
            folder = tmp_path_factory.mktemp("run")
            place = Place(run_id=f"test-{secrets.token_hex(4)}", project=folder, folder=folder, plain=plain)
            stack = LocalStack(spec, place, journal=Journal(folder))
            opened.enter_context(closing(stack))
            stack.open()
            homes.append(stack.site.home)
            return stack

        yield make
    assert [home for home in homes if home.exists()] == []


@pytest.fixture(scope="module", params=[False, True], ids=["namespaces", "plain"])
def stack(request: pytest.FixtureRequest, make_stack: MakeStack) -> LocalStack:
    return make_stack(plain=request.param)
