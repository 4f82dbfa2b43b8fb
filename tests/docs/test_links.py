"""Every link of the documentation leads somewhere, and every page can be reached."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .pages import REPOSITORY, Page, all_pages, read

PAGES = {str(page.path.relative_to(REPOSITORY)): page for page in all_pages()}
WHY = sorted((REPOSITORY / "docs" / "why").glob("*.md"))


def lost(page: Page) -> list[str]:
    """The links of a page that lead nowhere."""
    found = []
    for line, target in page.links:
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (page.path.parent / name).resolve() if name else page.path
        if not path.exists() or (anchor and anchor not in read(path).anchors):
            found.append(f"{page.path.relative_to(REPOSITORY)}:{line}: {target} leads nowhere")
    return found


@pytest.mark.parametrize("name", PAGES)
def test_links_and_anchors_lead_somewhere(name: str) -> None:
    assert lost(PAGES[name]) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.docs.test_links.REPOSITORY", tmp_path)
    (tmp_path / "a.md").write_text("# A title\n\n[here](#a-title) [there](b.md) [gone](#none) `[code](c.md)`\n")
    assert lost(read(tmp_path / "a.md")) == ["a.md:3: b.md leads nowhere", "a.md:3: #none leads nowhere"]


def test_the_map_leads_to_every_page() -> None:
    linked = {(REPOSITORY / "docs" / target).resolve() for _, target in PAGES["docs/README.md"].links}
    pages = set((REPOSITORY / "docs").rglob("*.md")) - {REPOSITORY / "docs" / "README.md"}
    assert pages - linked == set()


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(path.name[:4]) for path in WHY] == list(range(1, len(WHY) + 1))


@pytest.mark.parametrize("path", WHY, ids=lambda path: path.stem)
def test_a_decision_names_the_alternatives_refused(path: Path) -> None:
    page = read(path)
    assert page.headings[0].startswith(f"{int(path.name[:4])}. ")
    assert page.headings[1:] == ["Decision", "Alternatives refused"]
    assert page.section("Alternatives refused").count("\n* **") >= 2
