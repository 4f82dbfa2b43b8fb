"""The process table of a service: its processes and all below them, the busiest first."""

from __future__ import annotations

import os
import subprocess

from drillbook.services.compose.processes import Row, table


def test_cpu_is_time_used_per_lifetime() -> None:
    assert Row(pid=1, parent=0, cpu_s=3.0, age_s=6.0, command="x").cpu_percent == 50.0
    assert Row(pid=1, parent=0, cpu_s=3.0, age_s=0.0, command="x").cpu_percent == 0.0


def test_the_table_holds_the_process_and_its_children_only() -> None:
    with subprocess.Popen(["sh", "-c", "sleep 1000; :"], stdout=subprocess.PIPE, start_new_session=True) as parent:
        try:
            lines = table([parent.pid]).splitlines()
            while len(lines) < 3:
                lines = table([parent.pid]).splitlines()
            assert lines[0].split() == ["PID", "PPID", "%CPU", "ELAPSED", "COMMAND"]
            assert any(line.endswith(" sh -c sleep 1000; :") for line in lines[1:])
            assert any(line.endswith(" sleep 1000") for line in lines[1:])
            assert not any(line.split()[0] == str(os.getpid()) for line in lines)
        finally:
            os.killpg(parent.pid, 9)


def test_no_process_is_an_empty_table() -> None:
    assert len(table([]).splitlines()) == 1
