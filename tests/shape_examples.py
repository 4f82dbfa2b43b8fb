"""Examples: for every rule of the shape, files that break it in one place and files that keep to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Files = Mapping[str, str]

_LONG_BODY = "    x = 1\n"
_CATCH = "try:\n    x = 1\n"
_DRILL = {"scenarios/cpu_load.py": "", "runbooks/cpu-load.md": "", "drills/test_cpu_load.py": ""}
_RUFF = "[tool.ruff.lint]\nignore = [\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """`bad` breaks the rule at the line `at` and nowhere else; `good` differs in that one thing."""

    rule: str
    bad: Files
    at: str
    good: Files


def _lines(rule: str, path: str, bad: str, good: str, *, line: int = 1) -> Example:
    """An example of one file."""
    return Example(rule=rule, bad={path: bad}, at=f"{path}:{line}", good={path: good})


_LAYERS = [
    _lines(
        "layers",
        "src/drillbook/render/page.py",
        "def page():\n    from drillbook import runner\n",
        "def page():\n    from drillbook import judge\n",
        line=2,
    ),
    _lines(
        "layers", "src/drillbook/shell/run.py", "import drillbook.faults.disk\n", "import drillbook.services.ports\n"
    ),
    _lines(
        "layers",
        "src/drillbook/judge.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .timeline import Line\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .model.timeline import Line\n",
        line=3,
    ),
    _lines("layers", "src/drillbook/__init__.py", "from drillbook import clock\n", "from drillbook import scenarios\n"),
    _lines("layers", "src/drillbook/clock.py", "from drillbook import Stack\n", "from drillbook import errors\n"),
    _lines("layers", "src/drillbook/testing.py", "import fixtures.stack\n", "from drillbook import Stack\n"),
    Example(
        rule="layers",
        bad={"src/drillbook/gizmo.py": ""},
        at="src/drillbook/gizmo.py:1",
        good={"src/drillbook/stack.py": ""},
    ),
    _lines("scenarios", "scenarios/a.py", "from scenarios import b\n", "from drillbook import scenarios\n"),
    _lines("scenarios", "scenarios/a.py", "from . import b\n", "from drillbook.faults import b\n"),
    Example(
        rule="cycles",
        bad={
            "src/drillbook/rules/__init__.py": "from drillbook.rules.engine import run\n",
            "src/drillbook/rules/engine.py": "def run():\n    from drillbook.rules import run\n",
        },
        at="src/drillbook/rules/engine.py:2",
        good={
            "src/drillbook/rules/__init__.py": "from drillbook.rules.engine import run\n",
            "src/drillbook/rules/engine.py": "def run():\n    from drillbook.promql import run\n",
        },
    ),
    Example(
        rule="cycles",
        bad={
            "fixtures/clearance/a.py": "from . import b\n",
            "fixtures/clearance/b.py": "from .c import d\n",
            "fixtures/clearance/c.py": "import clearance.a\n",
        },
        at="fixtures/clearance/c.py:1",
        good={
            "fixtures/clearance/a.py": "from . import b, c\n",
            "fixtures/clearance/b.py": "from .c import d\n",
            "fixtures/clearance/c.py": "",
        },
    ),
    _lines(
        "heavy",
        "src/drillbook/shell/redis.py",
        "from redis import Redis\n",
        "def ask():\n    from redis import Redis\n",
    ),
    _lines(
        "heavy",
        "scenarios/a.py",
        "if not TYPE_CHECKING:\n    import rich\n",
        "if typing.TYPE_CHECKING:\n    import rich\n",
        line=2,
    ),
    _lines(
        "heavy",
        "src/drillbook/faults/leak.py",
        "import psycopg\n",
        "import psycopg\nif __name__ == '__main__':\n    psycopg.connect()\n",
    ),
    Example(
        rule="heavy",
        bad={"src/drillbook/stack.py": "import requests\n"},
        at="src/drillbook/stack.py:1",
        good={
            "src/drillbook/services/stack.py": "import requests\n",
            "src/drillbook/stack.py": "from . import redis\n",
        },
    ),
    _lines(
        "never",
        "src/drillbook/runner.py",
        "def load():\n    import locust\n",
        'def load():\n    return "python -m locust"\n',
        line=2,
    ),
]

_LIMITS = [
    _lines(
        "function-length",
        "fixtures/stack.py",
        "def long():\n" + _LONG_BODY * 61,
        'def long():\n    """Not\n    counted."""\n' + _LONG_BODY * 60,
    ),
    _lines(
        "function-median",
        "drills/test_a.py",
        "def short():\n    x = 1\n" + "".join(f"def long_{n}():\n{_LONG_BODY * (7 + n)}" for n in (2, 3)),
        "def short():\n    x = 1\n" + "".join(f"def long_{n}():\n{_LONG_BODY * (7 + n)}" for n in (1, 2)),
        line=13,
    ),
    _lines("file-length", "tests/test_clock.py", "x = 1\n" * 401, "x = 1\n" * 400),
    Example(
        rule="file-median",
        bad={"scenarios/a.py": "x = 1\n" * 201, "scenarios/b.py": "x = 1\n" * 300, "scenarios/c.py": ""},
        at="scenarios/b.py:1",
        good={"scenarios/a.py": "x = 1\n" * 200, "scenarios/b.py": "x = 1\n" * 300, "scenarios/c.py": ""},
    ),
    _lines("parameters", "scenarios/a.py", "def f(a, b, c): ...\n", "def f(a, b, *, c): ...\n"),
    _lines("parameters", "scenarios/a.py", "def f(a, b, *c, d, e, **g): ...\n", "def f(a, b, *c, d, e): ...\n"),
    _lines(
        "parameters",
        "scenarios/a.py",
        "class A:\n    @staticmethod\n    def f(a, b, c): ...\n",
        "class A:\n    def f(self, b, c): ...\n    def __exit__(self, kind, error, trace): ...\n",
        line=3,
    ),
]

_HABITS = [
    _lines("broad-except", "tests/a.py", _CATCH + "except:\n    pass\n", _CATCH + "except:\n    raise\n", line=3),
    _lines(
        "broad-except",
        "scenarios/a.py",
        _CATCH + "except (ValueError, Exception) as error:\n    if error:\n        raise\n",
        _CATCH + "except (ValueError, OSError) as error:\n    if error:\n        raise\n",
        line=3,
    ),
    _lines(
        "broad-except",
        "scenarios/a.py",
        _CATCH + "except BaseException:\n    x = 1\n",
        _CATCH + "except BaseException:\n    if x:\n        raise\n    else:\n        raise A from x\n",
        line=3,
    ),
    _lines(
        "broad-except",
        "scenarios/a.py",
        "with contextlib.suppress(OSError, Exception):\n    x = 1\n",
        "with contextlib.suppress(OSError):\n    x = 1\n",
    ),
    Example(
        rule="clock",
        bad={"src/drillbook/runner.py": "def run():\n    from time import monotonic\n"},
        at="src/drillbook/runner.py:2",
        good={"src/drillbook/clock.py": "import time\n", "fixtures/clearance/clock.py": "import time\n"},
    ),
    _lines(
        "clock",
        "scenarios/a.py",
        "import asyncio as a\nawaited = a.sleep(1)\n",
        "import asyncio as a\nawaited = clock.sleep(1)\n",
        line=2,
    ),
    _lines(
        "clock",
        "fixtures/stack.py",
        "from datetime import datetime\nwhen = datetime.now()\n",
        "from datetime import datetime\nwhen = datetime.fromtimestamp(1)\n",
        line=2,
    ),
    Example(
        rule="clock",
        bad={"src/drillbook/monitor.py": "when = asyncio.get_running_loop().time()\n"},
        at="src/drillbook/monitor.py:1",
        good={"src/drillbook/services/toxiproxy_server/a.py": "when = asyncio.get_running_loop().time()\n"},
    ),
    Example(
        rule="print",
        bad={"src/drillbook/runner.py": "print(1)\n"},
        at="src/drillbook/runner.py:1",
        good={"src/drillbook/cli/run.py": "print(1)\n", "src/drillbook/warden/__main__.py": "print(1)\n"},
    ),
    _lines("print", "src/drillbook/runner.py", "run(tell=print)\n", "run(tell=sys.stdout.write)\n"),
    _lines("suppression", "tests/a.py", "x = 1  # noqa -- why\n", "x = 1  # noqa: S101 -- why\n"),
    _lines("suppression", "tests/a.py", "x = 1  # noqa: S101\n", "x = 1  # noqa: S101, S102 - why\n"),
    _lines("suppression", "tests/a.py", "x = 1  # type: ignore # why\n", "x = 1  # type: ignore[misc] # why\n"),
    _lines("suppression", "tests/a.py", "x = 1  # type: ignore[misc]\n", 'x = "# type: ignore[misc]"\n'),
    _lines(
        "suppression",
        "tests/a.py",
        "x = 1  # type: ignore[misc]  # noqa: S101\n",
        "x = 1  # type: ignore[misc]  # noqa: S101 -- why\n",
    ),
    _lines("suppression", "conftest.py", "# ruff: noqa -- why\n", "# ruff: noqa: S101 -- why\n"),
]

_FILES = [
    Example(
        rule="names",
        bad={"tests/fault_utils.py": ""},
        at="tests/fault_utils.py:1",
        good={"tests/fault.py": "", "src/drillbook/database.py": ""},
    ),
    Example(
        rule="names",
        bad={"src/drillbook/common/clock.py": ""},
        at="src/drillbook/common/clock.py:1",
        good={"src/drillbook/clock.py": ""},
    ),
    Example(
        rule="packages",
        bad={"rules/__init__.py": ""},
        at="rules/__init__.py:1",
        good={"fixtures/clearance/__init__.py": ""},
    ),
    Example(
        rule="stems",
        bad={path: text for path, text in _DRILL.items() if path != "runbooks/cpu-load.md"},
        at="drills/test_cpu_load.py:1",
        good=_DRILL,
    ),
    Example(
        rule="stems",
        bad=_DRILL | {"runbooks/disk-full.md": "", "drills/test_disk_full.py": ""},
        at="drills/test_disk_full.py:1",
        good=_DRILL | {"runbooks/README.md": "", "drills/conftest.py": ""},
    ),
    Example(
        rule="stems",
        bad={path: text for path, text in _DRILL.items() if path != "drills/test_cpu_load.py"},
        at="runbooks/cpu-load.md:1",
        good=_DRILL,
    ),
    _lines(
        "ruff-reasons", "pyproject.toml", f'{_RUFF}  "S101",\n]\n', f'{_RUFF}  "S101",  # tests assert\n]\n', line=3
    ),
    _lines(
        "ruff-reasons",
        "pyproject.toml",
        '[tool.ruff.lint.per-file-ignores]\n"tests/**" = ["S101", "D"]\n',
        '[tool.ruff.lint.per-file-ignores]\n"tests/**" = ["S101", "D"]  # tests assert\n',
        line=2,
    ),
    Example(
        rule="mirrors",
        bad={"src/drillbook/shell/http.py": "x = 1\n" * 41, "tests/test_http.py": ""},
        at="src/drillbook/shell/http.py:1",
        good={"src/drillbook/shell/http.py": "x = 1\n" * 41, "tests/shell/test_http.py": ""},
    ),
    Example(
        rule="mirrors",
        bad={"src/drillbook/services/warden/__main__.py": "x = 1\n" * 41},
        at="src/drillbook/services/warden/__main__.py:1",
        good={"src/drillbook/services/warden/__main__.py": "x = 1\n" * 41, "tests/services/test_warden.py": ""},
    ),
    Example(
        rule="mirrors",
        bad={"src/drillbook/clock.py": "x = 1\n" * 41},
        at="src/drillbook/clock.py:1",
        good={"src/drillbook/clock.py": "x = 1\n" * 40},
    ),
]

_EXEMPTIONS = [
    _lines("exemption", "conftest.py", "x = 1  # shape: print -- needed\n", "x = 1  # the shape of it\n"),
    _lines("exemption", "conftest.py", "x = 1  # shape: prints -- needed\n", 'x = "# shape: prints -- needed"\n'),
    _lines(
        "exemption",
        "conftest.py",
        _CATCH + "except Exception:  # shape: clock -- needed\n    raise\n",
        _CATCH + "except Exception:  # shape: broad-except -- needed\n    pass\n",
        line=3,
    ),
    _lines("syntax", "tests/a.py", "x = 1\nx = (\n", "x = 1\nx = ()\n", line=2),
]

EXAMPLES = (*_LAYERS, *_LIMITS, *_HABITS, *_FILES, *_EXEMPTIONS)
