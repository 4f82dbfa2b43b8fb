"""Commands: what never ends by itself, and what waits for somebody at a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from drillbook.lint.commandline import CommandLine, commands
from drillbook.lint.finding import Severity
from drillbook.lint.page import Page
from drillbook.lint.rule import Found, Rule
from drillbook.model.runbook import Role, RunMode, Step

_FOREVER = re.compile(r"\bwhile\s+(?:true|:|\[\s*1\s*\])\s*(?:;|$)|\bfor\s*\(\(\s*;\s*;\s*\)\)", re.MULTILINE)
_COUNTED = re.compile(r"-[A-Za-z]*[cw]\d*\Z")
_LEAVES = re.compile(r"\b(?:break|exit|return)\b")
_ORCHESTRATORS = frozenset({"docker", "docker-compose", "podman", "kubectl", "oc", "nerdctl", "k3s"})
_EDITORS = frozenset({"vi", "vim", "nvim", "nano", "emacs", "less", "more", "pico", "visudo", "passwd"})
_SHELLS = frozenset({"bash", "sh", "zsh", "ash", "psql", "redis-cli", "mysql", "python", "python3", "rails", "irb"})


def never_ending(page: Page) -> Iterator[Found]:
    """A command that a step would wait for until its time is over."""
    for step in _concerned(page):
        for command in commands(step):
            instead = "" if command.bounded else _endless(command)
            if instead:
                yield command.line, f"«{command.text[:80]}» never ends by itself. {instead}"
        for found in _FOREVER.finditer(step.code):
            if not _LEAVES.search(step.code, found.end()):
                line = step.code_lines[step.code.count("\n", 0, found.start())] if step.code_lines else step.line
                yield line, f"«{found[0].strip()}» never ends by itself. Add a way out, or bound it with timeout."


def _concerned(page: Page) -> Iterator[Step]:
    """Steps that run without anybody watching, and manual ones that quote a command."""
    for runbook in page.runbooks:
        for step in runbook.steps:
            if step.run in (RunMode.AUTO, RunMode.CONFIRM) and step.role is not Role.DOC and step.code:
                yield step


def _endless(command: CommandLine) -> str:
    """What to write instead of a command that never ends; "" for one that does."""
    program = command.program
    if program in _ORCHESTRATORS:
        return _endless_orchestrator(command)
    check = _ENDLESS.get(program)
    return check(command) if check else ""


def _endless_orchestrator(command: CommandLine) -> str:
    words = command.plain
    if "stats" in words and not command.has("--no-stream"):
        return "Add --no-stream."
    if "logs" in words and command.has("-f", "--follow"):
        return "Take -f out, and say how many lines: --tail=100."
    if "get" in words[:1] and command.has("-w", "--watch"):
        return "Take -w out, or use: kubectl wait --timeout=60s."
    if "port-forward" in words[:1] or ("events" in words[:1] and _streams_events(command)):
        return "Bound it with timeout, or run it in the background."
    return ""


def _streams_events(command: CommandLine) -> bool:
    """Whether `events` streams: Docker's does, kubectl's lists."""
    return command.program in {"docker", "podman", "nerdctl"} and not command.has("--until")


def _tail(command: CommandLine) -> str:
    return "Take -f out, and say how many lines: tail -n 100." if command.has("-f", "-F", "--follow") else ""


def _top(command: CommandLine) -> str:
    return "" if command.has("-n", "-l") or "-bn1" in command.words else "Write: top -b -n 1."


def _ping(command: CommandLine) -> str:
    return "" if any(_COUNTED.match(word) for word in command.words[1:]) else "Add -c 3."


def _repeating(command: CommandLine) -> str:
    numbers = [word for word in command.plain if word.isdigit()]
    return f"Say how often: {command.program} {numbers[0]} 3." if len(numbers) == 1 else ""


_ENDLESS: Mapping[str, Callable[[CommandLine], str]] = {
    "watch": lambda _: "Write the command itself, with retry= if it must be repeated.",
    "tail": _tail,
    "top": _top,
    "htop": lambda _: "Write: top -b -n 1.",
    "iotop": lambda command: "" if command.has("-n", "-b") else "Write: iotop -b -n 1.",
    "journalctl": lambda command: "Take -f out, and add -n 100." if command.has("-f", "--follow") else "",
    "ping": _ping,
    "vmstat": _repeating,
    "iostat": _repeating,
    "tcpdump": lambda command: "" if command.has("-c", "-r") else "Add -c 100.",
    "redis-cli": lambda command: "Bound it with timeout." if "monitor" in [w.lower() for w in command.plain] else "",
}


def interactive(page: Page) -> Iterator[Found]:
    """A command that needs a terminal or an answer: a step has neither."""
    for step in page.steps:
        if step.run in (RunMode.AUTO, RunMode.CONFIRM):
            for command in commands(step):
                instead = _asks(command)
                if instead:
                    yield command.line, f"«{command.text[:80]}» waits for somebody at a terminal. {instead}"


def _asks(command: CommandLine) -> str:
    """What to write instead of a command that asks for something; "" for one that does not."""
    program, words = command.program, command.plain
    if program in _EDITORS:
        return "" if command.fed and program in {"less", "more"} else "Write a command that needs nobody."
    if program in _ORCHESTRATORS:
        return _asks_orchestrator(command)
    if program in {"crontab", "systemctl"} and (command.has("-e") or words[:1] == ("edit",)):
        return "Write the change as a command."
    if program == "read" and command.has("-p"):
        return "Take the value from an input."
    return "" if command.fed else _asks_client(command)


def _asks_client(command: CommandLine) -> str:
    """As `_asks`, for clients that open a session unless they are given something to do."""
    given = command.has("-c", "-f", "-l", "--command", "--file", "--list", "--version") or _bundled(command, "c")
    if command.program == "psql" and not given:
        return "Add -c and the statement."
    return "Add the Redis command." if command.program == "redis-cli" and _is_bare_redis(command) else ""


def _bundled(command: CommandLine, letter: str) -> bool:
    """Whether an option stands at the end of a bundle that has digits or signs: ``-qAt1c``."""
    return any(word[:1] == "-" and word[1:2] != "-" and word.endswith(letter) for word in command.words)


def _is_bare_redis(command: CommandLine) -> bool:
    taking = {"-h", "-p", "-a", "-n", "-u", "--user", "--pass", "--cacert", "--cert", "--key", "-s"}
    rest = [word for word, before in zip(command.words[1:], command.words, strict=False) if before not in taking]
    alone = {"--scan", "--bigkeys", "--memkeys", "--hotkeys", "--latency", "--stat", "--eval", "--version", "--rdb"}
    return not any(not word.startswith("-") or word in alone for word in rest)


def _asks_orchestrator(command: CommandLine) -> str:
    if command.words[1:2] == ("edit",):
        return "Write the change as a command: kubectl patch or kubectl set."
    runs = any(word in command.words[1:4] for word in ("exec", "run"))
    if runs and (command.has("-t", "--tty") or "-it" in command.words) and not command.has("-T"):
        return "Take -it out, and give it the command to run." if command.words[-1] in _SHELLS else "Take -t out."
    return ""


RULES = (
    Rule(id="never-ending-command", severity=Severity.WARNING, summary="A command never ends", check=never_ending),
    Rule(id="interactive-command", severity=Severity.WARNING, summary="A command needs a terminal", check=interactive),
)
