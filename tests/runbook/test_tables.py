"""Tables: header, rows and lines."""

from __future__ import annotations

from drillbook.runbook import blocks, tables


def found(text):
    return [t for block in blocks.parse(text.split("\n"), numbers=range(1, 99)) for t in tables.find(block)]


def test_a_table_has_a_header_and_numbered_rows():
    table = found("intro\n\n| A | **B** |\n|:--|--:|\n| 1 | `x` |\n| 2 |")[0]
    assert table.header == ("A", "B")
    assert table.line == 3
    assert table.rows == ((5, ("1", "x")), (6, ("2", "")))


def test_outer_pipes_are_optional_and_escaped_ones_are_text():
    assert found("A | B\n--|--\n1 \\| 2 | 3")[0].rows == ((3, ("1 | 2", "3")),)


def test_a_table_may_follow_prose_directly():
    assert found("see:\n| A | B |\n|---|---|\n| 1 | 2 |")[0].header == ("A", "B")


def test_prose_with_pipes_is_no_table():
    assert found("use a | b\nor --- | ---x") == []


def test_columns_are_found_by_words_in_order():
    table = found("| Level | Response Time |\n|--|--|\n| P1 | 1 h |")[0]
    assert table.column("response", "level") == 1
    assert table.column("nothing") is None
