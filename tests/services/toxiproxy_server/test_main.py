"""The command line of the built-in server, and what a start costs."""

from __future__ import annotations

from pathlib import Path

import pytest

from drillbook.services.toxiproxy_server.__main__ import parse
from drillbook.services.toxiproxy_server.server import Settings

RESIDENT_KIB_MAX = 30 * 1024


def test_the_defaults_are_toxiproxys():
    assert parse([]) == Settings(host="localhost", port=8474, config=None, seed=None)


@pytest.mark.parametrize("dash", ["-", "--"])
def test_flags_take_one_dash_or_two(dash):
    line = f"{dash}host h {dash}port 1 {dash}config f {dash}seed -5 {dash}proxy-metrics {dash}runtime-metrics=true"
    settings = parse([*line.split(), f"{dash}half-close"])
    wanted = Settings(host="h", port=1, config=Path("f"), seed=-5, proxy_metrics=True, runtime_metrics=True)
    assert settings == Settings(**{name: getattr(wanted, name) for name in WANTED}, half_close=True)


WANTED = ("host", "port", "config", "seed", "proxy_metrics", "runtime_metrics")


@pytest.mark.parametrize(
    "arguments", [["-port", "x"], ["-port=70000"], ["-seed", "x"], ["-half-close=maybe"], ["-hos=h"]]
)
def test_a_mistake_ends_with_usage(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        parse(arguments)
    assert ended.value.code == 2
    assert "usage: toxiproxy-server" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from Linux's /proc")
def test_memory_stays_small(new_server):
    server = new_server("built-in")
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    resident_kib = int(status.partition("VmRSS:")[2].split()[0])
    assert resident_kib < RESIDENT_KIB_MAX
