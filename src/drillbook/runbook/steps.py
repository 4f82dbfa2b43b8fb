"""A step: a code block, an inline probe or an instruction, as one action of the runbook."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from drillbook.model.runbook import Role, RunMode, Step, StepPart
from drillbook.runbook import annotation, fences, inline, placeholders, prompts, titles
from drillbook.runbook.blocks import Block, Kind
from drillbook.runbook.limits import PROSE_LINE_CHARACTERS_MAX
from drillbook.runbook.sections import STEP_ROLE_OF, Placed

Trouble = tuple[int, str, str, bool]
"""A problem without its path: line, id, sentences, whether it makes a drill impossible."""

Notes = tuple[dict[str, Any], dict[str, str]]
"""The fields of a `Step` that annotations set, and every annotation as written."""

_HTTP = re.compile(r"(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\s{1,5}(?:https?://|/)\S*")
_SQL = re.compile(
    r"(?:select|show|vacuum|analyze|reindex|explain|alter|update|delete|insert|with|set)\s+[\w*(\"']", re.IGNORECASE
)
_COMMAND = re.compile(
    r"(?:sudo\s+)?(?:\./\S+|(?:ansible|aws|az|cat|celery|chmod|chown|consul|crictl|ctr|curl|cd|cp|date|df|dig|dmesg|docker|"
    r"docker-compose|du|echo|etcdctl|export|find|flux|free|gcloud|git|gh|grep|helm|htop|iostat|ip|istioctl|journalctl|"
    r"kill|kubectl|less|ln|logrotate|ls|lsof|make|mkdir|mv|mysql|nc|netstat|nginx|node|nomad|npm|nslookup|oc|openssl|"
    r"pg_dump|pg_restore|pg_isready|pg_basebackup|ping|pip|pkill|pnpm|ps|psql|python3?|pytest|rabbitmqctl|redis-cli|rm|"
    r"rsync|scp|sed|service|sh|ss|ssh|stat|supervisorctl|systemctl|tail|tar|tcpdump|telnet|terraform|top|touch|"
    r"traceroute|umount|uptime|valkey-cli|vault|virsh|virtctl|vmstat|watch|wget|yarn|[a-z][\w-]*ctl)\s+\S"
    r"|(?:df|free|ls|ps|top|htop|uptime|pg_isready|dmesg|netstat|ss)$)"
)
_CHECKBOX = re.compile(r"\s{0,20}\[[ xX]\](?:\s+|$)")
_LINK_ONLY = re.compile(r"!?\[[^\[\]]{0,300}\]\([^()\s]{0,1000}\)[.:]?$|<?https?://\S+>?$")
_SAMPLE = re.compile(
    r"\b(?:example|sample|expected)\s(?:of\s(?:the\s)?)?output\b|\boutput\b[^.]{0,40}\b(?:looks?\slike|similar\sto)\b"
    r"|\bsimilar to (?:this|the following)\b",
    re.IGNORECASE,
)
"""Words that introduce what a command prints, not a command."""
_TITLE_CHARACTERS_MAX = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The steps of one runbook and what was wrong with them."""

    steps: tuple[Step, ...]
    troubles: tuple[Trouble, ...]


def read(placed: Sequence[Placed], *, unplaced: Role | None) -> Read:
    """The steps of a runbook in document order.

    Args:
        placed: its blocks with their sections.
        unplaced: the role of every step of a runbook without recognised sections; None for one that has them.
    """
    reader = _Reader(unplaced=unplaced, items=_items(placed))
    before: Block | None = None
    for each in placed:
        if each.block.kind in (Kind.FENCE, Kind.CODE):
            reader.code(each, before)
        elif each.block.kind is Kind.TEXT:
            reader.prose(each, before)
        elif each.block.kind in (Kind.HEADING, Kind.LABEL):
            reader.title(each)
        before = each.block
    reader.check_names()
    return Read(steps=tuple(reader.steps), troubles=tuple(reader.troubles))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Items:
    """What is known of the list items of a runbook before their blocks are read in turn."""

    with_code: frozenset[int]
    """The items that directly hold a code block: their text introduces it."""
    alone: frozenset[int]
    """The items that are a single block."""


