from __future__ import annotations

from pathlib import Path

import pytest

from .examples import linted


def found(code: str, folder: Path, id_: str) -> list[int]:
    text = f"## Fix\n\n```bash\n{code}\n```\n"
    return [finding.line for finding in linted({"example.md": text}, folder) if finding.id == id_]


@pytest.mark.parametrize(
    "command",
    [
        *("watch -n 5 date", "sudo tail -f a.log", "tail -F a.log", "tail -n5 -f a", "top", "htop", "docker stats"),
        *(
            "docker compose logs -f",
            "kubectl logs --follow x",
            "kubectl get pods -w",
            "journalctl -fu api",
            "ping host",
        ),
        *("vmstat 5", "while true; do date; sleep 1; done", "date; watch date", "A=1 watch date", "tcpdump -i eth0"),
        *("kubectl port-forward svc/a 80", "docker events", "redis-cli -h x monitor", "echo a | tail -f b"),
    ],
)
def test_what_never_ends_is_found(command: str, tmp_path: Path) -> None:
    assert found(command, tmp_path, "never-ending-command") == [4]


@pytest.mark.parametrize(
    "command",
    [
        *(
            "tail -n 5 a.log",
            "timeout 5 tail -f a.log",
            "top -b -n 1",
            "top -bn1",
            "docker stats --no-stream",
            "ping -c3 h",
        ),
        *(
            "docker compose logs --tail=9",
            "kubectl get pods",
            "journalctl -n 9",
            "vmstat 5 3",
            "echo 'watch this'",
            "df -h",
        ),
        *(
            "# tail -f a.log",
            "cat <<EOF\ntop\nEOF",
            "while true; do date && break; done",
            "kubectl get events",
            "tcpdump -c 9",
        ),
        *("docker compose up -d watch", "ping -qc3 h", "systemctl stop watch"),
    ],
)
def test_what_ends_is_not_found(command: str, tmp_path: Path) -> None:
    assert found(command, tmp_path, "never-ending-command") == []


@pytest.mark.parametrize(
    "command",
    [
        *("vim a.conf", "less a.log", "docker exec -it db bash", "kubectl exec -ti pod -- sh", "kubectl edit deploy/a"),
        *(
            "psql -U postgres",
            "redis-cli -h host -p 6379",
            "crontab -e",
            "read -p 'sure?' yes",
            "sudo systemctl edit api",
        ),
    ],
)
def test_what_needs_a_terminal_is_found(command: str, tmp_path: Path) -> None:
    assert found(command, tmp_path, "interactive-command") == [4]


@pytest.mark.parametrize(
    "command",
    [
        *("docker exec db psql -c 'select 1'", "psql -Atc 'select 1'", "psql < a.sql", "echo 'select 1' | psql"),
        *(
            'redis-cli -u "$REDIS_URL" ping',
            "git log | less",
            "crontab -l",
            "read -r line < a",
            "docker compose exec -T db sh",
        ),
        *("psql -U postgres <<EOF\nselect 1\nEOF", "redis-cli --bigkeys"),
    ],
)
def test_what_needs_nobody_is_not_found(command: str, tmp_path: Path) -> None:
    assert found(command, tmp_path, "interactive-command") == []


def test_a_step_that_a_person_runs_may_go_on(tmp_path: Path) -> None:
    text = '## Fix\n\n```bash {"run":"manual"}\nwatch date\n```\n'
    assert "never-ending-command" not in {finding.id for finding in linted({"example.md": text}, tmp_path)}
