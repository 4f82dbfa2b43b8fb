from __future__ import annotations

import pytest

from drillbook.model.stack import HEALTHY_WITHIN_S, Account, Kind, ServiceSpec, StackSpec

SPEC = StackSpec(
    name="shop",
    database="shop",
    app=Account(user="shop", password="a"),  # noqa: S106 -- opens nothing
    admin=Account(user="root", password="b", superuser=True),  # noqa: S106 -- opens nothing
    services=(ServiceSpec(name="db", kind=Kind.POSTGRES), ServiceSpec(name="api", needs=("db",))),
)


def test_a_service_is_found_by_its_name() -> None:
    assert SPEC["api"].needs == ("db",)
    with pytest.raises(KeyError):
        SPEC["worker"]


def test_a_service_is_one_process_that_listens_unless_it_says_otherwise() -> None:
    service = ServiceSpec(name="api")
    assert (service.kind, service.replicas, service.listens) == (Kind.PROCESS, 1, True)
    assert not service.proxied
    assert service.healthy_within_s == HEALTHY_WITHIN_S


def test_the_environment_of_a_service_cannot_be_changed_by_accident() -> None:
    with pytest.raises(TypeError):
        SPEC["db"].env["PGHOST"] = "elsewhere"


def test_only_the_account_that_says_so_is_a_superuser() -> None:
    assert SPEC.admin.superuser
    assert not SPEC.app.superuser
