"""The life of one drill: the phases in their order, which stands here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from drillbook.engine.fault import Fault
from drillbook.engine.loop import Loop, Watch
from drillbook.engine.steps import KeepLog, Steps
from drillbook.errors import DrillbookError, EnvironmentBrokenError, ProjectError, ScenarioError
from drillbook.model.drill import Accounts, Arm, Drill, Finding, Responder, TakeStock
from drillbook.model.runbook import Role
from drillbook.model.stack import Stack
from drillbook.model.timeline import SYMPTOMS, Kind, Timeline
from drillbook.shell.attempt import State

READY_WITHIN_REAL_S = 20.0
INJECT_WITHIN_REAL_S = 30.0
REVERT_WITHIN_REAL_S = 30.0
AFTERMATH_WITHIN_REAL_S = 20.0
LATENESS = 2.0
"""A late alert is waited for this many times its target, so that the report can say how late it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What one run works with."""

    drill: Drill
    arm: Arm
    stack: Stack
    loop: Loop
    responder: Responder
    take_stock: TakeStock
    keep_log: KeepLog


def run(bench: Bench) -> Timeline:
    """Run one drill on a healthy stack; whatever goes wrong is on the timeline, and the fault is undone.

    Raises:
        KeyboardInterrupt, SystemExit: after the fault has been undone.
    """
    loop = bench.loop
    try:
        if not _ready(bench):
            return loop.timeline
        if bench.arm is Arm.BASELINE:
            _watch_quietly(bench)
        else:
            _drill(bench)
        _aftermath(bench)
    except DrillbookError as error:
        loop.say(Kind.ERROR, type(error).__name__, seen=str(error))
    return loop.timeline


def _drill(bench: Bench) -> None:
    """Everything between a quiet platform and a reverted fault."""
    fault = Fault(bench.drill, bench.stack)
    steps = Steps(bench.loop, bench.stack, bench.drill, bench.keep_log)
    try:
        _inject(bench, fault)
        if not _effect(bench, fault):
            return
        detected = _detect(bench, steps)
        if detected and bench.responder.acts:
            with _phase(bench, "diagnose"):
                steps.take_all(
                    bench.responder.steps(Role.DIAGNOSE, bench.drill.runbook), role=Role.DIAGNOSE, stop=False
                )
            with _phase(bench, "act"):
                steps.take_all(bench.responder.steps(Role.ACT, bench.drill.runbook), role=Role.ACT, stop=True)
            _verify(bench, steps)
        elif not bench.responder.acts:
            _hold(bench)
    finally:
        _revert(bench, fault)


@contextmanager
def _phase(bench: Bench, name: str) -> Iterator[None]:
    """A phase on the timeline; its end is written only if it was not broken off."""
    bench.loop.say(Kind.PHASE, name, state="begun")
    yield
    bench.loop.say(Kind.PHASE, name, state="ended")


def _real(bench: Bench, seconds: float) -> float:
    """Real seconds of machinery in drill seconds."""
    return seconds * bench.loop.clock.scale


def _steady(bench: Bench, *, stable_s: float) -> Callable[[], bool]:
    """Whether users have been served and no alert has fired for `stable_s` drill seconds."""
    loop = bench.loop
    quiet_since = [loop.now_s]

    def steady() -> bool:
        if loop.monitor.firing() or not loop.healthy:
            quiet_since[0] = loop.now_s
        return loop.now_s - quiet_since[0] >= stable_s

    return steady


def _ready(bench: Bench) -> bool:
    """Wait for a quiet baseline; a platform that never is quiet proves nothing, so nothing is injected."""
    loop, stable_s = bench.loop, bench.drill.targets.stable_s
    loop.say(Kind.PHASE, "ready", state="begun")
    quiet = loop.until(_steady(bench, stable_s=stable_s), limit_s=max(_real(bench, READY_WITHIN_REAL_S), 2 * stable_s))
    if not quiet:
        seen = loop.users.last.seen if loop.users.last else "the witness has not answered"
        loop.say(Kind.NOTE, "baseline is not quiet", firing=list(loop.monitor.firing()), seen=seen)
        return False
    loop.say(Kind.PHASE, "ready", state="ended")
    return True


def _watch_quietly(bench: Bench) -> None:
    with _phase(bench, "watch"):
        bench.loop.wait(bench.drill.targets.baseline_s)


def _inject(bench: Bench, fault: Fault) -> None:
    loop = bench.loop
    with _phase(bench, "inject"):
        arguments = {name: str(value) for name, value in bench.drill.arguments.items()}
        loop.say(Kind.FAULT, fault.name, state="injecting", arguments=arguments)
        fault.inject()
        if not loop.until(lambda: fault.done, limit_s=_real(bench, INJECT_WITHIN_REAL_S)):
            raise ScenarioError(f"scenario {fault.name} did not inject within {INJECT_WITHIN_REAL_S:.0f} s.")
        fault.settle()
        loop.say(Kind.FAULT, fault.name, state="injected")


def _effect(bench: Bench, fault: Fault) -> bool:
    """Wait for proof that the fault bites: clock zero."""
    loop, check = bench.loop, bench.drill.scenario.effect
    if check is not None:
        loop.effect = Watch(lambda: check(bench.stack), inline=loop.inline)
    with _phase(bench, "effect"):
        bites = loop.until(lambda: _bite(loop) is not None, limit_s=bench.drill.targets.bite_s)
        finding = _bite(loop)
        if bites and finding is not None:
            loop.say(Kind.FAULT, fault.name, state="effective", seen=finding.seen)
    if loop.effect is not None:
        loop.effect.close()
        loop.effect = None
    return bites


def _bite(loop: Loop) -> Finding | None:
    """What proves that the fault is effective now: users suffer, or the scenario's own check holds."""
    if not loop.healthy and loop.users.last is not None:
        return loop.users.last
    if loop.effect is not None and loop.effect.last is not None and loop.effect.last.ok:
        return loop.effect.last
    return None


