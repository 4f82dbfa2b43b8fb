"""`docker` as a runbook calls it, against the server that stands beside the stack."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from drillbook.services.compose import tools
from drillbook.services.compose.server import ADDRESS, TOKEN, serving
from drillbook.services.local.stack import LocalStack

WITHIN_S = 20.0


class TestTheProgram:
    """`docker` as a runbook calls it, against the server that stands beside the stack."""

    def call(self, stack: LocalStack, words: str, **changes: str) -> subprocess.CompletedProcess[str]:
        with serving(stack) as variables:
            return subprocess.run(
                words.split(),
                env={**stack.environment, **variables, **changes},
                capture_output=True,
                text=True,
                timeout=WITHIN_S,
                check=False,
            )

    @pytest.fixture(autouse=True)
    def programs(self, running: LocalStack) -> Iterator[None]:
        with tools.written(running.site.tools, python=running.site.python):
            yield

    def test_it_prints_the_answer(self, running: LocalStack) -> None:
        for program in ("docker compose", "docker-compose"):
            done = self.call(running, f"{running.site.tools}/{program} ps --services")
            assert (done.stdout, done.stderr, done.returncode) == ("sleeper\nbeacon\n", "", 0)

    def test_exec_prints_what_the_command_prints_and_ends_as_it_does(self, running: LocalStack) -> None:
        done = self.call(running, f"{running.site.tools}/docker compose exec -T sleeper printenv SERVICE_NAME")
        assert (done.stdout, done.returncode) == ("sleeper\n", 0)
        assert self.call(running, f"{running.site.tools}/docker compose exec sleeper no-such").returncode == 127

    def test_refusals_go_to_standard_error(self, running: LocalStack) -> None:
        done = self.call(running, f"{running.site.tools}/docker compose ps nobody")
        assert (done.stdout, done.returncode) == ("", 1)
        assert "no such service: nobody" in done.stderr

    def test_only_compose_is_there(self, running: LocalStack) -> None:
        done = self.call(running, f"{running.site.tools}/docker run x")
        assert done.returncode == 1
        assert "only `docker compose` is there" in done.stderr

    def test_another_stack_without_the_token_gets_no_answer(self, running: LocalStack) -> None:
        done = self.call(running, f"{running.site.tools}/docker compose ps", **{TOKEN: "wrong"})
        assert done.returncode == 1
        assert "the stack does not answer" in done.stderr

    def test_no_stack_is_said(self, running: LocalStack) -> None:
        done = self.call(running, f"{running.site.tools}/docker compose ps", **{ADDRESS: "127.0.0.1:1"})
        assert done.returncode == 1
        assert "the stack does not answer" in done.stderr
