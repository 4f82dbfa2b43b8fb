"""`drillbook doctor`: what this machine lacks, for which drill, and how to get it."""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from drillbook import project
from drillbook.errors import EnvironmentBrokenError, ExitCode, UsageError
from drillbook.model.drill import Need
from drillbook.services import binaries
from drillbook.services.warden.client import Plan, Warden

EXAMPLES = """examples:
  drillbook doctor
  drillbook doctor --json"""

PROGRAMS = ("bash", "awk", "df", "du", "find", "grep", "sort")
"""What the shell blocks of runbooks call, besides what a stack brings with it."""
NAMESPACES_HELP = (
    "Linux with user namespaces gives them to everybody: not macOS, not most containers. On Ubuntu 24.04 set "
    "kernel.apparmor_restrict_unprivileged_userns=0, or run as root."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that drills need."""

    what: str
    there: bool
    seen: str
    help: str = ""
    drills: str = "every drill"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(given: argparse.Namespace) -> int:
    """Print every check; fails if something is missing."""
    checks = list(_checks())
    if given.json:
        sys.stdout.write(json.dumps({"checks": [asdict(check) for check in checks]}, indent=2) + "\n")
    else:
        for check in checks:
            sys.stdout.write(f"{'ok' if check.there else 'MISSING':<8} {check.what:<16} {check.seen}\n")
            if not check.there:
                sys.stdout.write(f"{'':<25} needed by {check.drills}. {check.help}\n")
    return int(ExitCode.PASSED if all(check.there for check in checks) else ExitCode.ENVIRONMENT)


def _checks() -> Iterator[Check]:
    yield Check(what="Python", there=sys.version_info >= (3, 11), seen=platform.python_version(), help="Use 3.11.")
    yield _found("PostgreSQL", binaries.postgres)
    yield _found("Redis", binaries.redis)
    yield _found("Toxiproxy", lambda: " ".join(binaries.toxiproxy()))
    for program in PROGRAMS:
        path = shutil.which(program)
        yield Check(what=program, there=path is not None, seen=path or "", help="Install it from your distribution.")
    why = _no_namespaces()
    yield Check(
        what="namespaces",
        there=not why,
        seen=why or "user, mount, PID and IPC",
        help=NAMESPACES_HELP,
        drills=_needing(Need.BOUNDED_DISK),
    )


def _found(what: str, find: Callable[[], object]) -> Check:
    try:
        return Check(what=what, there=True, seen=str(find()))
    except EnvironmentBrokenError as error:
        return Check(what=what, there=False, seen="", help=str(error))


def _no_namespaces() -> str:
    """Why this machine gives none, or ""; found out by trying."""
    with tempfile.TemporaryDirectory(prefix="drillbook-doctor-") as folder:
        plan = Plan(
            run_id="doctor",
            home=f"{folder}/home",
            writable=(folder,),
            visible=(folder, sys.prefix, sys.base_prefix),
            disks=(("disk", 1 << 20),),
        )
        warden = Warden(plan, log=Path(folder) / "warden.log")
        try:
            warden.start()
        finally:
            warden.close()
    return warden.plain


def _needing(need: Need) -> str:
    try:
        scenarios = project.find(Path.cwd()).scenarios
    except UsageError:
        return f"drills that need a {need}"
    names = [name for name, scenario in sorted(scenarios.items()) if need in scenario.needs]
    return ", ".join(names) or "no drill of this project"
