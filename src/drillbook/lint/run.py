"""A run of the linter: files in, findings out. The order of the work stands here."""

from __future__ import annotations

import math
import multiprocessing
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from drillbook.errors import ProjectError
from drillbook.lint import files, links, page, silences
from drillbook.lint.context import Context
from drillbook.lint.corpus import Corpus, FileCard, card_of
from drillbook.lint.finding import Finding
from drillbook.lint.page import Page
from drillbook.lint.rule import Placed
from drillbook.lint.silences import Silence
from drillbook.lint.table import RULES, UNREADABLE
from drillbook.model.runbook import Step
from drillbook.rules import AlertingRule, RuleSet
from drillbook.rules.load import parse_rules
from drillbook.rules.text_files import read_text
from drillbook.runbook import read

JOBS_MAX = 64
FINDINGS_MAX = 200
"""Of more findings of one rule in one file the rest is not listed."""
POOL_FILES_MIN = 40
"""For fewer files starting processes costs more than it saves."""
CHUNK_FILES_MAX = 60
"""Files that one process takes at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one share of the files came to; small enough to be sent from one process to another."""

    findings: tuple[Finding, ...] = ()
    cards: tuple[FileCard, ...] = ()
    silences: tuple[Silence, ...] = ()


def lint(
    paths: Sequence[Path], *, context: Context, ids: Collection[str] = tuple(RULES), jobs: int = 1
) -> tuple[Finding, ...]:
    """Every finding in these files, in the order of paths and lines.

    Args:
        paths: Markdown and rule files; see `files.expand` for folders.
        context: the day, the intervals, and what the project knows.
        ids: the rules to apply.
        jobs: processes to use.
    """
    markdown = [path for path in paths if not files.is_rules(path)]
    rules = [path for path in paths if files.is_rules(path)]
    readings = [*_read_all(markdown, context=context, ids=frozenset(ids), jobs=jobs), *map(_read_rules_only, rules)]
    corpus = Corpus(
        files=tuple(card for reading in readings for card in reading.cards),
        alerts=tuple(alert for path in rules for alert in _alerts(path)[0]),
        context=context,
    )
    found = [finding for reading in readings for finding in reading.findings if finding.id in ids]
    found += _of_corpus(corpus, ids)
    silenced = [silence for reading in readings for silence in reading.silences]
    return tuple(sorted(set(silences.apply(found, silenced, judged=ids))))


def _read_all(paths: Sequence[Path], *, context: Context, ids: frozenset[str], jobs: int) -> Iterator[Reading]:
    """The readings of Markdown files: here for a few, in processes for many."""
    if jobs == 1 or len(paths) < POOL_FILES_MIN:
        yield read_share(paths, context=context, ids=ids)
        return
    size = min(CHUNK_FILES_MAX, math.ceil(len(paths) / jobs))
    shares = [paths[start : start + size] for start in range(0, len(paths), size)]
    with ProcessPoolExecutor(min(jobs, JOBS_MAX, len(shares)), multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(partial(read_share, context=context, ids=ids), shares)


def read_share(paths: Sequence[Path], *, context: Context, ids: frozenset[str]) -> Reading:
    """Read and check some Markdown files, all with one call of each program."""
    findings: list[Finding] = []
    pages: list[Page] = []
    for path in paths:
        try:
            pages.append(page_of(files.text(path), str(path), context=context))
        except ProjectError as error:
            findings.append(_unreadable(error, path))
    findings += of_pages(pages, ids)
    return Reading(
        findings=tuple(findings),
        cards=tuple(_card(each) for each in pages),
        silences=tuple(silence for each in pages for silence in _silences(each)),
    )


def page_of(text: str, path: str, *, context: Context) -> Page:
    """The page of a text; raises ProjectError if it is beyond the reader's limits."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Page(path=path, lines=tuple(lines), document=read(text, path=path, unfence=context.unfence), context=context)


def of_pages(pages: Sequence[Page], ids: Collection[str]) -> Iterator[Finding]:
    """What the rules of single files and of batches find."""
    for rule in RULES.values():
        if rule.id not in ids:
            continue
        if rule.check:
            for each in pages:
                some = islice(rule.check(each), FINDINGS_MAX)
                yield from (_finding(rule.id, (each.path, *found)) for found in some)
        if rule.check_batch:
            yield from (_finding(rule.id, placed) for placed in _some(rule.check_batch(pages)))


def _of_corpus(corpus: Corpus, ids: Collection[str]) -> Iterator[Finding]:
    for rule in RULES.values():
        if rule.check_corpus and rule.id in ids:
            yield from (_finding(rule.id, placed) for placed in _some(rule.check_corpus(corpus)))


def _some(found: Iterable[Placed]) -> Iterator[Placed]:
    """The first findings of each file."""
    counts: Counter[str] = Counter()
    for placed in found:
        counts[placed[0]] += 1
        if counts[placed[0]] <= FINDINGS_MAX:
            yield placed


def _finding(id_: str, placed: tuple[str, int, str]) -> Finding:
    path, line, message = placed
    return Finding(path=path, line=line, id=id_, severity=RULES[id_].severity, message=" ".join(message.split()))


def _unreadable(error: ProjectError, path: Path) -> Finding:
    return _finding(UNREADABLE, (str(path), error.line or 1, error.what))


def _card(each: Page) -> FileCard:
    return FileCard(
        path=each.path,
        runbooks=tuple(card_of(runbook, incident=page.is_incident(runbook)) for runbook in each.runbooks),
        anchors=each.anchors,
        links=tuple(links.to_files(each)),
    )


def _silences(each: Page) -> Iterator[Silence]:
    steps = [step for runbook in each.runbooks for step in runbook.steps if step.code_lines and not step.manual]
    code = {line for step in steps for line in _span(step)}
    return silences.in_markdown(each.lines, each.path, code=code)


def _span(step: Step) -> Iterable[int]:
    return range(step.code_lines[0], step.code_lines[-1] + 1)


def _read_rules_only(path: Path) -> Reading:
    """The silences of a rule file, or why it cannot be read."""
    _, error = _alerts(path)
    if error:
        return Reading(findings=(_unreadable(error, path),))
    return Reading(silences=tuple(silences.in_rules(read_text(path).split("\n"), str(path))))


def _alerts(path: Path) -> tuple[tuple[AlertingRule, ...], ProjectError | None]:
    """The alerts of a rule file, and why there are none if it cannot be read."""
    try:
        groups = parse_rules(read_text(path), path=str(path))
    except ProjectError as error:
        return (), error
    return RuleSet(groups=tuple(groups)).alerts, None
