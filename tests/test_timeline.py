"""A timeline as text survives writing, reading, and a kill in the middle of a line."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillbook.errors import ProjectError
from drillbook.model.timeline import Event, Kind, Timeline
from drillbook.timeline import as_line, from_lines

OWN = frozenset({"at_s", "kind", "name", "state"})
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
events = st.builds(
    Event,
    at_s=st.integers(0, 10_000_000).map(lambda milliseconds: milliseconds / 1000),
    kind=st.sampled_from(Kind),
    name=st.text(),
    state=st.text(),
    facts=st.dictionaries(st.text().filter(lambda name: name not in OWN), values, max_size=4),
)


@given(st.lists(events, max_size=5))
def test_what_is_written_is_read_back(written: list[Event]) -> None:
    text = "".join(map(as_line, written))
    assert from_lines(text.split("\n"), path="timeline.jsonl") == Timeline(events=tuple(written))


@given(st.lists(events, min_size=1, max_size=3), st.data())
def test_a_last_line_that_was_cut_short_is_left_out(written: list[Event], data: st.DataObject) -> None:
    last = as_line(written[-1])
    part = last[: data.draw(st.integers(0, len(last) - 2))]
    text = "".join(map(as_line, written[:-1])) + part
    assert from_lines(text.split("\n"), path="timeline.jsonl").events == tuple(written[:-1])


def test_one_event_is_one_line_that_people_can_read() -> None:
    event = Event(at_s=12.34567, kind=Kind.FAULT, name="disk-full", state="injected", facts={"seen": "voll: äöü\n"})
    assert as_line(event) == (
        '{"at_s": 12.346, "kind": "fault", "name": "disk-full", "state": "injected", "seen": "voll: äöü\\n"}\n'
    )


def test_an_event_without_state_has_none() -> None:
    assert "state" not in json.loads(as_line(Event(at_s=0, kind=Kind.NOTE, name="x")))


@pytest.mark.parametrize(
    "line", ["{", "[]", "3", '{"kind": "fault"}', '{"at_s": 1, "kind": "no", "name": "x"}', "null"]
)
def test_a_line_that_is_no_event_is_named(line: str) -> None:
    good = as_line(Event(at_s=0, kind=Kind.NOTE, name="x"))
    with pytest.raises(ProjectError, match=r"^timeline\.jsonl:2: this is not an event of a timeline"):
        from_lines([good, line, good], path="timeline.jsonl")
