"""The reset peer toxic in fake time."""

from __future__ import annotations

import pytest

from drillbook.services.toxiproxy_server.toxics.reset_peer import ResetPeer


@pytest.mark.parametrize(("chunks", "end_s"), [([(1.0, b"a"), (1.2, b"b")], None), ([], 1.0)])
def test_the_first_chunk_or_the_end_starts_the_wait(play, chunks, end_s):
    stage = play(ResetPeer(timeout=300), chunks, end_s=end_s)
    assert (stage.given, stage.has_reset, stage.now_s) == ([], True, 1.3)
