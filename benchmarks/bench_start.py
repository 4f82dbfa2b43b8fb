"""What Drillbook costs those who do not drill right now: its version, its import, its pytest plugin.

Each figure is a ratio or a difference measured in this run. Chaos Toolkit, the peer, is installed alone in a folder of
its own; without a package registry that comparison is left out, and said so.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROUNDS = 15
INSTALLED_WITHIN_S = 300
IMPORT_MS_MAX = 60
VERSION_RATIO_MAX = 0.5
COLLECT_RATIO_MAX = 1.3


def median_s(*command: str, cwd: Path | None = None) -> float:
    """Median real seconds of a command, after one run that warms the caches."""
    taken = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        subprocess.run(command, cwd=cwd, capture_output=True, check=True)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken[1:])


def say(what: str, value: str, *, fine: bool) -> bool:
    """Print one figure; false if it misses its limit."""
    print(f"{'ok  ' if fine else 'MISS'} {what:<44} {value}")
    return fine


def importing() -> bool:
    """The cost of ``import drillbook`` over an empty program."""
    over_ms = 1000 * (median_s(sys.executable, "-c", "import drillbook") - median_s(sys.executable, "-c", "pass"))
    return say("import drillbook", f"{over_ms:.0f} ms (limit {IMPORT_MS_MAX})", fine=over_ms < IMPORT_MS_MAX)


def version(folder: Path) -> bool:
    """``--version`` beside that of Chaos Toolkit installed alone."""
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "chaostoolkit"]
    installed = subprocess.run(pip, capture_output=True, timeout=INSTALLED_WITHIN_S, check=False)
    if installed.returncode:
        print("left out: chaostoolkit cannot be installed here, so --version has no peer")
        return True
    own_s = median_s(str(Path(sys.executable).parent / "drillbook"), "--version")
    peer_s = median_s(str(folder / "bin" / "chaos"), "--version")
    text = f"{own_s / peer_s:.2f} of {1000 * peer_s:.0f} ms (limit {VERSION_RATIO_MAX})"
    return say("drillbook --version / chaos --version", text, fine=own_s <= VERSION_RATIO_MAX * peer_s)


def collecting(folder: Path) -> bool:
    """``pytest --collect-only`` on one drill, beside pytest without the plugin on one test."""
    (folder / "test_drill.py").write_text("def test_disk_full(drill):\n    drill('disk-full')\n")
    (folder / "test_bare.py").write_text("def test_bare(tmp_path):\n    assert tmp_path\n")
    pytest = (sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider")
    bare_s = median_s(*pytest, "-p", "no:drillbook", "test_bare.py", cwd=folder)
    drill_s = median_s(*pytest, "test_drill.py", cwd=folder)
    text = f"{drill_s / bare_s:.2f} of {1000 * bare_s:.0f} ms (limit {COLLECT_RATIO_MAX})"
    return say("collecting one drill / one bare test", text, fine=drill_s <= COLLECT_RATIO_MAX * bare_s)


def main() -> int:
    """Measure all; fails if a limit is missed."""
    with tempfile.TemporaryDirectory(prefix="bench-start-") as scratch:
        results = [importing(), version(Path(scratch) / "peer"), collecting(Path(scratch))]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
