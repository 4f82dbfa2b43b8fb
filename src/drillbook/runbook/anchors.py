"""An anchor: the fragment by which GitHub lets a link lead to a heading."""

from __future__ import annotations

import re

_DROPPED = re.compile(r"[^\w\- ]")
_EXPLICIT = re.compile(r"\s*\{\s*#([\w.:-]{1,200})\s*\}\s*$")
_HTML_ANCHOR = re.compile(r"<(?:a|span|div|h[1-6])\s[^<>]{0,200}?\b(?:id|name)=[\"']?([\w.:-]{1,200})", re.IGNORECASE)


def slug(title: str) -> str:
    """The fragment GitHub makes of a title: lower case, punctuation dropped, spaces to hyphens."""
    return _DROPPED.sub("", title.strip().lower()).replace(" ", "-")


def explicit(title: str) -> tuple[str, str]:
    """The title without its ``{#id}``, and the id, or ""."""
    found = _EXPLICIT.search(title) if title.endswith("}") or title.rstrip().endswith("}") else None
    return (title[: found.start()], found[1]) if found else (title, "")


def in_html(text: str) -> list[str]:
    """The ids that a line of HTML gives to places (``<a name="x">``)."""
    return _HTML_ANCHOR.findall(text)


class Slugs:
    """The anchors of one file so far: a title that comes again gets ``-1``, ``-2``, … like on GitHub."""

    __slots__ = ("_times",)

    def __init__(self) -> None:
        self._times: dict[str, int] = {}

    def add(self, title: str) -> str:
        """The anchor of the next heading with this title."""
        name = slug(title)
        times = self._times.get(name, 0)
        self._times[name] = times + 1
        return f"{name}-{times}" if times else name
