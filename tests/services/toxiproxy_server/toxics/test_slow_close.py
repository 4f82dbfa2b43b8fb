"""The slow close toxic in fake time."""

from __future__ import annotations

from drillbook.services.toxiproxy_server.toxics.slow_close import SlowClose


def test_data_passes_at_once_and_the_close_later(play):
    stage = play(SlowClose(delay=500), [(1.0, b"a")], end_s=2.0)
    assert stage.given == [(b"a", 1.0)]
    assert stage.now_s == 2.5
