"""The queue in front of a stage."""

from __future__ import annotations

from drillbook.services.toxiproxy_server.channel import Channel


def channel(count=2):
    return Channel(iter(range(100)).__next__, chunk_count_max=count)


def test_chunks_keep_their_order_and_moment_of_arrival():
    queue = channel()
    queue.put(b"a")
    queue.put(memoryview(b"b"))
    first, second, third = queue.take(), queue.take(), queue.take()
    assert (first.data, first.arrived_s, second.data, second.arrived_s, third) == (b"a", 0, b"b", 1, None)


def test_who_waits_for_room_is_woken_once():
    queue, woken = channel(1), []
    queue.put(b"a")
    assert not queue.has_room
    queue.when_room(lambda: woken.append("room"))
    queue.take()
    queue.put(b"b")
    queue.take()
    assert woken == ["room"]


def test_who_waits_for_news_is_woken_by_a_chunk_and_by_the_end():
    queue, woken = channel(), []
    queue.when_news(lambda: woken.append("chunk"))
    queue.put(b"a")
    queue.when_news(lambda: woken.append("end"))
    queue.end()
    assert woken == ["chunk", "end"]


def test_after_the_end_nothing_is_accepted():
    queue = channel()
    queue.end()
    queue.put(b"late")
    assert queue.has_news
    assert queue.take() is None


def test_a_closed_channel_never_has_room():
    queue = channel()
    queue.put(b"a")
    queue.close()
    assert not queue.has_room
    assert queue.take() is None


def test_a_channel_hands_over_chunks_end_and_waiters():
    old, new, woken = channel(1), channel(1), []
    old.put(b"a")
    old.end()
    old.when_room(lambda: woken.append("look again"))
    old.move_to(new)
    assert new.take().data == b"a"
    assert new.ended
    assert woken == ["look again"]
