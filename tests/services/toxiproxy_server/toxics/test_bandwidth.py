"""The bandwidth toxic in fake time."""

from __future__ import annotations

from math import inf

import pytest

from drillbook.services.toxiproxy_server.toxics.bandwidth import Bandwidth


def test_a_large_chunk_passes_in_tenths_of_a_second(play):
    stage = play(Bandwidth(rate=100), [(0.0, b"x" * 25_000)], end_s=0.0)
    assert [len(data) for data, _ in stage.given] == [10_000, 10_000, 5_000]
    assert [at_s for _, at_s in stage.given] == pytest.approx([0.1, 0.2, 0.25])


def test_a_second_of_data_takes_a_second_whatever_its_chunks(play):
    stage = play(Bandwidth(rate=100), [(0.0, b"x" * 1000)] * 100, end_s=0.0)
    assert stage.given[-1][1] == pytest.approx(1.0)


def test_an_idle_line_saves_nothing_up(play):
    stage = play(Bandwidth(rate=100), [(0.0, b"x" * 1000), (5.0, b"x" * 1000)], end_s=6.0)
    assert [at_s for _, at_s in stage.given] == pytest.approx([0.01, 5.01])


def test_at_rate_zero_nothing_passes():
    assert list(Bandwidth(rate=0).pieces(b"abc")) == [(b"abc", inf)]


def test_a_negative_rate_is_refused():
    with pytest.raises(ValueError, match="rate must be 0 or more, not -1"):
        Bandwidth(rate=-1)
