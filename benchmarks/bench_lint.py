"""How long linting many typical runbooks takes, with and without shellcheck, on this machine's cores.

    python benchmarks/bench_lint.py

Prints seconds and fails if they are more than is promised for `FILES` files on two cores.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from drillbook.clock import real_s
from drillbook.lint.context import Context
from drillbook.lint.run import lint
from drillbook.lint.table import RULES

FILES = 1_000
WITHOUT_SHELLCHECK_S_MAX = 15.0
WITH_SHELLCHECK_S_MAX = 40.0

_RUNBOOK = """---
title: Queue {number} backs up
alerts: [QueueDeep{number}]
severity: P2
---

# Queue {number} backs up

## Symptoms

- Queue depth over {number}000 for 10 minutes
- Workers are silent, see [the design](design.md)

## Diagnosis

1. Look at the workers of queue {number}:

   ```console
   $ docker compose ps --all worker-{number} | grep -v "Up"
   worker-{number}   Exited (137)
   ```

2. How deep is it, and who waits?

   ```bash
   for queue in jobs mails reports; do
     echo "$queue: $(redis-cli -u "$REDIS_URL" llen "$queue-{number}")"
   done
   ```

   ```sql
   select state, count(*) from jobs where queue = {number} group by 1 order by 2 desc;
   ```

## Resolution

```bash
# Restart the workers
docker compose restart worker-{number} && docker compose logs --tail=20 worker-{number}
if ! queuectl --queue {number} healthy; then
  queuectl --queue {number} requeue --batch "${{BATCH:-10}}" 2>&1 | tee -a "/tmp/requeue-{number}.log"
fi
```

## Verification

```bash
test "$(redis-cli -u "$REDIS_URL" llen jobs-{number})" -lt 100
```

## Rollback

Nothing to roll back.

## Escalation

- Queue depth over {number}0000: P1, call the team of queue {number}.
"""


def _lint_s(paths: list[Path], *, without: frozenset[str], jobs: int) -> float:
    started_s = real_s()
    findings = lint(paths, context=Context(), ids=frozenset(RULES) - without, jobs=jobs)
    assert len(findings) >= len(paths), "the missing design.md is found in every file"
    return real_s() - started_s


def main() -> int:
    """Lint the same files in every way; 1 if one takes longer than it may."""
    shellcheck = frozenset({"shellcheck"})
    jobs = min(2, os.cpu_count() or 1)
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"queue-{number}.md" for number in range(1, FILES + 1)]
        for number, path in enumerate(paths, 1):
            path.write_text(_RUNBOOK.format(number=number), encoding="utf-8")
        alone_s = _lint_s(paths, without=shellcheck, jobs=1)
        both_s = _lint_s(paths, without=shellcheck, jobs=jobs)
        checked_s = _lint_s(paths, without=frozenset(), jobs=jobs)
    print(f"{FILES} files, without shellcheck, 1 process:   {alone_s:6.2f} s")
    print(
        f"{FILES} files, without shellcheck, {jobs} processes: {both_s:6.2f} s (at most {WITHOUT_SHELLCHECK_S_MAX:g} s)"
    )
    print(
        f"{FILES} files, with shellcheck,    {jobs} processes: {checked_s:6.2f} s (at most {WITH_SHELLCHECK_S_MAX:g} s)"
    )
    return int(both_s > WITHOUT_SHELLCHECK_S_MAX or checked_s > WITH_SHELLCHECK_S_MAX)


if __name__ == "__main__":
    sys.exit(main())
