"""Steps are taken one at a time while the loop goes on watching; what they need, catch and print is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from drillbook.engine.steps import bound, values_of
from drillbook.errors import ProjectError
from drillbook.model.runbook import Expectation, Input, Placeholder, Risk, Role, RunMode
from drillbook.model.timeline import Event, Kind
from drillbook.shell.attempt import State

from .bench import PATH, PERIOD_S, Reply, Story, runbook, step


def story(**replies: Reply) -> Story:
    made = Story()
    made.replies |= replies
    return made


def results(made: Story) -> list[Event]:
    return [event for event in made.written if event.kind is Kind.STEP and event.state != "started"]


def act(code: str, **more: object) -> object:
    return step(Role.ACT, code, **more)


def test_a_step_is_written_when_it_starts_and_when_it_ends_with_its_place() -> None:
    made = story(fix=Reply(output="done\n", takes_s=40))
    assert made.steps().take(act("fix"), role=Role.ACT) is State.PASSED
    started, ended = [event for event in made.written if event.kind is Kind.STEP]
    assert (started.state, started.facts["code"], started.facts["line"]) == ("started", "fix", 10)
    assert (ended.state, ended.facts["role"], ended.facts["seen"]) == ("passed", "act", "done")
    assert ended.at_s - started.at_s == pytest.approx(40, abs=PERIOD_S)


def test_the_loop_goes_on_watching_while_a_step_runs() -> None:
    made = story(fix=Reply(takes_s=90))
    made.world.later(30, made.world.fail)
    made.steps().take(act("fix"), role=Role.ACT)
    assert made.states(Kind.WITNESS) == ["healthy", "unhealthy"]


def test_a_step_without_a_name_is_known_by_its_line() -> None:
    made = story(fix=Reply(output="ok\n", errors="note\n"))
    made.steps().take(act("fix", name=""), role=Role.ACT)
    assert made.logs == [("line-10", "$ fix\nok\nnote\n")]


def test_steps_stop_at_the_first_that_fails_only_if_told() -> None:
    made = story(a=Reply(), b=Reply(status=1), c=Reply())
    steps, three = made.steps(), [act("a"), act("b"), act("c")]
    assert steps.take_all(three, role=Role.ACT, stop=True) == {State.PASSED, State.FAILED}
    assert list(steps.results) == ["a", "b"]
    steps.take_all(three, role=Role.ACT, stop=False)
    assert list(steps.results) == ["a", "b", "c"]


def test_no_step_ends_as_nothing_and_neither_does_one_that_is_skipped() -> None:
    steps = story().steps()
    assert steps.take_all([], role=Role.ACT, stop=True) == frozenset()
    assert steps.take_all([act("x", skip="by hand")], role=Role.ACT, stop=True) == frozenset()


@pytest.mark.parametrize("before", [Reply(status=1), None])
def test_a_step_whose_need_has_not_passed_is_blocked_and_does_not_run(before: Reply | None) -> None:
    made = story(second=Reply())
    steps = made.steps()
    if before is not None:
        made.replies["first"] = before
        steps.take(act("first"), role=Role.ACT)
    assert steps.take(act("second", needs=("first",)), role=Role.ACT) is State.BLOCKED
    assert results(made)[-1].facts["seen"] == "needs first"
    assert "second" not in [code for code, _ in made.stack.spawned]


def test_a_step_whose_need_has_passed_runs() -> None:
    steps = story(first=Reply(), second=Reply()).steps()
    steps.take(act("first"), role=Role.DIAGNOSE)
    assert steps.take(act("second", needs=("first",)), role=Role.ACT) is State.PASSED


def test_what_a_step_prints_is_captured_for_later_ones() -> None:
    made = story(find=Reply(output=" 4711 \n"), end=Reply())
    steps = made.steps()
    steps.take(act("find", capture="PID"), role=Role.DIAGNOSE)
    steps.take(act("end"), role=Role.ACT)
    assert made.stack.spawned[-1][1]["PID"] == "4711"


def test_a_failed_step_captures_nothing() -> None:
    made = story(find=Reply(output="4711\n", status=1), end=Reply())
    steps = made.steps()
    steps.take(act("find", capture="PID"), role=Role.DIAGNOSE)
    steps.take(act("end"), role=Role.ACT)
    assert "PID" not in made.stack.spawned[-1][1]


def test_steps_see_the_stacks_environment_and_the_inputs() -> None:
    made = story(fix=Reply())
    made.book = runbook(inputs=(Input(name="IDLE", default="5 min"), Input(name="HOST", default="a")))
    made.bind = {"IDLE": "1 s"}
    made.steps().take(act("fix"), role=Role.ACT)
    _, env = made.stack.spawned[-1]
    assert (env["PGHOST"], env["IDLE"], env["HOST"]) == ("db", "1 s", "a")


def test_a_step_that_never_ends_is_given_up_and_its_process_ended() -> None:
    made = story(hang=Reply(takes_s=1e9))
    assert made.steps().take(act("hang", timeout_s=0.001), role=Role.ACT) is State.TIMED_OUT
    assert made.stack.processes[-1].ended


def test_a_step_is_repeated_until_its_expectation_holds() -> None:
    made = story()
    answers = iter([1, 1, 0])
    made.replies["poll"] = Reply(status=lambda: next(answers))
    assert made.steps().take(act("poll", retry_s=5.0, every_s=0.0), role=Role.VERIFY) is State.PASSED
    assert [code for code, _ in made.stack.spawned] == ["poll"] * 3
    assert [event.state for event in results(made)] == ["passed"]


def test_an_expectation_that_is_missed_fails_with_what_was_seen() -> None:
    made = story(count=Reply(output="12\n"))
    assert made.steps().take(act("count", expect=Expectation(value="<5")), role=Role.VERIFY) is State.FAILED
    assert results(made)[-1].facts["seen"] == "12 is not <5"


BLANK = Placeholder(line=10, text="<pid>", name="pid", bindable=False)


@pytest.mark.parametrize(
    ("more", "disposable", "state", "seen"),
    [
        ({"skip": "needs a person"}, True, State.SKIPPED, "needs a person"),
        ({"run": RunMode.MANUAL}, True, State.SKIPPED, "run=manual"),
        ({"run": RunMode.NEVER}, True, State.SKIPPED, "run=never"),
        ({"run": RunMode.CONFIRM}, False, State.DENIED, "run=confirm, and the stack is not disposable"),
        ({"risk": Risk.DESTRUCTIVE}, False, State.DENIED, "risk=destructive, and the stack is not disposable"),
        ({"placeholders": (BLANK,)}, True, State.NOT_EXECUTABLE, "unbound placeholder <pid>"),
        ({"language": "yaml"}, True, State.NOT_EXECUTABLE, '"yaml" cannot be executed'),
    ],
)
def test_a_step_that_may_not_run_does_not(more: dict[str, object], disposable: bool, state: State, seen: str) -> None:  # noqa: FBT001 -- parametrized
    made = story(x=Reply())
    made.stack.disposable = disposable
    assert made.steps().take(act("x", **more), role=Role.ACT) is state
    assert results(made)[-1].facts["seen"] == seen
    assert made.stack.spawned == []


@pytest.mark.parametrize("more", [{"run": RunMode.CONFIRM}, {"risk": Risk.DESTRUCTIVE}])
def test_a_disposable_stack_needs_no_confirmation(more: dict[str, object]) -> None:
    assert story(x=Reply()).steps().take(act("x", **more), role=Role.ACT) is State.PASSED


class TestInputs:
    def test_bound_values_go_before_defaults_and_others_are_kept(self) -> None:
        book = runbook(inputs=(Input(name="A", default="1"), Input(name="B", default="2")))
        assert values_of(book, {"B": "3", "EXTRA": "x"}) == {"A": "1", "B": "3", "EXTRA": "x"}

    def test_a_missing_value_says_how_to_bind_it(self) -> None:
        with pytest.raises(ProjectError) as caught:
            values_of(runbook(inputs=(Input(name="HOST"),)), {})
        assert str(caught.value).startswith(f"{PATH}: input HOST has no value. Bind it in the drill: ")

    @pytest.mark.parametrize(
        ("wanted", "value", "rule"),
        [
            (Input(name="N", pattern="[0-9]+"), "12x", "[0-9]+"),
            (Input(name="N", choices=("low", "high")), "mid", "low, high"),
            (Input(name="N", pattern="[a-z]+", choices=("low",)), "high", "[a-z]+"),
        ],
    )
    def test_a_value_that_is_not_allowed_names_the_rule(self, wanted: Input, value: str, rule: str) -> None:
        with pytest.raises(ProjectError) as caught:
            values_of(runbook(inputs=(wanted,)), {"N": value})
        assert str(caught.value) == f'{PATH}: input N: "{value}" is not allowed by: {rule}.'

    def test_a_secret_value_is_never_shown(self) -> None:
        with pytest.raises(ProjectError) as caught:
            values_of(runbook(inputs=(Input(name="KEY", pattern="[0-9]+", secret=True),)), {"KEY": "hunter2"})
        assert "hunter2" not in str(caught.value)

    def test_allowed_values_pass(self) -> None:
        book = runbook(inputs=(Input(name="N", pattern="[a-z]+", choices=("low", "high")),))
        assert values_of(book, {"N": "low"})["N"] == "low"


def test_a_placeholder_that_the_drill_binds_is_filled_in_and_quoted() -> None:
    blank = Placeholder(line=3, text="<service name>", name="service name", bindable=False)
    shell = Placeholder(line=3, text="$HOME", name="HOME", bindable=True)
    given = step(Role.ACT, "restart <service name> $HOME", placeholders=(blank, shell))
    filled = bound(given, {"<service name>": "a b", "HOME": "never"})
    assert (filled.code, filled.placeholders) == ("restart 'a b' $HOME", (shell,))
    assert bound(given, {}).placeholders == (blank, shell)


def test_secrets_are_masked_in_whatever_a_step_prints() -> None:
    made = story(leak=Reply(output="token s3cr3t-token\n", errors="s3cr3t-token again\n"))
    made.book = replace(made.book, inputs=(Input(name="TOKEN", secret=True),))
    made.bind = {"TOKEN": "s3cr3t-token"}
    made.steps().take(act("leak"), role=Role.ACT)
    assert results(made)[0].facts["seen"] == "token ***"
    assert "s3cr3t" not in "".join(text for _, text in made.logs)


def test_lines_in_the_output_file_are_variables_of_later_steps(tmp_path: Path) -> None:
    made = story()
    made.stack.logs = tmp_path
    made.replies["note"] = Reply(act=lambda: (tmp_path / ".step-output").write_text("PID=17\nnot a line\n"))
    taken = made.steps()
    taken.take(act("note"), role=Role.ACT)
    assert taken.values["PID"] == "17"
    assert not (tmp_path / ".step-output").exists()
