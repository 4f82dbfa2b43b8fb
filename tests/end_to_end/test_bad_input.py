"""What people get wrong ends with one clear message, the right exit code, and nothing left running."""

from __future__ import annotations

import socket

import pytest

from drillbook.services.warden import marks

SCENARIO = '''"""A scenario of this test."""

from drillbook import scenario


@scenario()
def connection_exhaustion(stack):
    """What breaks."""
{body}
'''


def scenario(shop, body: str) -> None:
    path = shop.root / "scenarios" / "connection_exhaustion.py"
    path.write_text(SCENARIO.format(body="\n".join(f"    {line}" for line in body.splitlines())))


def edit(shop, name: str, old: str, *, new: str) -> None:
    path = shop.root / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def nothing_left(shop) -> bool:
    return not [pid for folder in (shop.root / "reports/runs").glob("*") for pid in marks.marked(folder.name)]


def test_an_unknown_drill_is_named_with_the_nearest_known_one(shop):
    ended = shop.drillbook("run", "disk-ful")
    assert ended.returncode == 2
    assert 'scenario "disk-ful" is not known. Did you mean "disk-full"?' in ended.stderr


def test_outside_of_a_project_the_way_to_one_is_named(shop, tmp_path):
    ended = type(shop)(tmp_path).drillbook("run")
    assert ended.returncode == 2
    assert "drillbook init" in ended.stderr


def test_a_runbook_without_steps_is_named_with_its_line(shop):
    path = shop.root / "runbooks" / "connection-exhaustion.md"
    path.write_text("# Connections\n\n## Symptoms\n\nToo many.\n\n## Resolution\n\n1. End some.\n")
    ended = shop.drillbook("run", "connection-exhaustion")
    assert ended.returncode == 2
    assert ended.stderr.startswith("runbooks/connection-exhaustion.md:1: ")
    assert "no step that could be executed" in ended.stderr


def test_a_scenario_that_yields_twice_is_a_failed_clean_up(shop):
    scenario(shop, 'stack.stop("redis")\nyield\nstack.start("redis")\nyield')
    ended = shop.drillbook("run", "connection-exhaustion", "--arm", "control", "--time-scale", "300")
    assert ended.returncode == 5, ended.stdout + ended.stderr
    assert "scenarios/connection_exhaustion.py:6" in ended.stdout
    assert "yields twice" in ended.stdout
    assert nothing_left(shop)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('raise RuntimeError("no such luck")\nyield', "RuntimeError: no such luck"),
        ("return\nyield", "never yields"),
        ('stack.stop("nothing")\nyield', "nothing"),
    ],
)
def test_a_scenario_that_raises_while_injecting_proves_nothing(shop, body, said):
    scenario(shop, body)
    ended = shop.drillbook("run", "connection-exhaustion")
    assert ended.returncode == 3, ended.stdout + ended.stderr
    assert said in ended.stdout
    assert "inconclusive" in ended.stdout
    assert "Traceback" not in ended.stdout + ended.stderr
    assert nothing_left(shop)


def test_a_scenario_that_raises_while_undoing_is_a_failed_clean_up_and_not_a_verdict(shop):
    scenario(shop, 'stack.stop("redis")\nyield\nraise RuntimeError("stuck")')
    ended = shop.drillbook("run", "connection-exhaustion", "--arm", "control", "--time-scale", "300")
    assert ended.returncode == 5, ended.stdout + ended.stderr
    assert "clean-up failed: scenarios/connection_exhaustion.py:6: RuntimeError: stuck" in ended.stdout
    assert nothing_left(shop)


def test_a_fault_aimed_at_the_wrong_place_did_no_harm(shop):
    bind = 'bind = { IDLE_LIMIT = "1 s" }'
    edit(shop, "pyproject.toml", bind, new=f"{bind}\narguments = {{ leave = 25 }}")
    ended = shop.drillbook("run", "connection-exhaustion")
    assert ended.returncode == 3, ended.stdout + ended.stderr
    assert "the fault did no harm" in ended.stdout


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("connection-exhaustion", "select count(pg_terminate_backend(pid)) from", "select count(*) from"),
        ("disk-full", "-exec truncate --size=0 {} +", "-exec echo {} +"),
        ("provider-timeout", "clearance provider switch backup\n", "clearance provider show\n"),
        ("cpu-load", 'sh -c "kill -9 $RUNAWAYS"', 'sh -c "echo $RUNAWAYS"'),
    ],
)
def test_a_runbook_whose_step_does_nothing_fails(shop, name, old, new):
    edit(shop, f"runbooks/{name}.md", old, new=new)
    ended = shop.drillbook("run", name, "--json")
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert nothing_left(shop)


def test_a_port_in_use_is_named(shop):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        edit(shop, "fixtures/stack.py", "kind=Kind.REDIS,", new=f"kind=Kind.REDIS, port={port},")
        ended = shop.drillbook("run", "connection-exhaustion")
    assert ended.returncode == 2
    assert f"port {port} of redis is in use" in ended.stderr


def test_a_missing_program_is_named(shop):
    edit(shop, "fixtures/stack.py", '"-m", "clearance.worker"', new='"-m", "clearance.absent"')
    ended = shop.drillbook("run", "connection-exhaustion")
    assert ended.returncode == 4, ended.stdout + ended.stderr
    assert "worker ended with status 1" in ended.stderr
    assert "No module named clearance.absent" in ended.stderr
    assert nothing_left(shop)


def test_a_service_that_never_gets_healthy_is_named_with_its_last_answer(shop):
    edit(shop, "fixtures/stack.py", 'health="/health",', new='health="/nowhere", healthy_within_s=2.0,')
    ended = shop.drillbook("run", "connection-exhaustion")
    assert ended.returncode == 4, ended.stdout + ended.stderr
    assert "did not get healthy within 2 s. Last answer: GET /nowhere answered 404" in ended.stderr
    assert nothing_left(shop)


def test_a_step_that_hangs_is_ended_at_its_time_limit(shop):
    book = "runbooks/connection-exhaustion.md"
    edit(shop, book, 'timeout=15s retry=15s as=postgres expect.value=">0"', new="timeout=1s as=postgres")
    edit(shop, book, "select count(pg_terminate_backend(pid)) from", new="select pg_sleep(60) from")
    ended = shop.drillbook("run", "connection-exhaustion")
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "timed out: ran over 1 s" in ended.stdout
    assert nothing_left(shop)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("pyproject.toml", "[tool.drillbook]\ntime-scal = 3\n", 'unknown key "time-scal"'),
        ("pyproject.toml", "[tool.drillbook\n", "this is not TOML"),
        ("fixtures/stack.py", "STACK = 1/0\n", "fixtures/stack.py:1: ZeroDivisionError"),
        ("scenarios/disk_full.py", "def (:\n", "scenarios/disk_full.py:1: SyntaxError"),
        ("rules/api.yml", "groups: [\n", "rules/api.yml:"),
        ("runbooks/connection-exhaustion.md", "---\nid: [\n---\n", "runbooks/connection-exhaustion.md:"),
    ],
)
def test_a_broken_file_is_named_with_its_place(shop, name, text, said):
    (shop.root / name).write_text(text)
    ended = shop.drillbook("run", "connection-exhaustion")
    assert ended.returncode == 2, ended.stdout + ended.stderr
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
