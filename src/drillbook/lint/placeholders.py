"""Placeholders: what somebody must fill in, and what breaks if nobody does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drillbook.lint import filling, programs
from drillbook.lint.finding import Severity
from drillbook.lint.page import SHELLS, Page, executed, line_of
from drillbook.lint.rule import Found, Rule
from drillbook.model.runbook import Placeholder, Runbook, Step

_KNOWN = re.compile(
    r"(?:PG[A-Z]+|REDIS_URL|\w+_URL|HOME|TMPDIR|LOG_DIR|PATH|LANG|LC_\w+|TERM|PYTHON\w+|DRILL\w+|EDITOR|DISPLAY|KUBECONFIG"
    r"|AWS_\w+|HOSTNAME|DATABASE_URL|_|GOPATH|LOGNAME|MAIL|PS1|CI)\Z"
)
"""Variables that a step finds in its surroundings."""
_ASSIGNED = re.compile(r"(?:^|[;&|(\s])(?:export\s+)?([A-Za-z_]\w{0,80})\+?=")


def unbound(page: Page) -> Iterator[Found]:
    """A placeholder that is a silent literal: the command runs, on something that is not there."""
    for step, placeholder in _open(page):
        if placeholder.text[:1] != "<" or step.language not in SHELLS:
            yield placeholder.line, f"{_named(placeholder)} is run as it stands. {_advice(placeholder)}"


def breaks_shell(page: Page) -> Iterator[Found]:
    """``<name>``: to a shell this is a redirection, and often an error."""
    for step, placeholder in _open(page):
        if placeholder.text[:1] == "<" and step.language in SHELLS:
            refused = programs.bash_refuses(step.code) and not programs.bash_refuses(filling.in_shell(step))
            effect = "breaks the shell: bash refuses the block" if refused else "is a redirection to the shell"
            yield placeholder.line, f"{_named(placeholder)} {effect}. {_advice(placeholder)}"


def _open(page: Page) -> Iterator[tuple[Step, Placeholder]]:
    """The placeholders that neither the shell nor a drill fills in."""
    for step in page.steps:
        for placeholder in step.placeholders:
            if not placeholder.bindable and not {placeholder.text, placeholder.name} & page.context.bound:
                yield step, placeholder


def _named(placeholder: Placeholder) -> str:
    return f"the placeholder {placeholder.text}"


def _advice(placeholder: Placeholder) -> str:
    name = re.sub(r"\W+", "_", placeholder.name).strip("_").upper() or "NAME"
    return f'Write "${{{name}}}" and declare it under inputs, or bind it in a drill.'


def undeclared_variable(page: Page) -> Iterator[Found]:
    """A variable that no input declares and no earlier step sets: it is empty when the step runs."""
    for runbook in page.runbooks:
        known = _given(runbook) | page.context.bound
        seen: set[str] = set()
        for step in executed(runbook):
            for placeholder in step.placeholders:
                name = placeholder.name
                if placeholder.bindable and name not in known | seen and not _KNOWN.match(name):
                    seen.add(name)
                    what = f"nothing sets ${name}, so it is empty here. Declare it under inputs, or capture it before."
                    yield placeholder.line, what


def _given(runbook: Runbook) -> set[str]:
    """The names that inputs, captures and assignments of earlier blocks give."""
    names = {each.name for each in runbook.inputs} | {step.capture for step in runbook.steps if step.capture}
    for step in runbook.steps:
        if step.language in SHELLS and "=" in step.code:
            names.update(_ASSIGNED.findall(step.code))
    return names


def unused_input(page: Page) -> Iterator[Found]:
    """An input that no step uses."""
    for runbook in page.runbooks:
        used = {placeholder.name for step in runbook.steps for placeholder in step.placeholders}
        code = "\n".join(step.code for step in runbook.steps)
        for given in runbook.inputs:
            if given.name not in used and given.name not in code:
                line = given.line or line_of(runbook, "inputs")
                yield line, f'no step uses the input "{given.name}". Use it, or take it out.'


RULES = (
    Rule(id="unbound-placeholder", severity=Severity.WARNING, summary="A placeholder is a literal", check=unbound),
    Rule(
        id="placeholder-breaks-shell",
        severity=Severity.ERROR,
        summary="A placeholder is a redirection",
        check=breaks_shell,
    ),
    Rule(
        id="undeclared-variable", severity=Severity.NOTE, summary="Nothing sets a variable", check=undeclared_variable
    ),
    Rule(id="unused-input", severity=Severity.WARNING, summary="No step uses an input", check=unused_input),
)
