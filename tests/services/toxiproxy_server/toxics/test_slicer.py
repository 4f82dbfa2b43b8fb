"""The slicer toxic in fake time."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillbook.services.toxiproxy_server.toxics.slicer import Slicer


@given(data=st.binary(max_size=2000), average=st.integers(1, 300), share=st.floats(0, 0.99), seed=st.integers())
def test_pieces_are_small_never_empty_and_lose_nothing(data, average, share, seed):
    variation = int(average * share)
    pieces = list(Slicer(average_size=average, size_variation=variation).pieces(data, Random(seed)))  # noqa: S311 - draws shall be repeatable, not secret
    assert b"".join(pieces) == data
    assert all(len(piece) <= average + variation for piece in pieces)
    assert all(pieces) or data == b""


def test_the_delay_follows_each_piece(play):
    stage = play(Slicer(average_size=2, delay=1000), [(0.0, b"abcd")], end_s=0.0)
    assert stage.given == [(b"ab", 0.0), (b"cd", 0.001)]
    assert stage.now_s == 0.002


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"average_size": -1},
        {"average_size": 5, "size_variation": 5},
        {"average_size": 5, "size_variation": -1},
    ],
)
def test_sizes_that_never_end_are_refused(attributes):
    with pytest.raises(ValueError, match=r"average_size|size_variation"):
        Slicer(**attributes)
