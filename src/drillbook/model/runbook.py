"""A runbook as data: what its Markdown says, each value with the line it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

STEP_TIMEOUT_S = 30.0
RETRY_EVERY_S = 1.0

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Role(StrEnum):
    """The phase of a drill that runs a step."""

    DETECT = "detect"
    DIAGNOSE = "diagnose"
    ACT = "act"
    VERIFY = "verify"
    ROLLBACK = "rollback"
    DOC = "doc"


class RunMode(StrEnum):
    """Who starts a step: the responder, a person who confirms, a person, or nobody."""

    AUTO = "auto"
    CONFIRM = "confirm"
    MANUAL = "manual"
    NEVER = "never"


class Risk(StrEnum):
    """What a step may do to the platform."""

    READ_ONLY = "read-only"
    MODIFYING = "modifying"
    DESTRUCTIVE = "destructive"


class SectionRole(StrEnum):
    """What a section of a runbook is for, whatever its title says."""

    MEANING = "meaning"
    SYMPTOMS = "symptoms"
    IMPACT = "impact"
    DIAGNOSIS = "diagnosis"
    MITIGATION = "mitigation"
    RESOLUTION = "resolution"
    VERIFICATION = "verification"
    ROLLBACK = "rollback"
    ESCALATION = "escalation"
    PREVENTION = "prevention"
    PREREQUISITES = "prerequisites"
    REFERENCES = "references"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What a step's result must be; every field that is set must hold."""

    exit_code: int = 0
    contains: str | None = None
    regex: str | None = None
    value: str | None = None
    """A comparison with the output read as a number, such as ``<0.8``."""
    rows: str | None = None
    """A comparison with the number of output lines or result rows, such as ``>=1``."""
    json: str | None = None
    """A path comparison on JSON output, such as ``$.status == "ok"``."""
    http: int | None = None
    """The HTTP status expected of an `http` step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """A part of a command that somebody must fill in."""

    line: int
    text: str
    """As written: ``${NAME}``, ``<name>``, ``YOUR_X``, …"""
    name: str
    bindable: bool
    """True for forms that are safe to leave to the shell's environment (``$NAME``, ``${NAME}``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPart:
    """A stretch of one code block under a comment that titles it: ``# Restart the replica``."""

    line: int
    title: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One action of a runbook: a fenced command, an inline probe, or a manual instruction."""

    line: int
    language: str
    """``bash``, ``console``, ``sql``, ``redis``, ``http``, ``promql``, ``python``; "" for a manual step.

    Any other word is documentation: such a block has the role ``doc``.
    """
    role: Role
    code: str
    """What runs; for a manual step the command that its text quotes, if any. Prompts and sample output are gone."""
    title: str = ""
    """The words above it or, for a manual step, the instruction itself."""
    code_lines: tuple[int, ...] = ()
    """The line of the file that each line of `code` came from."""
    parts: tuple[StepPart, ...] = ()
    """The block cut at its title comments; empty if it has none."""
    name: str = ""
    """Unique in its runbook; the slug of the annotation, or ``line-N``."""
    manual: bool = False
    run: RunMode = RunMode.AUTO
    risk: Risk | None = None
    """As declared; None when the runbook does not say."""
    timeout_s: float = STEP_TIMEOUT_S
    """Real seconds after which the step's process group is ended."""
    retry_s: float = 0.0
    """Real seconds during which the step is repeated until its expectation holds; 0: one try."""
    every_s: float = RETRY_EVERY_S
    """Real seconds between two tries."""
    expect: Expectation = Expectation()
    capture: str | None = None
    """The variable that receives the trimmed standard output."""
    needs: tuple[str, ...] = ()
    on: str | None = None
    """The service inside which the step runs."""
    profile: str | None = None
    """The credentials the step uses (annotation ``as``)."""
    skip: str | None = None
    placeholders: tuple[Placeholder, ...] = ()
    annotations: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """Every annotation as written, unknown ones included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A titled part of a runbook."""

    role: SectionRole | None
    title: str
    line: int
    level: int
    """1 to 6 for a heading, 7 for a bold label."""
    end_line: int = 0
    """Its last line, subsections included; 0 if unknown."""
    anchor: str = ""
    """The fragment that leads to it (``#database-issues``, without the ``#``); "" for a bold label."""
    text: str = ""
    """The prose directly under the title, Markdown as written, code blocks left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A number that the prose promises or warns of: "CPU over 80 % for 10 minutes"."""

    line: int
    text: str
    metric: str
    """The words before the comparison, lower case; "" if there are none."""
    comparator: str
    """One of ``> >= < <= ==``."""
    value: float
    unit: str
    """``%``, ``s``, ``ms``, ``bytes``, …; "" for a bare number."""
    for_s: float | None = None
    """How long it must last, in seconds; None when the prose does not say."""
    sustained: bool = False
    """The prose says that it must last, but not how long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """One sign of trouble that a runbook names, and what could measure it."""

    line: int
    text: str
    alert: str = ""
    """The alert that detects it (``<!-- detect: alert=Name -->``)."""
    predicate: str = ""
    """The PromQL expression that detects it (``<!-- detect: up == 0 -->``)."""
    thresholds: tuple[Threshold, ...] = ()

    @property
    def detectable(self) -> bool:
        """Whether the runbook says how to measure it."""
        return bool(self.alert or self.predicate or self.thresholds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """When to call whom, and how fast."""

    line: int
    condition: str
    severity: str
    action: str
    respond_within_s: float | None = None
    threshold: Threshold | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link or image of a runbook."""

    line: int
    text: str
    target: str
    """As written; "" for a reference that is defined nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A named value that a step takes from outside (front matter ``inputs``)."""

    name: str
    default: str | None = None
    pattern: str | None = None
    choices: tuple[str, ...] = ()
    secret: bool = False
    description: str = ""
    line: int = 0
    """Where the front matter declares it; 0 if unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runbook:
    """One procedure under test, as read from Markdown."""

    path: str
    id: str
    title: str
    line: int = 1
    front_matter: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    """Everything between the ``---`` lines, unknown keys included."""
    front_matter_lines: Mapping[str, int] = field(default_factory=lambda: _NOTHING)
    """The line of each top-level key."""
    sections: tuple[Section, ...] = ()
    steps: tuple[Step, ...] = ()
    """All steps in document order, manual ones included."""
    alerts: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    severity: str = ""
    service: str = ""
    owner: str = ""
    last_reviewed: date | None = None
    review_in_s: float | None = None
    """How long a review holds, in seconds; None when the runbook does not say."""
    mttd_s: float | None = None
    mttr_s: float | None = None
    inputs: tuple[Input, ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    links: tuple[Link, ...] = ()
    blanks: tuple[Placeholder, ...] = ()
    """What the prose leaves for somebody to fill in: ``[Contact Info]``, ``TBD``, ``TODO``."""

    def having(self, role: Role) -> tuple[Step, ...]:
        """The executable steps of one phase, in document order."""
        return tuple(step for step in self.steps if step.role is role and not step.manual)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something in a file that cannot be read as meant."""

    path: str
    line: int
    id: str
    """A stable word for its kind, such as ``unclosed-fence``."""
    what: str
    """What is wrong, then what to do, as sentences."""
    blocking: bool = False
    """No drill can run until it is mended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A place in a file that a link may lead to."""

    line: int
    name: str
    """The fragment without its ``#``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """An HTML comment: what the author tells tools, not readers."""

    line: int
    text: str
    """Without its ``<!--`` and ``-->``, trimmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One Markdown file as read: its runbooks, and what could not be understood."""

    path: str
    runbooks: tuple[Runbook, ...] = ()
    problems: tuple[Problem, ...] = ()
    """In the order of their lines."""
    anchors: tuple[Anchor, ...] = ()
    comments: tuple[Comment, ...] = ()
    links: tuple[Link, ...] = ()
    """Every link of the file, those outside its runbooks included."""
