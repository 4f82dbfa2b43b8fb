"""`drillbook show`: what was understood of a runbook."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from drillbook import runbook as runbooks
from drillbook.cli.outcome import colourful
from drillbook.errors import ExitCode, ProjectError
from drillbook.lint.files import text
from drillbook.model.runbook import Document, Role, Runbook, Step
from drillbook.runbook import outline

EXAMPLES = """examples:
  drillbook show runbooks/disk-full.md
  drillbook show --json runbooks/*.md        one object a line, one line a file
  drillbook show --unfence playbook.md       the runbooks inside its markdown fences"""

WORD_COLOURS = {"executable": "32", "manual": "33", "undetectable": "31", "problem": "31"}
WORD_WIDTH = 12
TITLE_CHARACTERS_MAX = 90


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="Markdown files")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line, one line a file")
    parser.add_argument("--unfence", action="store_true", help="read runbooks inside markdown fences as well")


def run(given: argparse.Namespace) -> int:
    """Print each file; ends with 2 if one cannot be read, after the others were shown."""
    code = ExitCode.PASSED
    for path in given.files:
        try:
            document = runbooks.read(text(path), path=str(path), unfence=given.unfence)
        except ProjectError as error:
            sys.stderr.write(f"{error}\n")
            code = ExitCode.USAGE
            continue
        if given.json:
            sys.stdout.write(json.dumps(outline.as_data(document), ensure_ascii=True) + "\n")
        else:
            sys.stdout.writelines(f"{line}\n" for line in lines(document, colour=colourful()))
    return int(code)


def lines(document: Document, *, colour: bool) -> Iterator[str]:
    """The outline of a file for people."""
    if not document.runbooks:
        yield f"{document.path}: no runbook"
    for runbook in document.runbooks:
        yield f"{runbook.path}:{runbook.line}: {_bold(_short(runbook.title), colour=colour)} ({runbook.id})"
        for line, word, said in sorted(_entries(runbook), key=lambda entry: entry[0]):
            yield f"{line:>6}  {_coloured(word, colour=colour)}{_printable(said)}".rstrip()
        yield f"        {_summary(runbook)}"
        yield ""
    for problem in document.problems:
        yield f"{problem.line:>6}  {_coloured('problem', colour=colour)}{problem.id}: {_printable(problem.what)}"


def _entries(runbook: Runbook) -> Iterator[tuple[int, str, str]]:
    """Line, kind and words of everything that was found."""
    for section in runbook.sections:
        role = f" [{section.role.value}]" if section.role else ""
        yield section.line, "section", f"{'  ' * max(0, min(section.level, 7) - 2)}{_short(section.title)}{role}"
    for symptom in runbook.symptoms:
        by = symptom.alert or symptom.predicate
        seen = f"detectable: {_short(symptom.text)}" + (f" ({by})" if by else "")
        yield (
            symptom.line,
            "symptom" if symptom.detectable else "undetectable",
            seen if symptom.detectable else _short(symptom.text),
        )
    yield from (_step(step) for step in runbook.steps)
    for threshold in runbook.thresholds:
        lasting = " sustained, no duration" if threshold.sustained else ""
        held = f" for {threshold.for_s:g} s" if threshold.for_s is not None else lasting
        value = f"{threshold.comparator} {threshold.value:g} {threshold.unit}".strip()
        yield threshold.line, "threshold", f"{_short(threshold.metric or '(no metric)')} {value}{held}"
    for escalation in runbook.escalations:
        parts = (escalation.condition, escalation.severity, escalation.action)
        yield escalation.line, "escalation", _short(": ".join(part for part in parts if part))


def _step(step: Step) -> tuple[int, str, str]:
    quoted = f" `{_short(step.code)}`" if step.code else ""
    if step.manual:
        return step.line, "manual", f"{step.role.value}: {_short(step.title)}{quoted}"
    if step.role is Role.DOC:
        return step.line, "document", f"{step.language or 'plain'}, never run"
    open_ = [each.text for each in step.placeholders if not each.bindable]
    left = f", to fill in: {' '.join(open_)}" if open_ else ""
    return step.line, "executable", f"{step.role.value}: {step.name} ({step.language}{left}){quoted}"


def _summary(runbook: Runbook) -> str:
    runs = sum(not step.manual and step.role is not Role.DOC for step in runbook.steps)
    manual = sum(step.manual for step in runbook.steps)
    unseen = sum(not symptom.detectable for symptom in runbook.symptoms)
    return f"{runs} executable, {manual} manual, {unseen} undetectable"


def _short(words: str) -> str:
    one = " ".join(words.split())
    return one if len(one) <= TITLE_CHARACTERS_MAX else f"{one[: TITLE_CHARACTERS_MAX - 1]}…"


def _printable(words: str) -> str:
    """Without signs that would steer a terminal."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in words)


def _coloured(word: str, *, colour: bool) -> str:
    padded = f"{word:<{WORD_WIDTH}}  "
    return f"\033[{WORD_COLOURS[word]}m{padded}\033[0m" if colour and word in WORD_COLOURS else padded


def _bold(words: str, *, colour: bool) -> str:
    return f"\033[1m{_printable(words)}\033[0m" if colour else _printable(words)
