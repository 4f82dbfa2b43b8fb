"""The problems of one file: what could not be read as meant, collected while reading goes on."""

from __future__ import annotations

from drillbook.model.runbook import Problem
from drillbook.runbook.front_matter import FrontMatter
from drillbook.runbook.limits import PROBLEMS_MAX


class Problems:
    """Collects problems; beyond the limit they are dropped, except the first that blocks a drill."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._found: list[Problem] = []
        self._blocked = False

    def add(self, line: int, id_: str, *, what: str, blocking: bool = False) -> None:
        """Note a problem: its line, a stable word for its kind, and sentences with what to do."""
        if len(self._found) < PROBLEMS_MAX or (blocking and not self._blocked):
            self._found.append(Problem(path=self._path, line=line, id=id_, what=what, blocking=blocking))
        self._blocked = self._blocked or blocking

    def of_front_matter(self, front: FrontMatter, first_line: int) -> None:
        """Note what is wrong with the form of front matter."""
        if front.problem:
            self.add(front.problem[0], "front-matter", what=front.problem[1], blocking=True)
        if not front.opened:
            what = "the front matter lacks its opening ---. Add a line with --- above its first key."
            self.add(first_line, "front-matter-unopened", what=what)

    def in_order(self) -> tuple[Problem, ...]:
        """All problems by line."""
        return tuple(sorted(self._found, key=lambda problem: problem.line))
