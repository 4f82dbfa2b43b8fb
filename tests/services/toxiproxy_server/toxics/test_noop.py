"""The noop toxic in fake time."""

from __future__ import annotations

from drillbook.services.toxiproxy_server.toxics.noop import Noop


def test_every_chunk_passes_when_it_arrives(play):
    stage = play(Noop(), [(1.0, b"a"), (2.5, b"b")], end_s=3.0)
    assert stage.given == [(b"a", 1.0), (b"b", 2.5)]
    assert stage.now_s == 3.0
