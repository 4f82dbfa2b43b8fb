"""One attempt at a step: a real process that is looked at until it ends, runs over, or writes too much."""

from __future__ import annotations

from typing import Any

import pytest

from drillbook.clock import Deadline
from drillbook.model.runbook import Expectation, Role, Step
from drillbook.services.warden.marks import marked
from drillbook.shell import attempt
from drillbook.shell.attempt import OUTPUT_BYTES_MAX, Attempt, Result, State

ENDS_WITHIN_S = 10.0
POLL_S = 0.005


def step(code: str, **more: Any) -> Step:
    return Step(**{"line": 1, "language": "bash", "role": Role.ACT, "code": code} | more)


def taken(stack: Any, code: str, **more: Any) -> Result:
    return ended(attempt.begin(step(code, **more), stack, env=dict(stack.environment)))


def ended(begun: Attempt | Result) -> Result:
    if isinstance(begun, Result):
        return begun
    deadline = Deadline(ENDS_WITHIN_S)
    try:
        while (result := begun.poll()) is None:
            assert deadline.pause(POLL_S), "the step does not end"
    finally:
        begun.close()
    return result


def test_a_step_that_ends_well_passes_with_what_it_said(stack: Any) -> None:
    result = taken(stack, "echo one; echo two; echo hint >&2")
    assert (result.state, result.output, result.errors) == (State.PASSED, "one\ntwo\n", "hint\n")
    assert result.seen == "two"
    assert result.real_s < ENDS_WITHIN_S


def test_a_step_stops_at_its_first_failure(stack: Any) -> None:
    result = taken(stack, "echo before\nfalse\necho after")
    assert (result.state, result.output, result.seen) == (State.FAILED, "before\n", "exit 1: before")


def test_a_failure_inside_a_pipeline_counts(stack: Any) -> None:
    assert taken(stack, "false | cat").state is State.FAILED


def test_a_pipeline_whose_reader_had_enough_is_no_failure(stack: Any) -> None:
    result = taken(stack, "yes | head -n 1\necho done")
    assert (result.state, result.output) == (State.PASSED, "y\ndone\n")


def test_a_condition_may_fail_without_failing_the_step(stack: Any) -> None:
    assert taken(stack, "if false; then echo no; fi; false || echo fine").output == "fine\n"


def test_the_shells_own_line_numbers_are_those_of_the_step(stack: Any) -> None:
    assert "line 2" in taken(stack, "true\nno-such-command-here").errors


def test_what_was_expected_decides(stack: Any) -> None:
    assert taken(stack, "exit 3", expect=Expectation(exit_code=3)).state is State.PASSED
    result = taken(stack, "echo 7", expect=Expectation(value="<5"))
    assert (result.state, result.seen) == (State.FAILED, "7 is not <5")


@pytest.mark.parametrize("child", ["sleep 1000", "(trap '' TERM; sleep 1000; sleep 1000)"])
def test_a_step_that_runs_over_is_ended_with_its_whole_group(stack: Any, child: str) -> None:
    result = taken(stack, f"{child} & echo begun; sleep 1000", timeout_s=0.3)
    assert (result.state, result.seen, result.output) == (State.TIMED_OUT, "ran over 0.3 s", "begun\n")
    deadline = Deadline(ENDS_WITHIN_S)
    while marked(stack.environment["DRILLBOOK_RUN"]):
        assert deadline.pause(POLL_S), "a process of the step is left"


def test_a_step_that_writes_without_end_is_ended(stack: Any) -> None:
    result = taken(stack, "yes", timeout_s=ENDS_WITHIN_S)
    assert (result.state, result.seen) == (State.FAILED, f"wrote more than {OUTPUT_BYTES_MAX} bytes")
    assert len(result.output) == OUTPUT_BYTES_MAX


def test_a_step_has_no_input_and_no_terminal(stack: Any) -> None:
    assert taken(stack, "cat; test -t 0 || echo none").output == "none\n"


def test_a_step_sees_the_stacks_environment_and_nothing_else(stack: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_HOST", "x")
    result = taken(stack, 'echo "$PWD=${SECRET_OF_THE_HOST-none}"')
    assert result.output == f"{stack.environment['HOME']}=none\n"


def test_a_step_on_a_service_knows_which(stack: Any) -> None:
    assert taken(stack, "echo $SERVICE_NAME", on="worker").output == "worker\n"


def test_a_step_on_a_service_that_is_not_there_is_an_error_of_the_runbook(stack: Any) -> None:
    result = taken(stack, "true", on="wroker")
    assert (result.state, result.seen) == (State.CONFIG_ERROR, "on=wroker: no such service. Known: worker")


def test_a_step_takes_the_login_that_it_names(stack: Any) -> None:
    assert taken(stack, "echo $PGUSER", profile="postgres").output == "postgres\n"


def test_a_step_is_tried_again_until_its_expectation_holds(stack: Any) -> None:
    code = 'echo x >> "$HOME/tries"; test "$(wc -l < "$HOME/tries")" -ge 3; wc -l < "$HOME/tries"'
    result = taken(stack, code, retry_s=ENDS_WITHIN_S, every_s=0.01)
    assert (result.state, result.seen) == (State.PASSED, "3")


def test_trying_again_ends_when_its_time_is_over(stack: Any) -> None:
    result = taken(stack, "exit 7", retry_s=0.1, every_s=0.02)
    assert (result.state, result.seen) == (State.FAILED, "exit 7")


def test_python_and_filled_in_variables(stack: Any) -> None:
    begun = attempt.begin(
        step('print("${NAME}", 6 * 7)', language="python"), stack, env={**stack.environment, "NAME": "n"}
    )
    assert ended(begun).output == "n 42\n"


def test_output_that_is_no_text_is_kept_readable(stack: Any) -> None:
    assert taken(stack, "printf 'a\\377b'").output == "a\ufffdb"


def test_what_cannot_start_fails_with_the_reason(stack: Any) -> None:
    result = ended(attempt.begin(step("true"), stack, env={**stack.environment, "HOME": "/no/such/folder"}))
    assert result.state is State.FAILED
    assert "/no/such/folder" in result.seen
    assert "cannot be started" in result.seen


def test_a_closed_attempt_has_ended_its_process(stack: Any) -> None:
    begun = attempt.begin(step("sleep 1000"), stack, env=dict(stack.environment))
    assert isinstance(begun, Attempt)
    process = begun._process
    assert begun.poll() is None
    begun.close()
    assert process is not None
    assert process.poll() is not None
    assert begun.poll() is None
