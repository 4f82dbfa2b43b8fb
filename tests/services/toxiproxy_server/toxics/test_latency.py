"""The latency toxic in fake time."""

from __future__ import annotations

from random import Random

import pytest

from drillbook.services.toxiproxy_server.toxics.latency import JITTER_MS_MAX, Latency


def test_the_delay_counts_from_the_arrival_so_the_stream_is_shifted(play):
    stage = play(Latency(latency=100), [(0.0, b"a"), (0.01, b"b"), (0.02, b"c")], end_s=0.03)
    assert stage.given == [(b"a", 0.1), (b"b", pytest.approx(0.11)), (b"c", pytest.approx(0.12))]


def test_the_close_is_not_delayed(play):
    assert play(Latency(latency=100), [], end_s=1.0).now_s == 1.0


def test_a_negative_delay_is_none(play):
    assert play(Latency(latency=-100), [(1.0, b"a")], end_s=1.0).given == [(b"a", 1.0)]


def test_jitter_fills_its_whole_range_and_nothing_more():
    delays_ms = {round(Latency(latency=10, jitter=3).delay_s(Random(seed)) * 1000) for seed in range(200)}  # noqa: S311 - draws shall be repeatable, not secret
    assert delays_ms == {7, 8, 9, 10, 11, 12}


def test_a_negative_jitter_is_none():
    assert Latency(latency=10, jitter=-3).delay_s(Random(1)) == 0.01  # noqa: S311 - draws shall be repeatable, not secret


def test_the_order_is_kept_under_jitter(play):
    chunks = [(number / 1000, bytes([number])) for number in range(50)]
    stage = play(Latency(latency=50, jitter=50), chunks, end_s=1.0)
    assert [data for data, _ in stage.given] == [data for _, data in chunks]
    assert [at_s for _, at_s in stage.given] == sorted(at_s for _, at_s in stage.given)


def test_a_jitter_that_overflows_is_refused():
    with pytest.raises(ValueError, match="jitter must be at most"):
        Latency(jitter=JITTER_MS_MAX + 1)
