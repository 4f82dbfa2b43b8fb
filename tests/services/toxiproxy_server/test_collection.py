from __future__ import annotations

import asyncio
import socket
from dataclasses import replace

import pytest

from drillbook.services.toxiproxy_server.collection import Collection
from drillbook.services.toxiproxy_server.connection import Terms
from drillbook.services.toxiproxy_server.errors import AddressError, ApiError
from drillbook.services.toxiproxy_server.metrics import TrafficTable
from drillbook.services.toxiproxy_server.values import ProxySpec, new_toxic_of

DB = ProxySpec(name="db", listen="127.0.0.1:0", upstream="127.0.0.1:9")
API = replace(DB, name="api")


def with_collection(scenario):
    """Run a scenario on an empty collection, and stop what it made."""

    async def run():
        collection = Collection(Terms(seed="1"), TrafficTable())
        try:
            await scenario(collection)
        finally:
            collection.stop()

    asyncio.run(run())


def accepts(proxy):
    host, _, port = proxy.spec.listen.rpartition(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


def test_proxies_are_found_by_name_and_listed_in_alphabetical_order():
    async def scenario(collection):
        db, api = await collection.add(DB), await collection.add(API)
        assert collection.all() == [api, db]
        assert collection.find("db") is db
        assert accepts(db)

    with_collection(scenario)


def test_a_disabled_proxy_is_kept_and_does_not_listen():
    async def scenario(collection):
        proxy = await collection.add(replace(DB, enabled=False))
        assert proxy.spec.listen == "127.0.0.1:0"
        assert not proxy.spec.enabled

    with_collection(scenario)


def test_a_name_is_taken_once():
    async def scenario(collection):
        await collection.add(DB)
        with pytest.raises(ApiError, match="proxy already exists"):
            await collection.add(DB)
        with pytest.raises(ApiError, match="proxy not found"):
            collection.find("web")

    with_collection(scenario)


def test_a_removed_proxy_listens_no_more():
    async def scenario(collection):
        proxy = await collection.add(DB)
        collection.remove("db")
        assert (collection.all(), accepts(proxy)) == ([], False)
        with pytest.raises(ApiError, match="proxy not found"):
            collection.remove("db")

    with_collection(scenario)


def test_what_cannot_listen_is_not_stored():
    async def scenario(collection):
        taken = (await collection.add(DB)).spec.listen
        with pytest.raises(AddressError):
            await collection.add(replace(API, listen=taken))
        assert [proxy.spec.name for proxy in collection.all()] == ["db"]

    with_collection(scenario)


def test_populating_leaves_alone_what_is_as_wanted_and_replaces_the_rest():
    async def scenario(collection):
        (db, api), error = await collection.populate([DB, API])
        assert error is None
        same, other = replace(DB, listen=db.spec.listen), replace(API, listen=api.spec.listen, upstream="127.0.0.1:10")
        (kept, replaced), error = await collection.populate([same, other])
        assert error is None
        assert kept is db
        assert replaced is not api
        assert collection.find("api").spec.upstream == "127.0.0.1:10"

    with_collection(scenario)


def test_populating_ends_at_the_first_that_cannot_listen_and_what_was_done_stays():
    async def scenario(collection):
        done, error = await collection.populate([DB, replace(API, listen="nowhere.invalid:0"), replace(DB, name="web")])
        assert [proxy.spec.name for proxy in done] == ["db"]
        assert error is not None
        assert [proxy.spec.name for proxy in collection.all()] == ["db"]

    with_collection(scenario)


def test_a_reset_enables_every_proxy_and_removes_all_toxics():
    async def scenario(collection):
        db, api = await collection.add(DB), await collection.add(replace(API, enabled=False))
        db.add_toxic(new_toxic_of({"type": "latency", "attributes": {"latency": 5}}))
        await collection.reset()
        assert (db.toxics, api.spec.enabled) == ([], True)

    with_collection(scenario)
