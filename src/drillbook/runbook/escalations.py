"""An escalation rule: under which condition how severe it is, whom to call and how fast."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drillbook.model.runbook import Escalation
from drillbook.runbook import durations, thresholds
from drillbook.runbook.tables import Table

_SEVERITY = r"(?:P[0-5]|SEV-?[0-5]|critical|urgent|major|high|warning|medium|moderate|minor|low|info(?:rmational)?)"
_SEPARATOR = re.compile(r":|→|->|=>|-(?=\s)|\u2013|\u2014")
_SEVERE = re.compile(
    rf"-?\s{{0,5}}(?P<severity>{_SEVERITY})\b\s{{0,5}}(?:[-\u2013\u2014:,;.(→]\s{{0,5}}|$)(?P<action>.*)$",
    re.IGNORECASE,
)
_LEADING_IF = re.compile(r"^(?:if|when|whenever|in case of|in case)\s+(?:the\s+)?", re.IGNORECASE)
_CONDITIONAL = re.compile(
    r"^(?:if|when|whenever|in case of|in case)\s+(?P<condition>[^,:\n]{2,300}?)\s*[,:]\s*(?P<action>\S.*)$",
    re.IGNORECASE,
)
_AT_ONCE = re.compile(
    r"\b(?:immediate(?:ly)?|at once|right away|now|asap|instantly|emergency response)\b", re.IGNORECASE
)
_WITHIN = re.compile(rf"(?:\b(?:within|in under|in|under|less than)\s|<\s?)({durations.PATTERN})", re.IGNORECASE)
_BARE_TIME = re.compile(rf"^\s*(?:<|≤|within)?\s*({durations.PATTERN})\s*$", re.IGNORECASE)
_RESPONSE = ("response time", "respond", "response", "time to", "sla", "ack")
_SEVERITY_COLUMNS = ("severity", "priority", "level", "sev")
_ACTION_COLUMNS = ("escalation path", "escalation", "escalate", "notify", "action", "who", "contact", "owner")
_CONDITION_COLUMNS = ("description", "condition", "definition", "issue", "trigger", "criteria", "example", "impact")


def of_item(text: str, number: int, *, in_section: bool) -> Escalation | None:
    """The rule in a list item or line of prose, or None if it states none.

    Args:
        text: plain words, such as ``p95 over 5 s: critical, at once``.
        number: its line.
        in_section: whether it stands in an escalation section, where any sentence is a rule or a contact.
    """
    line = text.split("\n", 1)[0]
    for separator in _SEPARATOR.finditer(line):
        rule = _SEVERE.match(line, separator.end())
        if rule and separator.start() > 1:
            condition = line[: separator.start()].rstrip()
            return _rule(condition, number, severity=rule["severity"], action=rule["action"].strip(" )."))
    if not in_section or not line:
        return None
    conditional = _CONDITIONAL.match(line)
    if conditional:
        return _rule(conditional["condition"], number, severity="", action=conditional["action"])
    return _rule("", number, severity="", action=text)


def _rule(condition: str, number: int, *, severity: str, action: str) -> Escalation:
    found = thresholds.mine(condition, number)
    return Escalation(
        line=number,
        condition=_LEADING_IF.sub("", condition).strip(),
        severity=severity.strip(),
        action=" ".join(action.split()),
        respond_within_s=respond_within_s(action),
        threshold=found[0] if found else None,
    )


def respond_within_s(text: str) -> float | None:
    """How fast a sentence asks for a response, in seconds: 0 for "at once"; None if it does not say."""
    within = _WITHIN.search(text) or _BARE_TIME.match(text)
    if within:
        return durations.of_match(within[1])
    return 0.0 if _AT_ONCE.search(text) else None


def of_table(table: Table) -> Iterator[Escalation]:
    """The rules of a severity table (severity, response time, …) or an escalation matrix (issue, first contact, …)."""
    response = table.column(*_RESPONSE)
    severity = table.column(*_SEVERITY_COLUMNS)
    if severity is not None and (response is not None or table.column(*_ACTION_COLUMNS) is not None):
        yield from _severities(table, severity=severity, response=response)
    elif table.column("escalat") is not None or table.column("first contact") is not None:
        yield from _matrix(table)


def _severities(table: Table, *, severity: int, response: int | None) -> Iterator[Escalation]:
    action = next((i for w in _ACTION_COLUMNS if (i := table.column(w)) not in (None, severity, response)), None)
    taken = {severity, response, action}
    condition = next((i for w in _CONDITION_COLUMNS if (i := table.column(w)) is not None and i not in taken), None)
    for line, cells in table.rows:
        described = cells[condition] if condition is not None else ""
        found = thresholds.mine(described, line)
        yield Escalation(
            line=line,
            condition=described,
            severity=cells[severity],
            action=cells[action] if action is not None else "",
            respond_within_s=respond_within_s(cells[response]) if response is not None else None,
            threshold=found[0] if found else None,
        )


def _matrix(table: Table) -> Iterator[Escalation]:
    """Each row: what it is about, then the people to call in turn."""
    response = table.column(*_RESPONSE)
    for line, cells in table.rows:
        chain = [cell for index, cell in enumerate(cells[1:], 1) if cell and index != response]
        yield Escalation(
            line=line,
            condition=cells[0],
            severity="",
            action=" → ".join(chain),
            respond_within_s=respond_within_s(cells[response]) if response is not None else None,
        )