def _detect(bench: Bench, steps: Steps) -> bool:
    """Wait for one of the runbook's alerts, or for its symptom checks if it names none."""
    loop, runbook, targets = bench.loop, bench.drill.runbook, bench.drill.targets
    symptoms = runbook.having(Role.DETECT)

    def paged() -> bool:
        return bool(set(runbook.alerts) & set(loop.monitor.firing()))

    with _phase(bench, "detect"):
        limit_s = LATENESS * targets.detect_s
        if runbook.alerts:
            return loop.until(paged, limit_s=limit_s)
        end_s = loop.now_s + limit_s
        while symptoms and loop.now_s < end_s:
            if steps.take_all(symptoms, role=Role.DETECT, stop=True) == {State.PASSED}:
                loop.say(Kind.ALERT, SYMPTOMS, state="firing", runbook_url=runbook.path)
                return True
            loop.wait(loop.period_s)
    return False


def _verify(bench: Bench, steps: Steps) -> None:
    """Wait until the runbook, the witness and the alert all say that it is over, while the fault is in place."""
    loop, runbook, targets = bench.loop, bench.drill.runbook, bench.drill.targets
    with _phase(bench, "verify"):
        checks = bench.responder.steps(Role.VERIFY, runbook)
        ended = steps.take_all(checks, role=Role.VERIFY, stop=True)
        loop.say(
            Kind.VERIFIED,
            runbook.id,
            state="absent" if not ended else "passed" if ended == {State.PASSED} else "failed",
        )
        zero = loop.timeline.first(Kind.FAULT, state="effective")
        left_s = (zero.at_s if zero else loop.now_s) + targets.restore_s - loop.now_s
        said_s = loop.now_s

        def over() -> bool:
            quiet = not set(runbook.alerts) & set(loop.monitor.firing())
            healthy_s = min(loop.healthy_for_s(), loop.now_s - said_s)
            return quiet and loop.healthy and healthy_s >= targets.stable_s

        loop.until(over, limit_s=max(left_s, targets.stable_s))


def _hold(bench: Bench) -> None:
    """Nobody acts: watch whether users, once they suffered, are served again although nobody did anything."""
    loop, targets = bench.loop, bench.drill.targets
    suffered = [False]

    def healed() -> bool:
        suffered[0] = suffered[0] or not loop.healthy
        return suffered[0] and loop.healthy_for_s() >= targets.stable_s

    with _phase(bench, "hold"):
        loop.until(healed, limit_s=targets.restore_s)


def _revert(bench: Bench, fault: Fault) -> None:
    """Undo the fault; what goes wrong here is its own result and never changes the verdict."""
    loop = bench.loop
    if not fault.injected:
        return
    loop.say(Kind.FAULT, fault.name, state="reverting")
    try:
        _undo(bench, fault)
    except DrillbookError as error:
        loop.say(Kind.CLEAN_UP, fault.name, state="failed", seen=str(error))
    except KeyboardInterrupt:
        _undo(bench, fault)  # an interruption is told once, and heeded when the fault is undone
        raise
    else:
        loop.say(Kind.FAULT, fault.name, state="reverted")


def _undo(bench: Bench, fault: Fault) -> None:
    """Leave the scenario, once whatever of it still runs has ended; whatever else is broken."""
    loop = bench.loop
    if not loop.until(lambda: fault.done, limit_s=_real(bench, INJECT_WITHIN_REAL_S), enduring=True):
        raise ScenarioError(f"scenario {fault.name} still injects, so it cannot be reverted.")
    fault.revert()
    if not loop.until(lambda: fault.done, limit_s=_real(bench, REVERT_WITHIN_REAL_S), enduring=True):
        raise ScenarioError(f"scenario {fault.name} did not revert within {REVERT_WITHIN_REAL_S:.0f} s.")
    fault.settle()


def _aftermath(bench: Bench) -> None:
    """Let the platform settle, then account for all work that it accepted."""
    loop = bench.loop
    loop.say(Kind.PHASE, "aftermath", state="begun")
    limit_s = _real(bench, AFTERMATH_WITHIN_REAL_S)
    loop.until(_steady(bench, stable_s=loop.period_s), limit_s=limit_s)
    _count(bench)
    loop.say(Kind.PHASE, "aftermath", state="ended")


def _count(bench: Bench) -> None:
    """Write what became of the accepted work; a platform that is still down cannot be asked."""
    try:
        stock = _stock(bench)
    except EnvironmentBrokenError as error:
        bench.loop.say(Kind.STOCK, "accepted work", state="unknown", seen=str(error))
        return
    bench.loop.say(
        Kind.STOCK,
        "accepted work",
        state="balanced" if stock.balanced else "unbalanced",
        accepted=stock.accepted,
        pending=stock.pending,
        lost=list(stock.lost),
        repeated=list(stock.repeated),
    )


def _stock(bench: Bench) -> Accounts:
    """What the project says of the work; what its code raises is an error of the project."""
    try:
        return bench.take_stock(bench.stack)
    except DrillbookError:
        raise
    except Exception as error:
        what = f"take_stock raised {type(error).__name__}: {error}. Correct it in the stack file."
        raise ProjectError(what) from error
