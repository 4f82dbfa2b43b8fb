"""The reference page has a heading for every flag's meaning, endpoint, toxic and difference."""

from __future__ import annotations

from pathlib import Path

import pytest

from drillbook.services.toxiproxy_server.toxics import TYPES

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "toxiproxy.md").read_text(encoding="utf-8")
FLAGS = ("host", "port", "config", "seed", "proxy-metrics", "runtime-metrics", "half-close", "version")


@pytest.mark.parametrize("kind", TYPES)
def test_every_toxic_has_a_heading(kind):
    assert f"\n### {kind}\n" in PAGE


def test_every_difference_has_a_heading(differences):
    assert [heading for heading in differences if f"\n### {heading}\n" not in PAGE] == []


@pytest.mark.parametrize("flag", FLAGS)
def test_every_flag_has_a_row(flag):
    assert f"\n| `-{flag}" in PAGE
