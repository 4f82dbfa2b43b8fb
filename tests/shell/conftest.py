"""Real short processes for steps, kept by a warden as in a stack, with and without namespaces."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

import drillbook
from drillbook.model.stack import Command, Process
from drillbook.services.warden.client import Plan, Warden


@dataclass(frozen=True, slots=True)
class Shelter:
    """As much of a stack as a step needs."""

    warden: Warden
    environment: Mapping[str, str]
    disposable: bool = True

    def __iter__(self) -> Iterator[SimpleNamespace]:
        return iter([SimpleNamespace(name="worker")])

    def environment_of(self, name: str) -> Mapping[str, str]:
        return {**self.environment, "SERVICE_NAME": name}

    def spawn(self, command: Command) -> Process:
        return self.warden.spawn(command)


@pytest.fixture(scope="module", params=[False, True], ids=["namespaces", "plain"])
def stack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelter]:
    run_id = f"test-{secrets.token_hex(4)}"
    logs = tmp_path_factory.mktemp("logs")
    library = Path(drillbook.__file__).parent
    plan = Plan(
        run_id=run_id,
        home=f"/tmp/drillbook-{secrets.token_hex(4)}",  # noqa: S108 -- named at random, as a stack's is
        writable=(str(logs),),
        visible=tuple(str(path.resolve()) for path in (library, Path(sys.prefix), Path(sys.base_prefix))),
        disks=(),
        plain=request.param,
    )
    warden = Warden(plan, log=logs / "warden.log")
    try:
        warden.start()
        python = str(Path(sys.executable).parent)
        yield Shelter(warden, {"HOME": plan.home, "PATH": f"{python}:/usr/bin:/bin", "DRILLBOOK_RUN": run_id})
    finally:
        warden.close()
    assert not Path(plan.home).exists()
