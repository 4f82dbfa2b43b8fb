"""The programs that a stack puts at the front of every step's PATH."""

from __future__ import annotations

from pathlib import Path

from drillbook.services.compose import tools


def test_the_programs_quote_the_path_of_python_and_are_gone_afterwards(tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    with tools.written(folder, python="/a path/python"):
        docker = (folder / "docker").read_text(encoding="utf-8")
        assert docker.splitlines()[1].startswith("exec '/a path/python' ")
        assert (folder / "docker-compose").stat().st_mode & 0o111
    assert not folder.exists()
