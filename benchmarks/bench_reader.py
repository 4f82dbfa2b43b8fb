"""How long reading a runbook takes, beside markdown-it-py's own parse of the same text in the same run.

    python benchmarks/bench_reader.py

Prints milliseconds per text and the ratio, and fails if the reader costs more than `RATIO_MAX` times the parse.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from markdown_it import MarkdownIt

from drillbook import runbook
from drillbook.clock import real_s

RATIO_MAX = 2.0
ROUNDS = 40
RUNBOOKS = Path(__file__).parents[1] / "runbooks"

_SCENARIO = """
## Queue {number} backs up

**Symptoms**: queue depth exceeds {number}000 for 10 minutes, workers silent

**Diagnosis:**
1. Check the workers: `GET /health`
2. Look at the depth:
   ```console
   $ redis-cli -u "$REDIS_URL" llen jobs
   (integer) 4711
   ```

**Resolution:**
```bash
# Restart the workers
docker compose restart <worker-{number}>

# Requeue what they dropped
queuectl requeue --batch 10
```

**Verification:**
```bash {{"name":"depth-{number}","retry":"30s","expect.value":"<100"}}
redis-cli -u "$REDIS_URL" llen jobs
```

### Escalation
- Queue depth > {number}000: High - Scale the workers within 2 hours
- No worker running: Critical - Call the [queue team](https://example.org/teams/queue)
"""
_PROSE = """
## Background {number}

The **scheduler** places one *shard* of the index on each node; see [the design](design.md#shards) for how it
chooses. A node that has no room for a shard is skipped, and the shard waits. After `rebalance_after` (an hour, by
default) the scheduler looks again. Nothing is lost meanwhile, but searches that need the shard answer with HTTP 503.

| node class | disk | shards |
|------------|------|--------|
| small      | 80G  | 4      |
| large      | 400G | 20     |
"""


_ALERT = """
## Meaning

Alert {number} fires when the *replica* has been behind its primary by more than 30 s for 10 minutes. Reads that
go to the replica see old data; the [replication guide](https://example.org/replication) says which ones do.

## Impact

- Reports show yesterday's numbers
- A failover now would lose the transactions that have not arrived yet

## Diagnosis

1. Look at the lag of each replica:

   ```console
   $ kubectl -n $NAMESPACE exec db-{number} -- replctl lag
   db-1   0s
   db-2   47s
   ```

2. Check whether a long transaction holds it back. The view shows the oldest one first; anything older than an
   hour is suspect.

## Mitigation

Restart the receiver on the replica that is behind. It goes on from where it stopped:

```shell
kubectl -n <namespace> exec db-{number} -- replctl restart
```

If it does not catch up within 15 minutes, see [rebuilding a replica](rebuild.md#steps).
"""


def _texts() -> dict[str, str]:
    texts = {
        "scenarios": "# Queue runbooks\n" + "".join(_SCENARIO.format(number=number) for number in range(1, 13)),
        "alerts": "".join(f"# ReplicaBehind{number}\n{_ALERT.format(number=number)}" for number in range(1, 13)),
        "prose": "# Scheduler\n" + "".join(_PROSE.format(number=number) for number in range(1, 13)),
    }
    return texts | {path.name: path.read_text(encoding="utf-8") for path in sorted(RUNBOOKS.glob("*.md"))}


def _best_s(work: Callable[[], object]) -> float:
    """The shortest of several rounds: what the work costs when nothing else disturbs it."""
    best_s = float("inf")
    for _ in range(ROUNDS):
        started_s = real_s()
        work()
        best_s = min(best_s, real_s() - started_s)
    return best_s


def main() -> int:
    """Compare both on every text; 1 if the whole is slower than allowed."""
    parser = MarkdownIt("commonmark")
    read_s = parse_s = 0.0
    for name, text in _texts().items():
        ours_s = _best_s(lambda text=text: runbook.read(text, path="bench.md"))
        theirs_s = _best_s(lambda text=text: parser.parse(text))
        read_s, parse_s = read_s + ours_s, parse_s + theirs_s
        print(f"{name:40} read {ours_s * 1e3:7.2f} ms   parse {theirs_s * 1e3:7.2f} ms   {ours_s / theirs_s:4.2f}")
    ratio = read_s / parse_s
    print(
        f"{'all':40} read {read_s * 1e3:7.2f} ms   parse {parse_s * 1e3:7.2f} ms   {ratio:4.2f} (at most {RATIO_MAX})"
    )
    return int(ratio > RATIO_MAX)


if __name__ == "__main__":
    sys.exit(main())
