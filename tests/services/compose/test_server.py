"""What `docker compose` does to a stack, asked directly and by the program that runbooks call."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from drillbook.services.compose.server import Answer, answer_to
from drillbook.services.local.stack import LocalStack

Until = Callable[[Callable[[], object]], None]
WITHIN_S = 20.0


def asked(words: str, stack: LocalStack) -> Answer:
    return answer_to(words.split(), stack)


def test_ps_shows_what_runs(running: LocalStack) -> None:
    answer = asked("ps", running)
    assert answer.status == 0
    head, sleeper, beacon = answer.output.splitlines()
    assert head.split() == ["NAME", "SERVICE", "STATUS", "PORTS"]
    assert sleeper.split() == ["shop-sleeper-1", "sleeper", "Up"]
    assert beacon.split() == ["shop-beacon-1", "beacon", "Up", f"127.0.0.1:{running['beacon'].port}"]


def test_ps_hides_what_was_stopped_unless_asked_for_all(running: LocalStack) -> None:
    asked("stop sleeper", running)
    assert asked("ps --services", running).output == "beacon\n"
    assert "Exited (0)" in asked("ps --all sleeper", running).output


def test_ps_for_programs(running: LocalStack) -> None:
    assert asked("ps -q sleeper", running).output == "shop-sleeper-1\n"
    row = json.loads(asked("ps --format json beacon", running).output)
    assert (row["Service"], row["State"]) == ("beacon", "running")


def test_logs_have_their_services_name_and_may_be_cut(running: LocalStack, until: Until) -> None:
    until(lambda: "awake" in asked("logs sleeper", running).output)
    assert asked("logs --tail 1 sleeper", running).output == "sleeper      | awake as sleeper\n"
    assert asked("logs --tail 0 sleeper", running).output == ""


def test_scaling_starts_and_stops_replicas(running: LocalStack) -> None:
    assert asked("up -d --scale sleeper=3", running).status == 0
    assert len(running["sleeper"].processes()) == 3
    assert asked("up -d --no-deps --scale sleeper=1 sleeper", running).status == 0
    assert len(running["sleeper"].processes()) == 1


def test_restart_stop_start(running: LocalStack) -> None:
    (before,) = running["sleeper"].processes()
    assert asked("restart sleeper", running).output == " Container shop-sleeper-1  Restarted\n"
    (after,) = running["sleeper"].processes()
    assert before.poll() is not None
    assert after.poll() is None
    asked("stop", running)
    assert asked("ps --services", running).output == ""
    asked("start sleeper", running)
    assert asked("ps --services", running).output == "sleeper\n"


def test_kill_sends_the_signal_that_is_named(running: LocalStack) -> None:
    (process,) = running["sleeper"].processes()
    assert asked("kill -s TERM sleeper", running).status == 0
    assert process.wait(5.0) == -15


def test_exec_becomes_the_command_in_the_services_environment(running: LocalStack) -> None:
    answer = asked("exec -T -e A=1 sleeper sh -c true", running)
    assert (answer.argv, answer.status) == (["sh", "-c", "true"], 0)
    assert (answer.env["SERVICE_NAME"], answer.env["A"]) == ("sleeper", "1")
    assert "POSTGRES_PASSWORD" not in answer.env


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("ps nobody", "no such service: nobody. This stack has: sleeper, beacon."),
        ("up -d --scale nobody=1", "no such service: nobody"),
        ("up --scale sleeper=2", "up without -d never ends"),
        ("up -d --scale beacon=2", "beacon cannot have 2 replicas"),
        ("logs --follow sleeper", "never ends. Use --tail N."),
        ("kill -s SIGNONE sleeper", "SIGNONE is not a signal"),
        ("exec sleeper", "exec needs a command"),
        ("down", "invalid choice: 'down'"),
        ("restart -t soon sleeper", "invalid int value: 'soon'"),
    ],
)
def test_what_cannot_be_done_is_said(running: LocalStack, words: str, why: str) -> None:
    answer = asked(words, running)
    assert answer.status == 1
    assert why in answer.output


def test_exec_in_a_stopped_service_is_refused(running: LocalStack) -> None:
    running.stop("sleeper")
    assert 'service "sleeper" is not running' in asked("exec sleeper true", running).output