def _items(placed: Sequence[Placed]) -> _Items:
    blocks = [each.block for each in placed if each.block.items]
    times = Counter(item for block in blocks for item in block.items)
    return _Items(
        with_code=frozenset(block.items[-1] for block in blocks if block.kind in (Kind.FENCE, Kind.CODE)),
        alone=frozenset(item for item, count in times.items() if count == 1),
    )


class _Reader:
    """Collects steps and troubles while the blocks go by."""

    def __init__(self, *, unplaced: Role | None, items: _Items) -> None:
        self.steps: list[Step] = []
        self.troubles: list[Trouble] = []
        self._unplaced = unplaced
        self._items = items
        self._intro = ""

    def title(self, each: Placed) -> None:
        """A heading or label: the prose above it introduces nothing below it; alone in its list item it is a step."""
        self._intro = ""
        alone = bool(each.block.items) and each.block.items[-1] in self._items.alone
        text = titles.clean(each.block.text)
        if alone and self._is_step(each, text):
            self._add_item(each, text)

    def code(self, each: Placed, before: Block | None) -> None:
        """A fence or indented block."""
        block = each.block
        info = fences.read(block.info)
        if info.command:
            what = f"the command «{info.command[:60]}» stands on the info string. Move it to a line of its own."
            self.troubles.append((block.line, "command-on-info-string", what, False))
        language, lines = _cleaned(block, info)
        fields, written = self._annotations(block, info, before=before)
        code = "\n".join(text for _, text in lines)
        numbers = tuple(number for number, _ in lines)
        intro = _instruction(self._intro)
        runs = language in fences.EXECUTABLE and bool(code.strip()) and not _introduces_output(intro)
        fields.setdefault("role", self._role(each) if runs else Role.DOC)
        found = placeholders.in_code(code, language=language, lines=numbers) if runs else ()
        fields.setdefault("name", f"line-{block.line}")
        self.steps.append(
            Step(
                line=block.line,
                language=language,
                code=code,
                code_lines=numbers,
                title=intro or titles.clean(each.title),
                parts=_parts(lines) if runs else (),
                placeholders=found,
                annotations=written,
                **fields,
            )
        )
        self._intro = ""

    def prose(self, each: Placed, before: Block | None) -> None:
        """The lines of a paragraph or list item; an item of a section with steps is one."""
        block = each.block
        self._intro = block.text
        if not block.items or not block.opens_item:
            return
        text = _instruction(block.text)
        if not self._is_step(each, text):
            return
        spans = inline.code_spans(block.text)
        probes = [span.text for span in spans if _HTTP.fullmatch(span.text)]
        for language, code in [("http", probe) for probe in probes] or [_quoted_command(spans)]:
            self._add_item(each, text, command=(language, code), notes=self._item_annotations(block, before))

    def _add_item(
        self, each: Placed, text: str, *, command: tuple[str, str] = ("", ""), notes: Notes | None = None
    ) -> None:
        """The step of a list item: an instruction, with the language and code of what it quotes."""
        block = each.block
        language, code = command
        fields, written = notes or ({}, {})
        executable = language == "http" or (bool(code) and bool(written))
        numbers = (block.line,) * (code.count("\n") + 1) if code else ()
        values: dict[str, Any] = {"role": self._role(each), "name": f"line-{block.line}"} | fields
        found = placeholders.in_code(code, language=language, lines=numbers) if code else ()
        self.steps.append(
            Step(
                line=block.line,
                language=language,
                code=code,
                code_lines=numbers,
                title=text,
                manual=not executable or values.get("run") is RunMode.MANUAL,
                placeholders=found,
                annotations=written,
                **values,
            )
        )

    def _is_step(self, each: Placed, text: str) -> bool:
        """Whether a list item asks for something to be done in a phase of the drill."""
        block = each.block
        if not text or block.items[-1] in self._items.with_code or text.endswith(":"):
            return False
        if _LINK_ONLY.match(block.text.strip()):
            return False
        role = self._role(each)
        if role in (Role.DOC, Role.DETECT):
            return False
        return self._unplaced is None or block.ordered or _CHECKBOX.match(block.text) is not None

    def _role(self, each: Placed) -> Role:
        if self._unplaced is not None:
            return self._unplaced
        return STEP_ROLE_OF.get(each.role, Role.DOC) if each.role else Role.DOC

    def _annotations(self, block: Block, info: fences.Info, *, before: Block | None) -> Notes:
        """The fields and the written form of a block's annotations, from whichever spelling is there."""
        comment = annotation.in_comment(before.text) if before and before.kind is Kind.HTML else None
        if comment is not None and info.attributes:
            what = "the step is annotated twice, on its info string and in a comment above it. Keep one of the two."
            self.troubles.append((block.line, "annotated-twice", what, True))
        line = before.line if comment is not None and before else block.line
        return self._parsed(comment if comment is not None else info.attributes, line)

    def _item_annotations(self, block: Block, before: Block | None) -> Notes:
        """The annotations of a list item: a ``drill:`` comment in its text or right above it."""
        found = [note.removeprefix("drill:") for note in inline.comments(block.text) if note.startswith("drill:")]
        if not found and before is not None and before.kind is Kind.HTML:
            above = annotation.in_comment(before.text)
            found = [above] if above is not None else []
        return self._parsed(found[0], block.line) if found else ({}, {})

    def _parsed(self, attributes: str, line: int) -> Notes:
        if not attributes:
            return {}, {}
        try:
            written = annotation.parse(attributes)
        except annotation.AnnotationError as refused:
            self.troubles.append((line, "annotation", str(refused), True))
            return {}, {}
        fields, wrong = annotation.fields(written)
        self.troubles += [(line, "annotation-value", sentence, True) for sentence in wrong]
        return fields, written

    def check_names(self) -> None:
        """A name is unique in its runbook, and `needs` names steps that are there."""
        lines: dict[str, int] = {}
        for step in self.steps:
            first = lines.setdefault(step.name, step.line)
            if first != step.line:
                what = f'the step name "{step.name}" is also used on line {first}. Give each step its own name.'
                self.troubles.append((step.line, "duplicate-step-name", what, True))
        for step in self.steps:
            for name in step.needs:
                if name not in lines:
                    what = f'the step needs "{name}", which no step is called. Correct the name.'
                    self.troubles.append((step.line, "unknown-need", what, True))


