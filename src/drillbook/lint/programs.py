"""Programs: the checkers of shell code that are asked from outside: bash itself and shellcheck."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

BASH_WITHIN_S = 10.0
"""Real seconds that parsing one block may take."""
SHELLCHECK_WITHIN_S = 300.0
"""Real seconds that checking one batch may take."""
BATCH_BLOCKS_MAX = 200
"""Blocks given to one shellcheck process."""
CODE_BYTES_MAX = 256 * 1024
"""A longer block is not given to a program."""
EXCLUDED = "SC1071,SC1090,SC1091,SC2034,SC2148,SC2154,SC2164,SC2317"
"""What a block of a runbook may do: be without a shebang, use variables of its surroundings, end at a failed `cd`."""

_PLAIN = re.compile(r"[\w\s./:=@%+,-]*\Z")
_RESERVED = re.compile(r"\b(?:if|then|elif|else|fi|for|do|done|while|until|case|esac|function|select|time|in|coproc)\b")
_ERROR = re.compile(r"^[^\n]*?line (?P<line>\d+): (?P<what>.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What a checker says of a line of some code, counted from 1."""

    line: int
    code: str
    message: str


@lru_cache(maxsize=10_000)
def bash_refuses(code: str) -> Complaint | None:
    """What `bash -n` says of some code; None if it parses, is longer than the limit, or there is no bash.

    Nothing is executed: with -n bash reads commands and runs none.
    """
    if (_PLAIN.match(code) and not _RESERVED.search(code)) or len(code.encode(errors="replace")) > CODE_BYTES_MAX:
        return None
    try:
        done = subprocess.run(
            ["bash", "-n"],
            input=(code + "\n").encode("utf-8", "replace").replace(b"\0", b"?"),
            capture_output=True,
            env={"LC_ALL": "C", "PATH": "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin"},
            timeout=BASH_WITHIN_S,
            check=False,
        )
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return None
    text = done.stderr.decode("utf-8", "replace")
    found = _ERROR.search(text)
    if found is None:
        return None
    warning = "warning: here-document" in found["what"]
    return Complaint(line=int(found["line"]), code="here-document" if warning else "", message=found["what"].strip())


@lru_cache(maxsize=1)
def shellcheck() -> str | None:
    """The shellcheck to use: on PATH, or beside Drillbook's Python; None if there is none."""
    return shutil.which("shellcheck") or shutil.which("shellcheck", path=str(Path(sys.executable).parent))


def checked_shell(codes: Sequence[str]) -> Mapping[str, tuple[Complaint, ...]]:
    """What shellcheck says of each code that it complains of; many blocks a process."""
    program = shellcheck()
    found: dict[str, tuple[Complaint, ...]] = {}
    if program is None:
        return found
    wanted = [code for code in dict.fromkeys(codes) if len(code) <= CODE_BYTES_MAX]
    for start in range(0, len(wanted), BATCH_BLOCKS_MAX):
        found |= _checked(program, wanted[start : start + BATCH_BLOCKS_MAX])
    return found


def _checked(program: str, codes: Sequence[str]) -> Mapping[str, tuple[Complaint, ...]]:
    with tempfile.TemporaryDirectory(prefix="drillbook-lint-") as folder:
        for number, code in enumerate(codes):
            (Path(folder) / f"{number}.sh").write_text(code + "\n", encoding="utf-8", errors="replace")
        names = [f"{number}.sh" for number in range(len(codes))]
        command = [program, "--norc", "--shell=bash", "--severity=warning", "--format=json1", f"--exclude={EXCLUDED}"]
        try:
            done = subprocess.run(
                [*command, *names], cwd=folder, capture_output=True, timeout=SHELLCHECK_WITHIN_S, check=False
            )
        except subprocess.TimeoutExpired:
            return {}
    return {codes[number]: tuple(said) for number, said in _complaints(done.stdout)}


def _complaints(output: bytes) -> Iterable[tuple[int, list[Complaint]]]:
    try:
        comments = json.loads(output)["comments"]
    except (ValueError, KeyError):
        return
    by_file: dict[int, list[Complaint]] = {}
    for comment in comments:
        number = int(str(comment["file"]).partition(".")[0])
        said = Complaint(line=int(comment["line"]), code=f"SC{comment['code']}", message=str(comment["message"]))
        by_file.setdefault(number, []).append(said)
    yield from by_file.items()
