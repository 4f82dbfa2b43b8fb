"""The command line that runs a step's code in its language."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping

from drillbook.model.runbook import Step

SHELL = ("bash", "-E", "-o", "pipefail", "-c")
ENOUGH = 141
"""128 + SIGPIPE: a command whose reader had enough, as in ``du … | sort -rh | head``; no failure of the pipeline."""
STOP_AT_FAILURE = f"trap 'status=$?; [ $status = {ENOUGH} ] || exit $status' ERR; "
"""What ``set -e`` does, but for `ENOUGH`; on the first line, so that the shell's own line numbers stay right."""
SHELLS = frozenset({"bash", "sh", "shell", "zsh", "console", "shell-session"})


def argv(step: Step, env: Mapping[str, str]) -> tuple[str, ...] | None:
    """The command line of a step, or None if its language cannot be executed."""
    if step.language in SHELLS:
        return (*SHELL, STOP_AT_FAILURE + step.code)
    make = _OTHERS.get(step.language)
    return make(_filled(step.code, env)) if make else None


def _filled(code: str, env: Mapping[str, str]) -> str:
    """Outside a shell, ``${NAME}`` of a known variable is replaced here; ``$1`` and ``$$`` are SQL's own."""
    return _VARIABLE.sub(lambda found: env.get(found[1], found[0]), code)


def _sql(code: str) -> tuple[str, ...]:
    script = STOP_AT_FAILURE + 'code=$1; shift; printf "%s\\n" "$code" | psql "$@"'
    return (*SHELL, script, "psql", code, "-X", "-v", "ON_ERROR_STOP=1", "-A", "-t")


def _program(*first: str) -> Callable[[str], tuple[str, ...]]:
    return lambda code: (sys.executable, *first, code)


_OTHERS: Mapping[str, Callable[[str], tuple[str, ...]]] = {
    "sql": _sql,
    "python": _program("-c"),
    "http": _program("-m", "drillbook.shell.http"),
    "redis": _program("-m", "drillbook.shell.redis"),
}
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
EXECUTABLE = SHELLS | _OTHERS.keys()
