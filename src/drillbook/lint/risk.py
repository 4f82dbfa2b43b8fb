"""Risk: commands that destroy something, and what their step declares."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from drillbook.lint.commandline import CommandLine, commands
from drillbook.lint.finding import Severity
from drillbook.lint.page import Page, code_line
from drillbook.lint.rule import Found, Rule
from drillbook.model.runbook import Risk, Role, Step

_SQL = re.compile(
    r"\bdrop\s+(?:table|database|schema|index|view|role|user)\b|\btruncate\s+(?:table\s+)?[\w\"]|\bpg_terminate_backend\b"
    r"|\bdelete\s+from\b",
    re.IGNORECASE,
)
_REDIS = re.compile(r"\b(?:flushall|flushdb)\b|^\s*(?:del|unlink)\s+\S", re.IGNORECASE | re.MULTILINE)
_RESTORED = re.compile(r"\b(?:psql|mysql)\b[^<]*(?<!<)<\s*[^\s<(&]+\.(?:sql|dump|bak)\b")
"""A dump that is read into a database: what is there may be overwritten, and twice is not the same as once."""
_SQL_CLIENTS = re.compile(r"\b(?:psql|mysql|sqlite3|redis-cli|valkey-cli)\b")


def undeclared(page: Page) -> Iterator[Found]:
    """A destructive command whose step does not say how risky it is."""
    for step in _concerned(page):
        for line, text in _destructive(step):
            if step.risk is None:
                yield (
                    line,
                    f"«{text[:80]}» may destroy data. Declare it: risk=destructive, or risk=modifying with care.",
                )


def understated(page: Page) -> Iterator[Found]:
    """A destructive command whose step calls itself read-only."""
    for step in _concerned(page):
        if step.risk is Risk.READ_ONLY:
            for line, text in _destructive(step):
                yield (
                    line,
                    f"«{text[:80]}» changes what it touches, and its step says read-only. Write risk=destructive.",
                )


def _concerned(page: Page) -> Iterator[Step]:
    for runbook in page.runbooks:
        yield from (step for step in runbook.steps if step.code and step.role is not Role.DOC)


def _destructive(step: Step) -> Iterator[tuple[int, str]]:
    """The destructive commands of a step, with their lines."""
    for command in commands(step):
        check = _DESTRUCTIVE.get(command.program)
        if (check and check(command)) or _RESTORED.search(command.text):
            yield command.line, command.text
    pattern = _pattern(step)
    if pattern:
        for found in pattern.finditer(step.code):
            yield code_line(step, step.code.count("\n", 0, found.start())), " ".join(found[0].split())


def _pattern(step: Step) -> re.Pattern[str] | None:
    if step.language == "redis" or (step.language != "sql" and "redis-cli" in step.code):
        return _REDIS
    return _SQL if step.language == "sql" or _SQL_CLIENTS.search(step.code) else None


def _docker(command: CommandLine) -> bool:
    words = set(command.plain)
    if "prune" in words:
        return True
    return bool(words & {"rm", "rmi"}) or "down" in words


def _kubernetes(command: CommandLine) -> bool:
    return bool({"delete", "drain"} & set(command.plain[:3]))


def _git(command: CommandLine) -> bool:
    words = command.plain[:1]
    return (words == ("reset",) and command.has("--hard")) or (words == ("push",) and command.has("-f", "--force"))


def _find(command: CommandLine) -> bool:
    return "-delete" in command.words or ("-exec" in command.words and bool({"rm", "truncate"} & set(command.words)))


_DESTRUCTIVE: Mapping[str, Callable[[CommandLine], bool]] = {
    "rm": lambda command: command.has("-r", "-R", "-f", "--recursive", "--force"),
    "find": _find,
    "dd": lambda command: any(word.startswith("of=") for word in command.words),
    "truncate": lambda _: True,
    "shred": lambda _: True,
    "mkfs": lambda _: True,
    "dropdb": lambda _: True,
    "docker": _docker,
    "docker-compose": _docker,
    "podman": _docker,
    "kubectl": _kubernetes,
    "oc": _kubernetes,
    "git": _git,
    "helm": lambda command: command.plain[:1] in {("uninstall",), ("delete",)},
    "terraform": lambda command: command.plain[:1] == ("destroy",),
    "reboot": lambda _: True,
    "shutdown": lambda _: True,
    "xargs": lambda command: "rm" in command.words,
    "pg_restore": lambda command: not command.has("-l", "--list", "-f", "--file"),
}

RULES = (
    Rule(
        id="undeclared-risk", severity=Severity.WARNING, summary="A destructive command has no risk", check=undeclared
    ),
    Rule(
        id="understated-risk",
        severity=Severity.ERROR,
        summary="A destructive command is called safe",
        check=understated,
    ),
)
