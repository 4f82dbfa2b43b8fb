"""A silence: a comment that says why a finding is no mistake here."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from drillbook.lint.finding import Finding
from drillbook.lint.table import RULES, SILENCE_WITHOUT_REASON, UNUSED_SILENCE

SILENCES_MAX = 1_000
"""Of more silences in one file the rest is not read."""
BLOCK_LINES_MAX = 2_000
"""A silence reaches no further into the block below it."""
_LINE_CHARACTERS_MAX = 2_000

_COMMENT = re.compile(
    r"(?:<!--|^\s*#)\s*lint:\s*ignore=(?P<ids>[\w,-]+)(?:\s+reason=(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>\S+)))?"
)
_FENCE = re.compile(r"\s*(?P<run>`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Which rules are silenced on which lines of a file, and why."""

    path: str
    line: int
    ids: tuple[str, ...]
    reason: str
    first_line: int
    last_line: int

    def covers(self, finding: Finding) -> bool:
        """Whether it silences a finding."""
        here = self.path == finding.path and self.first_line <= finding.line <= self.last_line
        return here and finding.id in self.ids


def in_markdown(lines: Sequence[str], path: str, *, code: Collection[int]) -> Iterator[Silence]:
    """The silences of a Markdown file; `code` has the lines that are code.

    One above the first heading counts for the whole file, any other for its own line and the block below it.
    """
    heading = next((number for number, line in enumerate(lines, 1) if _HEADING.match(line) and number not in code), 0)
    for number, found in _comments(lines):
        if number in code:
            continue
        whole = number < heading
        last_line = len(lines) if whole else _block_end(lines, number)
        yield _silence(found, path, place=(number, 1 if whole else number, last_line))


def in_rules(lines: Sequence[str], path: str) -> Iterator[Silence]:
    """The silences of a rule file: above ``groups:`` for the whole file, else for the next rule."""
    groups = next((number for number, line in enumerate(lines, 1) if line.startswith("groups:")), 0)
    for number, found in _comments(lines):
        if number < groups:
            yield _silence(found, path, place=(number, 1, len(lines)))
            continue
        starts = [at for at in range(number + 1, len(lines) + 1) if lines[at - 1].lstrip().startswith("- ")]
        last_line = starts[1] - 1 if len(starts) > 1 else len(lines)
        yield _silence(found, path, place=(number, number, last_line))


def _comments(lines: Sequence[str]) -> Iterator[tuple[int, re.Match[str]]]:
    count = 0
    for number, line in enumerate(lines, 1):
        if "lint:" in line and count < SILENCES_MAX:
            found = _COMMENT.search(line[:_LINE_CHARACTERS_MAX])
            if found:
                count += 1
                yield number, found


def _silence(found: re.Match[str], path: str, *, place: tuple[int, int, int]) -> Silence:
    line, first_line, last_line = place
    reason = found["double"] or found["single"] or found["bare"] or ""
    return Silence(
        path=path,
        line=line,
        ids=tuple(id_ for id_ in found["ids"].split(",") if id_),
        reason="" if reason == "-->" else reason.strip(),
        first_line=first_line,
        last_line=last_line,
    )


def _block_end(lines: Sequence[str], number: int) -> int:
    """The last line of the block below a line: a heading, a fenced block, or lines up to an empty one."""
    lines = lines[: number + BLOCK_LINES_MAX]
    at = number + 1
    while at <= len(lines) and not lines[at - 1].strip():
        at += 1
    while at <= len(lines) and lines[at - 1].strip():
        if _HEADING.match(lines[at - 1]):
            return at
        fence = _FENCE.match(lines[at - 1])
        if fence:
            ends = (end for end in range(at + 1, len(lines) + 1) if lines[end - 1].strip().startswith(fence["run"]))
            return next(ends, len(lines))
        at += 1
    return at - 1


def apply(findings: Iterable[Finding], silences: Sequence[Silence], *, judged: Collection[str]) -> Iterator[Finding]:
    """What is left of the findings, and what is wrong with the silences.

    Args:
        findings: everything found.
        silences: of all files.
        judged: the ids of the rules that were applied; a silence for another one cannot be called unused.
    """
    by_path: dict[str, list[Silence]] = {}
    for silence in silences:
        by_path.setdefault(silence.path, []).append(silence)
    used: set[tuple[Silence, str]] = set()
    for finding in findings:
        covering = [silence for silence in by_path.get(finding.path, ()) if silence.covers(finding)]
        used.update((silence, finding.id) for silence in covering)
        if not covering:
            yield finding
    for silence in silences:
        yield from _wrong(silence, {id_ for id_ in silence.ids if (silence, id_) in used}, judged=judged)


def _wrong(silence: Silence, used: Collection[str], *, judged: Collection[str]) -> Iterator[Finding]:
    if not silence.reason and SILENCE_WITHOUT_REASON in judged:
        what = f'{", ".join(silence.ids)} is silenced without a reason. Add reason="…".'
        yield _finding(silence, SILENCE_WITHOUT_REASON, message=what)
    for id_ in silence.ids:
        if UNUSED_SILENCE not in judged or id_ in used:
            continue
        if id_ not in RULES:
            yield _finding(silence, UNUSED_SILENCE, message=f"{id_} is no rule. Correct it.")
        elif id_ in judged:
            what = f"nothing here is a finding of {id_}. Take the silence out."
            yield _finding(silence, UNUSED_SILENCE, message=what)


def _finding(silence: Silence, id_: str, *, message: str) -> Finding:
    return Finding(path=silence.path, line=silence.line, id=id_, severity=RULES[id_].severity, message=message)
