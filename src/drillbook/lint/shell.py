"""Shell: blocks that bash refuses or that shellcheck warns of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drillbook.lint import filling, programs
from drillbook.lint.finding import Severity
from drillbook.lint.page import Page, code_line
from drillbook.lint.rule import Found, Placed, Rule

MESSAGE_CHARACTERS_MAX = 200


def shell_syntax(page: Page) -> Iterator[Found]:
    """A block that bash would refuse whatever its placeholders are filled with."""
    for step in page.shell_steps:
        refused = programs.bash_refuses(filling.in_shell(step))
        if refused:
            what = refused.message[:MESSAGE_CHARACTERS_MAX].rstrip(".")
            yield code_line(step, refused.line - 1), f"bash refuses this block: {what}. Correct the command."


def shellcheck(pages: Sequence[Page]) -> Iterator[Placed]:
    """What shellcheck warns of in the blocks of many pages."""
    steps = [(page, step, filling.in_shell(step)) for page in pages for step in page.shell_steps]
    sound = [(page, step, code) for page, step, code in steps if programs.bash_refuses(code) is None]
    said = programs.checked_shell([code for _, _, code in sound])
    for page, step, code in sound:
        for complaint in said.get(code, ()):
            if filling.WORD in complaint.message:
                continue
            sentence = complaint.message[:MESSAGE_CHARACTERS_MAX].rstrip(".")
            advice = f"See https://www.shellcheck.net/wiki/{complaint.code}."
            yield page.path, code_line(step, complaint.line - 1), f"{complaint.code}: {sentence}. {advice}"


RULES = (
    Rule(id="shell-syntax", severity=Severity.ERROR, summary="bash refuses a block", check=shell_syntax),
    Rule(id="shellcheck", severity=Severity.WARNING, summary="shellcheck warns of a block", check_batch=shellcheck),
)
