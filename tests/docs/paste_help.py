"""Puts the real help texts into docs/reference/cli.md: ``python tests/docs/paste_help.py``."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "cli.md"
ANSWER_WITHIN_S = 30.0
COLUMNS = "80"
_PASTED = re.compile(r"(<!-- help: ?(?P<verb>\w*) -->\n```text\n).*?(```\n)", re.DOTALL)


def help_text(verb: str) -> str:
    """What ``drillbook VERB --help`` prints on a terminal of 80 columns; without a verb, the command's own."""
    words = [verb, "--help"] if verb else ["--help"]
    done = subprocess.run(
        [sys.executable, "-m", "drillbook", *words],
        env={**os.environ, "COLUMNS": COLUMNS},
        capture_output=True,
        text=True,
        check=True,
        timeout=ANSWER_WITHIN_S,
    )
    return done.stdout


def pasted(text: str) -> str:
    """The page with its help texts renewed."""
    return _PASTED.sub(lambda found: f"{found[1]}{help_text(found['verb'])}{found[3]}", text)


if __name__ == "__main__":
    PAGE.write_text(pasted(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
