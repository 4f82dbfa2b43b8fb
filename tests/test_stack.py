"""A stack comes up in the order of its needs, or says which service did not, and leaves nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from drillbook.errors import EnvironmentBrokenError, UsageError
from drillbook.model.stack import Account, ServiceSpec, StackSpec
from drillbook.services.journal import NAME, outstanding
from drillbook.services.local.stack import Place
from drillbook.services.warden.marks import marked
from drillbook.stack import Watch, opened

LISTEN = "import socket, time; s = socket.create_server(('127.0.0.1', {port})); time.sleep(1000)"
SLEEP = ("sleep", "1000")


def spec(*services: ServiceSpec) -> StackSpec:
    account = Account(user="a", password="a")  # noqa: S106 -- opens nothing
    return StackSpec(name="shop", services=services, database="shop", app=account, admin=account)


def place(folder: Path) -> Place:
    return Place(run_id=f"test-{folder.name}", project=folder, folder=folder)


def nothing_left(folder: Path) -> bool:
    return marked(place(folder).run_id) == [] and outstanding(folder / NAME) == []


def test_a_service_starts_after_those_it_needs(tmp_path: Path) -> None:
    healthy: list[str] = []
    db = ServiceSpec(name="db", command=("{python}", "-c", LISTEN))
    api = ServiceSpec(name="api", command=SLEEP, listens=False, needs=("db",))
    watch = Watch(healthy=lambda name, _seconds: healthy.append(name))
    with opened(spec(db, api), place(tmp_path), backend="local", watch=watch) as stack:
        assert healthy == ["db", "api"]
        assert stack.exited() == ()
    assert nothing_left(tmp_path)


@pytest.mark.parametrize(
    ("service", "why"),
    [
        (ServiceSpec(name="api", command=("sh", "-c", "echo no config; exit 3")), "api ended with status 3"),
        (ServiceSpec(name="api", command=SLEEP, healthy_within_s=0.3), "api did not get healthy within 0 s. Last"),
        (ServiceSpec(name="api", command=("/no/such/program",)), "/no/such/program cannot be started"),
    ],
)
def test_a_service_that_never_gets_healthy_is_said_and_nothing_left(
    tmp_path: Path, service: ServiceSpec, why: str
) -> None:
    with (
        pytest.raises(EnvironmentBrokenError, match=why) as caught,
        opened(spec(service), place(tmp_path), backend="local", watch=Watch()),
    ):
        pytest.fail("the block must not begin")
    if "status" in why:
        assert str(caught.value).endswith("| no config"), "the end of its log is shown"
    assert nothing_left(tmp_path)


def test_whoever_waits_may_break_off(tmp_path: Path) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    service = ServiceSpec(name="api", command=SLEEP, listens=False)
    with (
        pytest.raises(KeyboardInterrupt),
        opened(spec(service), place(tmp_path), backend="local", watch=Watch(check=interrupt)),
    ):
        pytest.fail("the block must not begin")
    assert nothing_left(tmp_path)


def test_an_unknown_backend_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with (
        pytest.raises(UsageError, match=r'--stack: "cloud" is not known. Choose one of: local'),
        opened(spec(), place(tmp_path), backend="cloud", watch=Watch()),
    ):
        pytest.fail("the block must not begin")
    assert list(tmp_path.iterdir()) == []
