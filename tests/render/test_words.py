"""Numbers and rows as people read them."""

from __future__ import annotations

import pytest

from drillbook.render.words import seconds, table


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "-"),
        (0, "0 s"),
        (44.6, "45 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (200, "3 min 20 s"),
        (3599, "59 min 59 s"),
        (3600, "1 h"),
        (3659, "1 h"),
        (3900, "1 h 5 min"),
        (86400, "24 h"),
    ],
)
def test_a_duration_in_words(value: float | None, words: str) -> None:
    assert seconds(value) == words


def test_a_table_is_padded_so_that_it_reads_as_plain_text() -> None:
    assert table(("a", "long"), [("wider", "x"), ("", "")]).splitlines() == [
        "| a     | long |",
        "|-------|------|",
        "| wider | x    |",
        "|       |      |",
    ]


def test_bars_and_line_ends_cannot_break_a_table() -> None:
    assert table(("a",), [("x | y\nz",)]).splitlines()[-1] == "| x \\| y z |"
