"""Every fenced block of the documentation is what it says it is, and those marked so really run."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from .pages import Block, all_pages

RUN_WITHIN_S = 120.0
STACK_BLOCKS_MAX = 2
BLOCKS = [block for page in all_pages() for block in page.blocks]
MARKED = [block for block in BLOCKS if block.told("run") is not None]
STACK = [block for block in MARKED if block.told("run") == "stack"]
QUICK = [block for block in MARKED if block not in STACK]
PYTHON = [block for block in BLOCKS if block.language == "python"]
DATA = [block for block in BLOCKS if block.language in {"toml", "yaml", "json"}]
CONTINUED = re.compile(r"\\\n")


def place(block: Block) -> str:
    return block.place


def commands(block: Block) -> Iterator[tuple[str, list[str]]]:
    """Each command of a block, and the lines that it is said to print."""
    if block.language != "console":
        yield block.code, []
        return
    for part in re.split(r"^\$ ", CONTINUED.sub("", block.code), flags=re.MULTILINE)[1:]:
        command, *output = part.splitlines()
        yield command, output


def missed(expected: list[str], output: str) -> list[str]:
    """The expected lines that do not occur in the output in this order; an ellipsis stands for anything."""
    lines, left = output.splitlines(), []
    for wanted in expected:
        pattern = ".*".join(map(re.escape, wanted.rstrip().split("…")))
        at = next((number for number, line in enumerate(lines) if re.fullmatch(pattern, line.rstrip())), None)
        if wanted.strip() == "…":
            continue
        if at is None:
            left.append(wanted)
        else:
            lines = lines[at + 1 :]
    return left


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-e", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path, "COLUMNS": "80"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=RUN_WITHIN_S,
        check=False,
    )


def run(block: Block, folder: Path) -> None:
    """Run a block in a new project that has the files of its page."""
    made = shell(f"{sys.executable} -m drillbook init {folder}", folder.parent)
    assert made.returncode == 0, made.stdout
    for other in BLOCKS:
        name = other.told("file")
        if name and other.page == block.page:
            (folder / name).write_text(other.code, encoding="utf-8")
    wanted = block.told("run") or ""
    for command, expected in commands(block):
        done = shell(command, folder)
        assert done.returncode == (int(wanted) if wanted.isdigit() else 0), done.stdout
        assert missed(expected, done.stdout) == [], done.stdout


@pytest.mark.parametrize("block", QUICK, ids=place)
def test_a_marked_block_runs(block: Block, tmp_path: Path) -> None:
    run(block, tmp_path / "shop")


@pytest.mark.drill
@pytest.mark.parametrize("block", STACK, ids=place)
def test_a_marked_block_runs_on_a_stack(block: Block, tmp_path: Path) -> None:
    run(block, tmp_path / "shop")


def test_few_blocks_need_a_stack() -> None:
    assert 0 < len(STACK) <= STACK_BLOCKS_MAX


def test_every_comment_is_one_that_contributing_explains() -> None:
    assert {block.comment.partition(":")[0] for block in BLOCKS} <= {"", "run", "file", "help"}
    assert [block.place for block in MARKED if block.language not in {"bash", "console"}] == []


@pytest.mark.parametrize("block", PYTHON, ids=place)
def test_python_runs(block: Block) -> None:
    tree = ast.parse(block.code, filename=block.place)
    names: dict[str, object] = {"__name__": "page"}
    exec(compile(tree, block.place, "exec", dont_inherit=True), names)  # noqa: S102 -- our own pages
    assert len(names) > 2


@pytest.mark.parametrize("block", DATA, ids=place)
def test_data_can_be_read(block: Block) -> None:
    read = {"toml": tomllib.loads, "json": json.loads, "yaml": lambda text: list(yaml.safe_load_all(text))}
    assert read[block.language](block.code)


@pytest.mark.parametrize(
    ("expected", "left"),
    [
        (["a", "…", "d"], []),
        (["a b… e"], []),
        (["d", "a"], ["a"]),
        (["b"], ["b"]),
    ],
)
def test_output_is_compared_line_by_line_in_order(expected: list[str], left: list[str]) -> None:
    assert missed(expected, "a\na b c d e\nd\n") == left
