from __future__ import annotations

from pathlib import Path

import pytest

from .examples import linted


def found(code: str, folder: Path, language: str = "bash") -> list[str]:
    text = f"## Fix\n\n```{language}\n{code}\n```\n"
    return [finding.id for finding in linted({"example.md": text}, folder) if finding.id.endswith("-risk")]


@pytest.mark.parametrize(
    "command",
    [
        *("rm -rf /var/tmp/x", "find . -name '*.log' -delete", "docker system prune -af", "docker-compose down"),
        *("kubectl delete pod x", "kubectl -n shop delete pod x", "helm uninstall x", "git reset --hard origin/main"),
        *(
            "dd if=/dev/zero of=/dev/sdb",
            "psql shop < backup.sql",
            "docker exec -i db psql shop < backup.sql",
            "dropdb shop",
        ),
        *(
            "psql -c 'drop table a'",
            "redis-cli flushall",
            "redis-cli FLUSHDB",
            "pg_restore -d shop a.dump",
            "ls | xargs rm",
        ),
    ],
)
def test_a_destructive_command_declares_its_risk(command: str, tmp_path: Path) -> None:
    assert found(command, tmp_path) == ["undeclared-risk"]


@pytest.mark.parametrize(
    "command",
    [
        *(
            "rm a.pid",
            "find . -name '*.log'",
            "docker system df",
            "docker compose up -d",
            "kubectl get pods",
            "git reset a",
        ),
        *(
            "psql shop -c 'select 1'",
            "psql shop < <(cat a)",
            "redis-cli get a",
            "echo 'drop table a'",
            "pg_restore -l a.dump",
        ),
    ],
)
def test_a_harmless_command_need_not(command: str, tmp_path: Path) -> None:
    assert found(command, tmp_path) == []


@pytest.mark.parametrize(("language", "code"), [("sql", "truncate a;"), ("redis", "DEL a"), ("sql", "drop index a;")])
def test_other_languages_destroy_as_well(language: str, code: str, tmp_path: Path) -> None:
    assert found(code, tmp_path, language) == ["undeclared-risk"]


def test_what_is_declared_is_believed_unless_it_is_read_only(tmp_path: Path) -> None:
    assert found("rm -rf x", tmp_path, "bash risk=modifying") == []
    assert found("rm -rf x", tmp_path, "bash risk=read-only") == ["understated-risk"]
