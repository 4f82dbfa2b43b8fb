"""Limits: how long functions and files are and how many parameters a function takes.

A function's length is counted in lines from the first statement after its docstring to its last line, blank lines and
comments included; a function inside counts for itself and for the one around it. ``*names`` and ``**names`` are one
parameter each.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from statistics import median

from .shape_imports import Finding
from .shape_source import Function, Source, Tree

FUNCTION_LINES_MAX = 60
FUNCTION_LINES_MEDIAN_MAX = 8
FILE_LINES_MAX = 400
FILE_LINES_MEDIAN_MAX = 200
PARAMETERS_MAX = 5
POSITIONAL_MAX = 2
CALLED_BY_PYTHON = frozenset({"__exit__", "__aexit__"})
"""The language passes them three values by position."""


def body_lines(function: Function) -> int:
    """Lines of a function without signature and docstring."""
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    return (function.end_lineno or body[0].lineno) - body[0].lineno + 1 if body else 0


def function_length(source: Source) -> Iterator[tuple[int, str]]:
    """No function is so long that it cannot be seen at once."""
    for function in source.functions():
        lines = body_lines(function)
        if lines > FUNCTION_LINES_MAX:
            yield function.lineno, f"{function.name} has {lines} lines, limit {FUNCTION_LINES_MAX}. Split it."


def file_length(source: Source) -> Iterator[tuple[int, str]]:
    """No file is longer than what one noun needs."""
    lines = len(source.text.splitlines())
    if lines > FILE_LINES_MAX:
        yield 1, f"{lines} lines, limit {FILE_LINES_MAX}. Split it by nouns."


def function_median(tree: Tree) -> Iterator[Finding]:
    """Functions are small as a habit; the longest is named."""
    sized = [(body_lines(each), source.path, each.lineno) for source in tree.sources for each in source.functions()]
    middle = median([lines for lines, _, _ in sized] or [0])
    if middle > FUNCTION_LINES_MEDIAN_MAX:
        _, path, line = max(sized)
        yield path, line, f"the median function has {middle:g} lines, limit {FUNCTION_LINES_MEDIAN_MAX}. Start here."


def file_median(tree: Tree) -> Iterator[Finding]:
    """Files are small as a habit; the longest is named."""
    sized = [(len(source.text.splitlines()), source.path) for source in tree.sources]
    middle = median([lines for lines, _ in sized] or [0])
    if middle > FILE_LINES_MEDIAN_MAX:
        yield max(sized)[1], 1, f"the median file has {middle:g} lines, limit {FILE_LINES_MEDIAN_MAX}. Start here."


def parameters(source: Source) -> Iterator[tuple[int, str]]:
    """Few parameters, and beyond the first two by name; ``self`` and ``cls`` are not counted."""
    methods = {child for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef) for child in node.body}
    for function in source.functions():
        if function.name in CALLED_BY_PYTHON:
            continue
        given = function.args
        positional = len(given.posonlyargs) + len(given.args) - (function in methods and not _is_static(function))
        count = positional + len(given.kwonlyargs) + (given.vararg is not None) + (given.kwarg is not None)
        if count > PARAMETERS_MAX:
            yield function.lineno, f"{function.name} takes {count} parameters, limit {PARAMETERS_MAX}. Make a value."
        if positional > POSITIONAL_MAX:
            text = f"{function.name} takes {positional} by position, limit {POSITIONAL_MAX}. Put `*` before the others."
            yield function.lineno, text


def _is_static(function: Function) -> bool:
    return any(ast.unparse(decorator) == "staticmethod" for decorator in function.decorator_list)
