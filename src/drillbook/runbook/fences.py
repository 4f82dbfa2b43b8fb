"""A fence's info string: the language, and the attributes or the stray command behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

LANGUAGE_OF = {
    **dict.fromkeys(("bash", "sh", "shell", "zsh", "shellscript", "shell-script"), "bash"),
    **dict.fromkeys(("console", "shell-session", "shellsession", "sh-session", "bash-session", "terminal"), "console"),
    **dict.fromkeys(("sql", "psql", "postgres", "postgresql", "pgsql"), "sql"),
    **dict.fromkeys(("redis", "redis-cli", "valkey"), "redis"),
    **dict.fromkeys(("http", "https", "rest"), "http"),
    **dict.fromkeys(("promql", "prometheus", "metricsql"), "promql"),
    **dict.fromkeys(("python", "py", "python3"), "python"),
}
"""The executable language that each spelling means."""

EXECUTABLE = frozenset(LANGUAGE_OF.values())

DOCUMENTATION = frozenset(
    """
    apache asciidoc awk bat batch c cfg chef clojure cmd conf config cpp cs csharp css csv dart diff docker dockerfile
    dotenv elixir env erb erlang example fish gherkin go golang gotemplate gql graphql graphviz groovy haml haskell hcl
    html hugo ini java javascript jinja jinja2 jq js json json5 jsonc jsonl jsonnet jsx kotlin kql kusto latex less log
    logql logs lua make makefile markdown math md mdx mermaid mongo mysql nginx nohighlight none objc output patch perl
    php plain plaintext plantuml plsql powershell properties protobuf proto ps1 puppet pwsh r rb regex rego ruby rust
    scala scss service ssh-config starlark svg swift syslog systemd terraform text tf toml ts tsql tsx txt typescript
    vim vue xml yaml yml
    """.split()  # noqa: SIM905 -- a hundred words read best as words
)
"""Languages that are shown and not run."""

MARKDOWN = frozenset({"markdown", "md", "mdx"})

_CACHED_MAX = 1_024
_WORD = re.compile(r"[^\s{,:]+")
_BARE_WORDS = re.compile(r"[^\s={}\"']+\s+\S")
_COMMAND_SIGNS = re.compile(r"[/$|&;<>]|\s-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """What an info string says."""

    language: str
    """``bash``, ``sql``, …; another word, lower case, for documentation; "" if there is none."""
    attributes: str = ""
    """What follows the language: a JSON object or ``key=value`` pairs."""
    command: str = ""
    """A command that somebody wrote behind the backticks instead of below them."""
    written: str = ""
    """The language as written."""


@lru_cache(maxsize=_CACHED_MAX)
def read(info: str) -> Info:
    """The parts of an info string such as ``bash {"name":"list-idle"}``."""
    info = info.strip()
    if info.startswith("{"):
        return _braced(info)
    word = _WORD.match(info)
    if word is None:
        return Info(language="")
    written, rest = word[0], info[word.end() :].lstrip(" \t,:")
    language = written.lower()
    known = language in LANGUAGE_OF or language in DOCUMENTATION
    if _is_command(language, rest, known=known):
        command = rest if known and language != "docker" else info
        return Info(language="bash", command=command, written=written)
    return Info(language=LANGUAGE_OF.get(language, language), attributes=rest, written=written)


def _braced(info: str) -> Info:
    """``{.bash .copy}`` as Pandoc writes it, or attributes without any language."""
    if info.startswith("{."):
        written = info[2:].partition(" ")[0].rstrip("}") if len(info) > 2 else ""
        language = written.lower()
        return Info(language=LANGUAGE_OF.get(language, language), written=written)
    return Info(language="", attributes=info)


def _is_command(language: str, rest: str, *, known: bool) -> bool:
    """Whether the words behind the backticks are a command and not a language with its attributes."""
    if not rest or rest.startswith("{") or "=" in rest.partition(" ")[0]:
        return False
    if known and language != "docker":
        return LANGUAGE_OF.get(language) == "bash" and _BARE_WORDS.match(rest) is not None and _looks_run(rest)
    return True


def _looks_run(words: str) -> bool:
    return _COMMAND_SIGNS.search(words) is not None or words == words.lower()
