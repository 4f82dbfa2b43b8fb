"""The contract that every toxic in the table keeps."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest

from drillbook.services.toxiproxy_server.toxics import TYPES

SMALLEST = {"slicer": {"average_size": 1}}


@pytest.mark.parametrize("kind", TYPES)
def test_a_toxic_is_a_frozen_value_of_whole_numbers(kind):
    toxic = TYPES[kind](**SMALLEST.get(kind, {}))
    assert all(isinstance(getattr(toxic, field.name), int) for field in fields(toxic))
    for field in fields(toxic):
        with pytest.raises(FrozenInstanceError):
            setattr(toxic, field.name, 1)


@pytest.mark.parametrize("kind", TYPES)
def test_the_end_of_the_input_ends_the_stream(kind, play):
    toxic = TYPES[kind](**SMALLEST.get(kind, {}))
    assert play(toxic, [], end_s=1.0).given == []
