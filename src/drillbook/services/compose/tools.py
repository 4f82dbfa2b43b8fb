"""The programs that a stack puts at the front of every step's PATH."""

from __future__ import annotations

import shlex
from pathlib import Path

SCRIPTS = {"docker": "", "docker-compose": " compose"}


def write(folder: Path, *, python: str) -> None:
    """Write `docker` and `docker-compose` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, first in SCRIPTS.items():
        script = folder / name
        script.write_text(
            f'#!/bin/sh\nexec {shlex.quote(python)} -m drillbook.services.compose{first} "$@"\n', encoding="utf-8"
        )
        script.chmod(0o755)
