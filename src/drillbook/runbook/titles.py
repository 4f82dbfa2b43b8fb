"""A title: what a heading or bold label says, and the role that this gives its section."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from drillbook.model.runbook import SectionRole
from drillbook.runbook import anchors

ROLE_OF: Mapping[str, SectionRole] = {
    title: role
    for role, titles in {
        SectionRole.MEANING: ("meaning", "overview", "summary", "description", "background"),
        SectionRole.SYMPTOMS: ("symptoms", "signs", "detection", "detect", "indicators", "alert"),
        SectionRole.IMPACT: ("impact", "user impact"),
        SectionRole.DIAGNOSIS: (
            *("diagnosis", "investigation", "possible checks", "checks", "troubleshooting"),
            *("detailed steps", "diagnose", "investigate"),
        ),
        SectionRole.MITIGATION: (
            *("mitigation", "immediate actions", "quick fix", "quick response", "containment"),
            *("mitigate", "immediate response"),
        ),
        SectionRole.RESOLUTION: (
            *("resolution", "resolution steps", "remediation", "fix", "recovery", "permanent fix", "procedure"),
            *("playbook", "solution", "solutions", "possible resolutions", "resolve", "resolving", "remediate"),
        ),
        SectionRole.VERIFICATION: (
            *("verification", "verify", "validation", "check resolution", "post checks", "postchecks"),
            *("verify resolution", "verify recovery"),
        ),
        SectionRole.ROLLBACK: ("rollback", "roll back", "revert", "undo"),
        SectionRole.ESCALATION: (
            *("escalation", "when to escalate", "contacts", "escalation path", "escalate", "escalation matrix"),
            *("contact", "contact information", "emergency contacts", "escalation policy", "escalation procedure"),
        ),
        SectionRole.PREVENTION: (
            *("prevention", "root cause", "root causes", "follow up", "followup", "lessons learned"),
            "prevent recurrence",
        ),
        SectionRole.PREREQUISITES: ("prerequisites", "before you start"),
        SectionRole.REFERENCES: ("references", "links", "related", "related links"),
    }.items()
    for title in titles
}
"""The role of each accepted title, lower case, hyphens as spaces."""

_NUMBERING = re.compile(
    r"(?:\d{1,3}[.):]|\d{1,3}(?:\.\d{1,3}){1,4}[.):]?|[A-Za-z][.)]|(?:step|phase)\s+\d{1,3}\s*[:.)-])\s+", re.IGNORECASE
)
_SHORTCODE = re.compile(r":[a-z0-9_+-]{1,40}:\s*")
_EMPHASIS = re.compile(r"\*\*|__|~~|`|(?<!\w)[*_]|[*_](?!\w)")
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,500}\)")
_HTML = re.compile(r"</?[A-Za-z][^<>]{0,300}>|<!--[^>]{0,300}-->")
_KIND = re.compile(r"\s+(?:steps?|actions?|instructions|details)$")
_AND = re.compile(r"\s*(?:/|&|\+|,|\band\b)\s*")
_MOJIBAKE_LEADS = frozenset("üðâÃÂÔÏ\u201aï")
_GAP = re.compile(r"[^\w.]+")
_TITLE_CHARACTERS_MAX = 300
_TITLES_CACHED_MAX = 4_096


def words(title: str) -> str:
    """The words of a title: links, tags and emphasis stripped."""
    title = _HTML.sub("", _LINK.sub(r"\1", title)) if "[" in title or "<" in title else title
    return _EMPHASIS.sub("", title).strip()


@lru_cache(maxsize=_TITLES_CACHED_MAX)
def clean(title: str) -> str:
    """A title for people: emphasis, links, ``{#id}``, numbering, emoji and mojibake prefixes stripped."""
    title, _ = anchors.explicit(title[:_TITLE_CHARACTERS_MAX].strip())
    title = words(title)
    bare = _without_prefixes(title).strip().rstrip(":\uff1a").strip()
    return bare or title


def identifier(title: str) -> str:
    """A runbook's id made of a title or file name: lower case, words joined by hyphens."""
    return _GAP.sub("-", title.strip().lower()).strip("-") or "runbook"


@lru_cache(maxsize=_TITLES_CACHED_MAX)
def role(title: str) -> SectionRole | None:
    """The role of a section with this title, or None if the title does not say."""
    bare = " ".join(clean(title).lower().replace("-", " ").replace("(s)", "s").rstrip(".?!").split())
    return _role_of_words(bare) or _role_of_pair(bare)


def _role_of_words(bare: str) -> SectionRole | None:
    for candidate in (bare, f"{bare}s", bare.removesuffix("s"), _KIND.sub("", bare)):
        if candidate in ROLE_OF:
            return ROLE_OF[candidate]
    return None


def _role_of_pair(bare: str) -> SectionRole | None:
    """``Symptoms / Detection`` has the role of its first part, if every part is a title."""
    roles = [_role_of_words(part) for part in _AND.split(bare, maxsplit=4)]
    return roles[0] if len(roles) > 1 and all(roles) else None


def _without_prefixes(title: str) -> str:
    while True:
        before = title
        numbering = _NUMBERING.match(title) or _SHORTCODE.match(title)
        if numbering:
            title = title[numbering.end() :]
        word, _, rest = title.partition(" ")
        if rest and _is_ornament(word):
            title = rest.lstrip()
        if title == before:
            return title


def _is_ornament(word: str) -> bool:
    """An emoji, a symbol, or what is left of an emoji that was read in the wrong encoding."""
    if not word or any(sign.isascii() and sign.isalnum() for sign in word):
        return False
    return word[0] in _MOJIBAKE_LEADS or any(unicodedata.category(sign)[0] in "SC" for sign in word)