def _cleaned(block: Block, info: fences.Info) -> tuple[str, prompts.Numbered]:
    """The executable language of a block and its lines of code, without prompts and sample output."""
    language = info.language
    first = block.line + (1 if block.kind is Kind.FENCE else 0)
    text = block.text.rstrip("\n")
    lines = [(number, line.rstrip("\r")) for number, line in enumerate(text.split("\n"), first)] if text else []
    if info.command:
        return language, [(block.line, info.command), *lines]
    if language in ("bash", "") and prompts.begins_with_dollar(text):
        language = "console"
    if language == "console":
        lines = prompts.commands(lines)
    while lines and not lines[-1][1].strip():
        lines.pop()
    return language, lines


def _instruction(prose: str) -> str:
    """The words of a list item or paragraph, without its checkbox."""
    return inline.plain(_CHECKBOX.sub("", prose[:PROSE_LINE_CHARACTERS_MAX], count=1))[:_TITLE_CHARACTERS_MAX]


def _introduces_output(intro: str) -> bool:
    return ("utput" in intro or "imilar" in intro) and _SAMPLE.search(intro) is not None


def _quoted_command(spans: list[inline.Code]) -> tuple[str, str]:
    """The commands that an instruction quotes, and their language; empty if it quotes none."""
    shell = [span.text for span in spans if _COMMAND.match(span.text)]
    if shell:
        return "bash", "\n".join(shell)
    sql = [span.text for span in spans if _SQL.match(span.text)]
    return ("sql", "\n".join(sql)) if sql else ("", "")


_TITLE_COMMENT = re.compile(r"\s*(?:#|--)(?![!#-])\s?(.*\w.*)$")


def _parts(lines: prompts.Numbered) -> tuple[StepPart, ...]:
    """A block cut at the comments that title its commands."""
    parts: list[tuple[int, list[str], list[str]]] = []
    for number, text in lines:
        comment = _TITLE_COMMENT.match(text[:_TITLE_CHARACTERS_MAX])
        if comment and (not parts or any(line.strip() for line in parts[-1][2])):
            parts.append((number, [comment[1].strip()], []))
        elif comment and parts:
            parts[-1][1].append(comment[1].strip())
        elif parts:
            parts[-1][2].append(text)
        elif text.strip():
            parts.append((number, [], [text]))
    if not any(title for _, title, _ in parts):
        return ()
    return tuple(
        StepPart(line=line, title=" ".join(title), code="\n".join(code).strip("\n")) for line, title, code in parts
    )
