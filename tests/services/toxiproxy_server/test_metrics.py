"""Counters in the text format."""

from __future__ import annotations

import pytest

from drillbook.services.toxiproxy_server import metrics
from drillbook.services.toxiproxy_server.metrics import Series, TrafficTable, render_runtime


def series(proxy: str) -> Series:
    return Series(direction="upstream", listener="l:1", proxy=proxy, upstream="u:1")


def test_a_counter_is_shown_with_its_labels_in_order():
    table = TrafficTable()
    table.row(series('a"b\\c\nd')).received_bytes += 12
    labels = 'direction="upstream",listener="l:1",proxy="a\\"b\\\\c\\nd",upstream="u:1"'
    assert f"toxiproxy_proxy_received_bytes_total{{{labels}}} 12\n" in table.render()
    assert f"toxiproxy_proxy_sent_bytes_total{{{labels}}} 0\n" in table.render()


def test_a_row_is_shared_by_the_connections_of_a_series():
    table = TrafficTable()
    table.row(series("a")).sent_bytes += 1
    table.row(series("a")).sent_bytes += 1
    assert table.row(series("a")).sent_bytes == 2


def test_the_oldest_series_is_forgotten_first(monkeypatch):
    monkeypatch.setattr(metrics, "SERIES_COUNT_MAX", 2)
    table = TrafficTable()
    for name in ("a", "b", "a", "c"):
        table.row(series(name))
    assert 'proxy="a"' not in table.render()
    assert 'proxy="b"' in table.render()
    assert 'proxy="c"' in table.render()


def test_nothing_is_shown_before_the_first_connection():
    assert TrafficTable().render() == ""


@pytest.mark.parametrize("name", ["process_cpu_seconds_total", "process_max_fds", "python_info"])
def test_the_process_is_shown(name):
    assert f"\n{name}" in render_runtime()
