"""The programs that a stack puts at the front of every step's PATH."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCRIPTS = {"docker": "", "docker-compose": " compose"}


@contextmanager
def written(folder: Path, *, python: str) -> Iterator[None]:
    """Have `docker` and `docker-compose` in a folder of their own for the length of the block."""
    folder.mkdir(parents=True)
    for name, first in SCRIPTS.items():
        script = folder / name
        script.write_text(
            f'#!/bin/sh\nexec {shlex.quote(python)} -m drillbook.services.compose{first} "$@"\n', encoding="utf-8"
        )
        script.chmod(0o755)
    try:
        yield
    finally:
        shutil.rmtree(folder)
