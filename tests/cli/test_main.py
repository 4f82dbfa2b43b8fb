"""The command finds its verb, and every way to end has its code and one clear line."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drillbook import __version__
from drillbook.cli import list as verb
from drillbook.cli.main import VERBS, main
from drillbook.errors import CleanUpError, EnvironmentBrokenError, ExitCode, ProjectError, UsageError


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    """The command takes SIGTERM for itself; the tests give it back."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def ending(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Lets the verb `list` end with an error."""

    def end_with(error: BaseException) -> None:
        def run(_given: object) -> int:
            raise error

        monkeypatch.setattr(verb, "run", run)

    return end_with


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ProjectError("no. Do.", path="a.md", line=3), ExitCode.USAGE),
        (UsageError("no. Do."), ExitCode.USAGE),
        (EnvironmentBrokenError("no. Do."), ExitCode.ENVIRONMENT),
        (CleanUpError("no. Do."), ExitCode.CLEAN_UP),
    ],
)
def test_an_error_is_one_line_and_a_code(ending, capsys, error: Exception, status: ExitCode) -> None:
    ending(error)
    assert main(["list"]) == status
    assert capsys.readouterr().err == f"{error}\n"


@pytest.mark.parametrize(("words", "status"), [((), 128 + signal.SIGINT), ((signal.SIGTERM,), 128 + signal.SIGTERM)])
def test_an_interruption_ends_with_the_status_of_its_signal(
    ending, capsys, words: tuple[int, ...], status: int
) -> None:
    ending(KeyboardInterrupt(*words))
    assert main(["list"]) == status
    assert capsys.readouterr().err == "\nInterrupted; everything that was started is gone.\n"


def test_sigterm_is_an_interruption(ending, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verb, "run", lambda _given: signal.raise_signal(signal.SIGTERM))
    assert main(["list"]) == 128 + signal.SIGTERM


def test_a_bug_is_not_taken_for_a_failed_runbook(ending, capsys, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ending(RuntimeError("oh"))
    with pytest.raises(SystemExit) as caught:
        main(["list"])
    assert caught.value.code == ExitCode.ENVIRONMENT
    (report,) = tmp_path.glob("drillbook-crash-*.txt")
    assert capsys.readouterr().err == f"Drillbook itself broke: RuntimeError: oh. Please report it with {report}\n"
    assert "Traceback" in report.read_text(encoding="utf-8")


@pytest.mark.parametrize("used", VERBS)
def test_every_verb_explains_itself_with_an_example(capsys: pytest.CaptureFixture[str], used: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main([used, "--help"])
    assert caught.value.code == 0
    printed = capsys.readouterr().out
    assert VERBS[used].split()[0] in printed
    assert f"drillbook {used}" in printed.partition("example")[2]


def test_all_verbs_and_codes_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    printed = capsys.readouterr().out
    assert [used for used in VERBS if f"\n    {used} " not in printed] == []
    assert "3 inconclusive" in printed


def test_a_verb_that_is_none_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["rnu"])
    assert caught.value.code == ExitCode.USAGE
    assert "invalid choice: 'rnu'" in capsys.readouterr().err


def test_it_knows_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"drillbook {__version__}\n"
