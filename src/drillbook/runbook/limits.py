"""The limits of reading: how much of a file is looked at, so that no input costs more than it should."""

from __future__ import annotations

FILE_BYTES_MAX = 10 * 1024 * 1024
"""A longer file is refused."""

FILE_LINES_MAX = 250_000
"""A file of more lines is refused: each line may become several values."""

HEADINGS_MAX = 20_000
"""A file with more headings is refused."""

NESTING_LEVELS_MAX = 40
"""Lists and quotes nested deeper than this are left out (two levels for each list)."""

PROSE_LINE_CHARACTERS_MAX = 2_000
"""Of a longer line of prose only the beginning is searched for numbers, links and labels."""

PROSE_CHARACTERS_MAX = 20_000
"""Of the prose of one section at most this much is kept."""

CODE_LINE_CHARACTERS_MAX = 4_000
"""Of a longer line of code only the beginning is searched for placeholders; the code itself is kept whole."""

FRONT_MATTER_CHARACTERS_MAX = 64 * 1024
"""Longer front matter is not read."""

FRONT_MATTER_NODES_MAX = 5_000
"""Front matter with more values is not read."""

FRONT_MATTER_LEVELS_MAX = 20
"""Front matter nested deeper is not read."""

ATTRIBUTE_CHARACTERS_MAX = 4_000
"""A longer info string or annotation comment is not read."""

DURATION_CHARACTERS_MAX = 60
"""A longer text is no duration."""

FENCE_MENDINGS_MAX = 200
"""Of more broken fences in one file the rest is read as CommonMark says."""

PROBLEMS_MAX = 1_000
"""Of more problems in one file the rest is not listed."""

TABLE_CELLS_MAX = 200
"""Of a table row with more cells the rest is left out."""
