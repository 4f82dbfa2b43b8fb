"""Filling: a step's code with a harmless word for each placeholder, so that what is left can be checked."""

from __future__ import annotations

import re

from drillbook.model.runbook import Step

WORD = "placeholder"
_MUSTACHE = re.compile(r"\{\{[^{}\n]{0,200}\}\}")
_ERB = re.compile(r"<%[^%\n]{0,200}%>")
_VARIABLE = re.compile(r"\$\{\w{1,80}\}|\$[A-Za-z_]\w{0,80}")
_PSQL_VARIABLE = re.compile(r"(?<![:\w]):(?:'\w{1,60}'|\"\w{1,60}\"|[A-Za-z_]\w{0,60})")
_META_COMMAND = re.compile(r"^\s*\\.*$", re.MULTILINE)
_META_END = re.compile(r"\\(?:gx|g|watch[^\n]*)\s*$", re.MULTILINE)


def in_shell(step: Step) -> str:
    """Shell code in which every placeholder that is not a variable is a word."""
    return _filled(step)


def in_sql(step: Step) -> str:
    """SQL in which every placeholder is an identifier and every variable a number; psql's own commands are gone."""
    text = _META_END.sub(";", _META_COMMAND.sub("", _filled(step)))
    return _PSQL_VARIABLE.sub("1", _VARIABLE.sub("1", text))


def _filled(step: Step) -> str:
    code = step.code
    for placeholder in sorted(step.placeholders, key=lambda each: -len(each.text)):
        if not placeholder.bindable:
            code = code.replace(placeholder.text, WORD)
    return _ERB.sub(WORD, _MUSTACHE.sub(WORD, code))
