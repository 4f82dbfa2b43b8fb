"""The limit data toxic in fake time."""

from __future__ import annotations

import pytest

from drillbook.services.toxiproxy_server.toxics.limit_data import LimitData


def test_exactly_so_many_bytes_pass(play):
    stage = play(LimitData(bytes=5), [(0.0, b"abc"), (1.0, b"def"), (2.0, b"ghi")])
    assert stage.given == [(b"abc", 0.0), (b"de", 1.0)]
    assert stage.now_s == 1.0


def test_it_closes_with_the_last_byte_and_not_with_the_next(play):
    assert play(LimitData(bytes=3), [(0.0, b"abc"), (9.0, b"d")]).now_s == 0.0


@pytest.mark.parametrize("limit", [0, -1])
def test_nothing_passes_and_the_first_chunk_closes(play, limit):
    stage = play(LimitData(bytes=limit), [(2.0, b"abc")])
    assert (stage.given, stage.now_s) == ([], 2.0)
