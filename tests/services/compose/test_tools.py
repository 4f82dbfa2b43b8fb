"""The programs that a stack puts at the front of every step's PATH."""

from __future__ import annotations

from pathlib import Path

from drillbook.services.compose import tools


def test_the_programs_quote_the_path_of_python(tmp_path: Path) -> None:
    tools.write(tmp_path / "bin", python="/a path/python")
    assert (
        (tmp_path / "bin" / "docker").read_text(encoding="utf-8").splitlines()[1].startswith("exec '/a path/python' ")
    )
    assert (tmp_path / "bin" / "docker-compose").stat().st_mode & 0o111
