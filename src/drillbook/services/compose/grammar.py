"""The command line of `docker compose`, as far as runbooks use it."""

from __future__ import annotations

import argparse
from typing import NoReturn

from drillbook.errors import UsageError

VERBS = ("ps", "logs", "top", "restart", "stop", "start", "kill", "exec", "up")


class _Parser(argparse.ArgumentParser):
    """A parser that raises instead of ending the process."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"docker compose: {message}. This stack's stand-in knows: {', '.join(VERBS)}.")


def parse(argv: list[str]) -> argparse.Namespace:
    """Parse what follows ``docker compose``; raises UsageError."""
    parser = _Parser(prog="docker compose", add_help=False)
    parser.add_argument("-f", "--file", action="append")
    parser.add_argument("-p", "--project-name")
    verbs = parser.add_subparsers(dest="verb", required=True, parser_class=_Parser)
    made = {verb: verbs.add_parser(verb, add_help=False) for verb in VERBS}
    made["ps"].add_argument("-a", "--all", action="store_true")
    made["ps"].add_argument("-q", "--quiet", action="store_true")
    made["ps"].add_argument("--services", action="store_true", dest="names_only")
    made["ps"].add_argument("--format", choices=("table", "json"), default="table")
    made["logs"].add_argument("-n", "--tail", default="all")
    made["logs"].add_argument("-f", "--follow", action="store_true")
    made["logs"].add_argument("--no-color", action="store_true")
    made["logs"].add_argument("--no-log-prefix", action="store_true")
    made["kill"].add_argument("-s", "--signal", default="SIGKILL")
    for verb in ("restart", "stop"):
        made[verb].add_argument("-t", "--timeout", type=int)
    for flag in ("-d", "--detach", "--no-deps", "--no-recreate", "--wait"):
        made["up"].add_argument(flag, action="store_true")
    made["up"].add_argument("--scale", action="append", default=[], metavar="SERVICE=N")
    _exec(made["exec"])
    for verb in VERBS:
        if verb != "exec":
            made[verb].add_argument("services", nargs="*")
    return parser.parse_args(argv)


def _exec(parser: argparse.ArgumentParser) -> None:
    for flag in ("-T", "-i", "-t", "-d"):
        parser.add_argument(flag, action="store_true")
    parser.add_argument("-e", "--env", action="append", default=[])
    parser.add_argument("-u", "--user")
    parser.add_argument("--index", type=int)
    parser.add_argument("service")
    parser.add_argument("command", nargs=argparse.REMAINDER)


def scales(words: list[str]) -> dict[str, int]:
    """What ``--scale SERVICE=N`` asks for; raises UsageError."""
    wanted = {}
    for word in words:
        name, _, number = word.partition("=")
        if not name or not number.isdigit():
            raise UsageError(f'docker compose: --scale "{word}" is not SERVICE=N, such as worker=2.')
        wanted[name] = int(number)
    return wanted
