"""The wheel is enough: installed into an empty environment elsewhere, the reference project's drills pass."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUILT_WITHIN_S = 120
INSTALLED_WITHIN_S = 600
RUN_WITHIN_S = 300


def run(*command: object, cwd: Path, limit_s: float) -> str:
    ended = subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True, timeout=limit_s, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT, cwd=folder, limit_s=BUILT_WITHIN_S)
    return next(folder.glob("drillbook-*.whl"))


def test_the_wheel_holds_the_library_and_the_reference_project_and_no_top_level_folder_of_a_project(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"drillbook"}
    for part in ("drills/test_disk_full.py", "scenarios/disk_full.py", "runbooks/disk-full.md", "rules/host.yml"):
        assert f"drillbook/reference/{part}" in names
    assert "drillbook/reference/fixtures/bin/clearance" in names
    assert not [name for name in names if "__pycache__" in name or "reports/runs" in name]


def test_the_four_drills_pass_from_the_wheel_alone(wheel, tmp_path):
    home = tmp_path / "empty"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, wheel, cwd=tmp_path, limit_s=INSTALLED_WITHIN_S)
    run(home / "bin" / "drillbook", "init", "shop", cwd=tmp_path, limit_s=60)
    printed = run(home / "bin" / "drillbook", "run", "--json", cwd=tmp_path / "shop", limit_s=RUN_WITHIN_S)
    runs = json.loads(printed)["runs"]
    assert {row["drill"]: row["verdict"] for row in runs} == {
        "connection-exhaustion": "passed",
        "cpu-load": "passed",
        "disk-full": "passed",
        "provider-timeout": "passed",
    }
