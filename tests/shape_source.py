"""A source file as the shape test reads it: its text, its tree, its comments, and never its execution."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

EXEMPTION = re.compile(r"#\s*shape:\s*(?P<rule>[\w-]*)(?:\s+--\s*(?P<reason>.*))?")
REASON_WORD = re.compile(r"[A-Za-z]{2,}")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """A line that breaks a rule; prints as ``file:line: rule: what. What to do.``."""

    path: str
    line: int
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """The comment ``shape: rule -- reason`` behind a line: the line may break the rule."""

    line: int
    rule: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Source:
    """One Python file, by its path from the repository's root."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def comments(self) -> dict[int, str]:
        """Comments by line, from the first ``#`` on."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}

    @property
    def module(self) -> str:
        """The dotted name that it is imported by: ``drillbook.clock``, ``clearance.pool``, ``scenarios.disk_full``."""
        parts = Path(self.path).with_suffix("").parts
        if parts[0] == "src" or parts[:2] == ("fixtures", "clearance"):
            parts = parts[1:]
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def package(self) -> str:
        """What a relative import starts from."""
        return self.module if self.path.endswith("/__init__.py") else self.module.rpartition(".")[0]

    def within(self, *places: str) -> bool:
        """Whether it is one of these files or lies in one of these folders."""
        return any(self.path == place or self.path.startswith(f"{place}/") for place in places)

    def functions(self) -> Iterator[Function]:
        """All functions, methods and functions in functions."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def exemptions(self) -> Iterator[Exemption]:
        """What its comments exempt."""
        for line, comment in self.comments.items():
            for found in EXEMPTION.finditer(comment):
                yield Exemption(line=line, rule=found["rule"], reason=(found["reason"] or "").strip())


@dataclass(frozen=True, kw_only=True)
class Tree:
    """The repository: its root and those Python files in it that could be read."""

    root: Path
    sources: tuple[Source, ...]

    def within(self, *places: str) -> tuple[Source, ...]:
        """The sources in these folders."""
        return tuple(source for source in self.sources if source.within(*places))


def read_tree(root: Path, places: Iterable[str]) -> tuple[Tree, list[Violation]]:
    """The tree below `root`, and the files in it that are no Python."""
    sources, broken = [], []
    for path in sorted(file for place in places for file in _python_files(root / place)):
        source = _source(path.relative_to(root).as_posix(), path.read_text())
        try:
            _ = source.tree, source.comments
        except (SyntaxError, tokenize.TokenError) as error:
            line = getattr(error, "lineno", None) or 1
            broken.append(Violation(source.path, line, "syntax", f"{error}. Correct the file."))
        else:
            sources.append(source)
    return Tree(root=root, sources=tuple(sources)), broken


@cache
def _source(path: str, text: str) -> Source:
    """The same source for the same text, so that each file is parsed once."""
    return Source(path=path, text=text)


def settle(found: Iterable[Violation], tree: Tree, *, rules: Iterable[str], known: Iterable[str]) -> list[Violation]:
    """What is left of the violations of `rules` after the exemptions, and the exemptions that are wrong themselves."""
    found, rules, known = sorted(found), frozenset(rules), frozenset(known)
    broken = {(each.path, each.line, each.rule) for each in found}
    exempt, wrong = set(), []
    for source in tree.sources:
        for exemption in source.exemptions():
            place = (source.path, exemption.line, exemption.rule)
            if exemption.rule in known - rules:
                continue
            text = _fault(exemption, exempts=place in broken, known=known)
            if text:
                wrong.append(Violation(source.path, exemption.line, "exemption", text))
            else:
                exempt.add(place)
    return sorted([*wrong, *(each for each in found if (each.path, each.line, each.rule) not in exempt)])


def _fault(exemption: Exemption, *, exempts: bool, known: frozenset[str]) -> str:
    """What is wrong with an exemption; empty if nothing is."""
    if exemption.rule not in known:
        return f"there is no rule {exemption.rule!r}. Known: {', '.join(sorted(known))}."
    if not REASON_WORD.search(exemption.reason):
        return f"no reason is given. Write: shape: {exemption.rule} -- why this line may."
    if not exempts:
        return f"this line keeps to the rule {exemption.rule}. Remove the comment."
    return ""


def _python_files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    for path in place.rglob("*.py"):
        parts = path.relative_to(place).parts
        if not any(part.startswith(".") or part == "__pycache__" for part in parts):
            yield path
