"""A stack of real processes: started, scaled, measured, and gone without a trace."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from drillbook.errors import EnvironmentBrokenError, ProjectError
from drillbook.model.stack import Command, ServiceSpec, StackSpec
from drillbook.services.journal import NAME, outstanding
from drillbook.services.local.stack import REPLICAS_MAX, LocalStack
from drillbook.services.warden.marks import end_processes, marked
from drillbook.shell.capture import capture

Until = Callable[[Callable[[], object]], None]


def living(stack: LocalStack, name: str) -> int:
    return sum(process.poll() is None for process in stack[name].processes())


def log(stack: LocalStack, name: str) -> str:
    path = stack.logs / f"{name}.log"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_services_are_known_by_name_in_the_order_of_the_file(stack: LocalStack) -> None:
    assert [service.name for service in stack] == ["sleeper", "beacon"]
    assert stack["sleeper"].port == 0
    assert stack["beacon"].port > 0
    with pytest.raises(KeyError):
        stack["nobody"]


def test_a_service_starts_once_logs_and_stops(stack: LocalStack, until: Until) -> None:
    stack.start("sleeper")
    stack.start("sleeper")
    assert living(stack, "sleeper") == 1
    until(lambda: "awake as sleeper\n" in log(stack, "sleeper"))
    stack.stop("sleeper")
    assert stack["sleeper"].processes() == ()
    assert stack.exited() == ()


def test_replicas_have_names_and_logs_of_their_own(stack: LocalStack, until: Until) -> None:
    stack.scale("sleeper", 3)
    assert living(stack, "sleeper") == 3
    until(lambda: "awake as sleeper-3" in log(stack, "sleeper-3"))
    stack.scale("sleeper", 1)
    assert living(stack, "sleeper") == 1
    stack.scale("sleeper", 0)


@pytest.mark.parametrize(("name", "replicas", "limit"), [("beacon", 2, 1), ("sleeper", REPLICAS_MAX + 1, REPLICAS_MAX)])
def test_too_many_replicas_are_refused(stack: LocalStack, name: str, replicas: int, limit: int) -> None:
    with pytest.raises(ProjectError, match=f"cannot have {replicas} replicas. Choose 0 to {limit}"):
        stack.scale(name, replicas)


def test_a_restart_brings_back_as_many_as_there_were_and_is_counted(stack: LocalStack) -> None:
    stack.scale("sleeper", 2)
    before = {process.pid for process in stack["sleeper"].processes()}
    stack.restart("sleeper")
    after = {process.pid for process in stack["sleeper"].processes()}
    assert living(stack, "sleeper") == 2
    assert not before & after
    assert next(usage for usage in stack.usage() if usage.service == "sleeper").restarts == 1
    stack.stop("sleeper")


def test_a_process_that_ended_by_itself_is_said_and_started_again(stack: LocalStack) -> None:
    stack.start("sleeper")
    (process,) = stack["sleeper"].processes()
    process.signal(signal.SIGKILL)
    assert process.wait(5.0) == -signal.SIGKILL
    (sentence,) = stack.exited()
    assert sentence.startswith("sleeper ended with status -9. Log: ")
    stack.start("sleeper")
    assert living(stack, "sleeper") == 1
    assert stack.exited() == ()
    stack.stop("sleeper")


def test_usage_counts_living_processes_and_their_memory(stack: LocalStack, until: Until) -> None:
    stack.scale("sleeper", 2)
    until(lambda: stack.usage()[0].processes == 2)
    usage = stack.usage()[0]
    assert (usage.service, usage.cpus) == ("sleeper", 0.5)
    assert usage.resident_bytes > 0
    assert usage.cpu_s >= 0
    stack.stop("sleeper")
    assert stack.usage()[0].processes == 0


def test_steps_find_services_and_no_password(stack: LocalStack) -> None:
    environment = stack.environment
    assert environment["BEACON_URL"] == f"http://127.0.0.1:{stack['beacon'].port}"
    assert environment["DRILLBOOK_RUN"] == stack.run_id
    assert "secret" not in " ".join(environment.values())


def test_the_password_file_is_the_stacks_own_alone(stack: LocalStack) -> None:
    script = 'stat -c %a "$HOME/.pgpass"; cat "$HOME/.pgpass"; id -u'
    assert run(stack, script).splitlines() == [
        "600",
        "*:*:*:shop:secret-of-shop",
        "*:*:*:root:secret-of-root",
        own_uid(stack),
    ]


def own_uid(stack: LocalStack) -> str:
    """Servers refuse root, so nothing in a stack is root."""
    uid = run(stack, "id -u").strip()
    assert uid != "0"
    return uid


def run(stack: LocalStack, script: str) -> str:
    return capture(stack, ["sh", "-c", script], within_s=10.0)


def test_every_process_carries_the_mark_whatever_it_is_given(stack: LocalStack) -> None:
    process = stack.spawn(Command(argv=("sleep", "1000"), env={"PATH": "/usr/bin:/bin", "DRILLBOOK_RUN": "other"}))
    assert len(marked(stack.run_id)) >= 1
    process.end(grace_s=1.0)


def test_undo_is_noted_for_the_length_of_the_block(stack: LocalStack) -> None:
    journal = stack.logs.parent / NAME
    with stack.undo("toxic", proxy="beacon"):
        assert outstanding(journal)[0]["proxy"] == "beacon"
    assert {entry["kind"] for entry in outstanding(journal)} == {"processes", "folder"}
    with pytest.raises(ZeroDivisionError), stack.undo("toxic", proxy="beacon"):
        raise ZeroDivisionError
    assert outstanding(journal)[0]["proxy"] == "beacon", "what ended badly is still to be undone"


def test_a_bounded_disk_is_full_when_it_is_full_and_is_no_disk_of_the_host(make_stack: Any) -> None:
    stack = make_stack()
    if stack.plain:
        pytest.skip(f"no namespaces here: {stack.plain}")
    (disk,) = stack.disks()
    assert disk.mountpoint == str(stack["sleeper"].data)
    assert disk.size_bytes == 1 << 20
    script = f"head -c 3000000 /dev/zero > {disk.mountpoint}/fill; rm {disk.mountpoint}/fill"
    run(stack, script)
    assert "No space left" in run(stack, f"{{ {script}; }} 2>&1")
    assert not os.path.exists(disk.mountpoint)  # noqa: PTH110 -- a string of the stack's own view


def test_without_namespaces_there_is_no_bounded_disk_and_a_reason(make_stack: Any) -> None:
    stack = make_stack(plain=True)
    assert (stack.disks(), stack.plain) == ((), "switched off")


@pytest.mark.parametrize("plain", [False, True])
def test_closing_leaves_no_process_no_folder_and_an_empty_journal(make_stack: Any, *, plain: bool) -> None:
    stack = make_stack(plain=plain)
    stack.scale("sleeper", 2)
    stack.spawn(
        Command(argv=("sh", "-c", "trap '' TERM; setsid sleep 1000 & sleep 1000"), env={"PATH": "/usr/bin:/bin"})
    )
    home = stack.site.home
    stack.close()
    assert not stack.alive
    assert marked(stack.run_id) == []
    assert not home.exists()
    assert outstanding(stack.logs.parent / NAME) == []


@pytest.mark.parametrize("plain", [False, True])
def test_a_warden_that_is_killed_takes_the_stack_along(make_stack: Any, until: Until, *, plain: bool) -> None:
    stack = make_stack(plain=plain)
    stack.start("sleeper")
    (process,) = stack["sleeper"].processes()
    os.kill(stack.warden_pid, signal.SIGKILL)
    until(lambda: not stack.alive)
    assert process.poll() == -signal.SIGKILL
    with pytest.raises(EnvironmentBrokenError, match="warden"):
        stack.spawn(Command(argv=("true",)))
    if plain:  # no kernel does it: this is what `drillbook recover` does
        end_processes(stack.run_id, own_children=False)
        shutil.rmtree(stack.site.home)
    until(lambda: marked(stack.run_id) == [])


def test_two_stacks_side_by_side_do_not_meet(make_stack: Any, until: Until) -> None:
    one, two = make_stack(), make_stack()
    for stack in (one, two):
        stack.start("beacon")
    until(lambda: "up" in log(one, "beacon") and "up" in log(two, "beacon"))
    assert one["beacon"].port != two["beacon"].port
    assert one.site.home != two.site.home


def test_a_command_with_an_unknown_word_is_refused(make_stack: Any, spec: StackSpec) -> None:
    wrong = ServiceSpec(name="wrong", command=("echo", "{postgress}"), listens=False)
    stack = make_stack(replace(spec, services=(wrong,)))
    with pytest.raises(ProjectError, match="service wrong: cannot fill in"):
        stack.start("wrong")
