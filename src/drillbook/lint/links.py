"""Links: to files, places and runbooks that are not there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from drillbook.errors import ProjectError
from drillbook.lint.corpus import Corpus
from drillbook.lint.finding import Severity
from drillbook.lint.page import Page
from drillbook.lint.rule import Found, Placed, Rule
from drillbook.runbook import decode, read
from drillbook.runbook.limits import PROSE_LINE_CHARACTERS_MAX

FOLDERS_ABOVE_MAX = 8
"""How many folders above a file are looked into for what its prose mentions."""

_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|/|\\|[#?]|$")
_TEMPLATED = re.compile(r"\{\{|\{%|<%|\$\{|<[a-z]")
_HYPHENS = re.compile(r"-+")
_LINES = re.compile(r"L\d+(?:C\d+)?(?:-L\d+(?:C\d+)?)?\Z")
_MENTION = re.compile(r"\b(?:[Ss]ee|[Rr]efer to|[Ff]ollow|[Rr]ead)(?: also| the)? `([\w./-]{1,200}\.md)`")
_TOP = frozenset({"", "top"})
_SITE_SUFFIXES = ("", ".md", ".mdx", ".markdown", "/README.md", "/index.md", "/_index.md", ".html.md")


def to_files(page: Page) -> Iterator[Found]:
    """The links of a page that lead to files beside it, without their fragments being looked at."""
    for link in page.document.links:
        target = link.target.strip("<>")
        if target and not _ELSEWHERE.match(target) and not _TEMPLATED.search(target):
            yield link.line, target


def undefined(page: Page) -> Iterator[Found]:
    """A reference such as ``[guide][1]`` that is defined nowhere."""
    for link in page.document.links if page.operational else ():
        if not link.target and link.text:
            what = f"«{link.text[:60]}» refers to a link that is defined nowhere. Add its line, [label]: target."
            yield link.line, what


def dangling(corpus: Corpus) -> Iterator[Placed]:
    """A link to a file that is not there."""
    for file in corpus.files:
        there: dict[str, bool] = {}
        for line, target in file.links:
            name = unquote(target.partition("#")[0].partition("?")[0])
            if name not in there:
                there[name] = not name or _file(file.path, name) is not None
            if not there[name]:
                yield file.path, line, f"the link to {name} leads nowhere. Correct it, or write the file."


def dangling_mention(page: Page) -> Iterator[Found]:
    """Prose that sends its reader to a file which is not there."""
    for number, line in enumerate(page.lines, 1):
        if ".md`" in line:
            for found in _MENTION.finditer(line[:PROSE_LINE_CHARACTERS_MAX]):
                name = found[1]
                if not name.startswith("/") and not _above(page.path, name):
                    yield (
                        number,
                        f"{name} is neither beside this file nor above it. Correct the name, or link to where it is.",
                    )


def dangling_anchor(page: Page) -> Iterator[Found]:
    """A link to a place of the same file that is not there."""
    anchors = _comparable(page.anchors)
    for link in page.document.links:
        fragment = unquote(link.target[1:]) if link.target.startswith("#") else ""
        if fragment and not _is_there(fragment, anchors):
            yield link.line, f"the link to #{fragment} leads to no heading of this file. Correct it."


def dangling_anchor_elsewhere(corpus: Corpus) -> Iterator[Placed]:
    """A link to a place of another Markdown file that is not there."""
    known: dict[str, frozenset[str]] = {os.path.normpath(file.path): _comparable(file.anchors) for file in corpus.files}
    for file in corpus.files:
        there: dict[str, Path | None] = {}
        for line, target in file.links:
            name, _, fragment = (unquote(part) for part in target.partition("#"))
            if name not in there:
                there[name] = _file(file.path, name) if name else None
            found = there[name] if fragment else None
            if found is None or found.suffix.lower() not in {".md", ".markdown", ".mdx"}:
                continue
            path = os.path.normpath(found)
            if path not in known:
                known[path] = _comparable(_anchors_of(found))
            if not _is_there(fragment, known[path]):
                yield file.path, line, f"{name} has no place #{fragment}. Correct the link."


def _file(origin: str, name: str) -> Path | None:
    """The file that a relative link leads to, by the habits of site generators as well."""
    if "\0" in name or len(name) > 1_000:
        return None
    folder = Path(origin).parent
    bare = name.rstrip("/")
    for suffix in _SITE_SUFFIXES:
        path = folder / f"{bare}{suffix}"
        try:
            if path.exists():
                return path
        except (OSError, ValueError):
            return None
    stem = PurePosixPath(bare)
    html = folder / stem.with_suffix(".md") if stem.suffix == ".html" else None
    return html if html is not None and html.exists() else None


def _above(origin: str, name: str) -> bool:
    """Whether a file lies beside this one or beside a folder above it, as paths from a repository's root do."""
    folders = (Path(origin).absolute().parent, *Path(origin).absolute().parents)[:FOLDERS_ABOVE_MAX]
    return any(_file(str(folder / "any"), name) is not None for folder in folders)


def _anchors_of(path: Path) -> Iterable[str]:
    try:
        document = read(decode(path.read_bytes(), path=str(path)), path=str(path))
    except (OSError, ProjectError):
        return ()
    return [anchor.name for anchor in document.anchors]


def _comparable(names: Iterable[str]) -> frozenset[str]:
    """Anchors without regard to case, as written and with their hyphens squeezed, as site generators do."""
    lower = [name.lower() for name in names]
    return frozenset((*lower, *map(_squeezed, lower)))


def _squeezed(name: str) -> str:
    return _HYPHENS.sub("-", name).strip("-")


def _is_there(fragment: str, anchors: frozenset[str]) -> bool:
    """Whether a fragment leads to one of these `_comparable` anchors, or to what every page has."""
    wanted = fragment.lower()
    if wanted in _TOP or wanted in anchors or _LINES.match(fragment) or wanted.startswith(":~:"):
        return True
    return _squeezed(wanted) in anchors


RULES = (
    Rule(id="dangling-link", severity=Severity.ERROR, summary="A link leads nowhere", check_corpus=dangling),
    Rule(id="dangling-mention", severity=Severity.WARNING, summary="A file is not there", check=dangling_mention),
    Rule(id="undefined-reference", severity=Severity.WARNING, summary="A link is not defined", check=undefined),
    Rule(id="dangling-anchor", severity=Severity.WARNING, summary="A place is not there", check=dangling_anchor),
    Rule(
        id="dangling-anchor-elsewhere",
        severity=Severity.WARNING,
        summary="A place of another file is not there",
        check_corpus=dangling_anchor_elsewhere,
    ),
)
