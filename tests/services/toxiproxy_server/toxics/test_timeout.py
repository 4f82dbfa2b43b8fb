"""The timeout toxic in fake time."""

from __future__ import annotations

import pytest

from drillbook.services.toxiproxy_server.toxics.timeout import Timeout


def test_the_limit_starts_again_with_each_chunk(play):
    stage = play(Timeout(timeout=500), [(0.4, b"a"), (0.8, b"b")])
    assert stage.given == []
    assert stage.now_s == pytest.approx(1.3)


@pytest.mark.parametrize("timeout", [0, -1])
def test_without_a_limit_only_the_end_closes(play, timeout):
    stage = play(Timeout(timeout=timeout), [(100.0, b"a")], end_s=1000.0)
    assert (stage.given, stage.now_s) == ([], 1000.0)


def test_its_removal_closes_the_link():
    assert Timeout.closes_on_removal
