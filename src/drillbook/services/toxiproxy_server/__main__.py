"""The command line: the flags of ``toxiproxy-server``, with one dash as in Go or with two."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from pathlib import Path

from drillbook.errors import DrillbookError
from drillbook.services.toxiproxy_server.api import VERSION
from drillbook.services.toxiproxy_server.logs import log_to_stdout
from drillbook.services.toxiproxy_server.server import Settings, serve

TRUE = ("1", "t", "true")
FALSE = ("0", "f", "false")


def parse(arguments: list[str]) -> Settings:
    """The settings that a command line asks for; ends the process on ``-version``, ``-help`` and mistakes."""
    parser = argparse.ArgumentParser(prog="toxiproxy-server", allow_abbrev=False)
    _flag(parser, "host", default="localhost", metavar="HOST", help="interface of the API (default: localhost)")
    _flag(parser, "port", default=8474, type=_port, metavar="PORT", help="port of the API (default: 8474)")
    _flag(parser, "config", type=Path, metavar="FILE", help="JSON array of proxies to create at start")
    _flag(parser, "seed", type=int, metavar="N", help="repeat the random choices of an earlier server")
    _switch(parser, "proxy-metrics", text="count bytes per proxy at /metrics")
    _switch(parser, "runtime-metrics", text="show this process at /metrics")
    _switch(parser, "half-close", text="let one direction of a connection go on after the other has ended")
    parser.add_argument("-version", "--version", action="version", version=f"toxiproxy-server version {VERSION}")
    return Settings(**vars(parser.parse_args(arguments)))


def _flag(parser: argparse.ArgumentParser, name: str, **options: object) -> None:
    parser.add_argument(f"-{name}", f"--{name}", **options)  # type: ignore[arg-type]  # argparse's own keywords


def _switch(parser: argparse.ArgumentParser, name: str, *, text: str) -> None:
    """A flag that is true when it is there, and may say so as Go's do: ``-proxy-metrics=false``."""
    _flag(parser, name, nargs="?", const=True, default=False, type=_boolean, metavar="BOOL", help=text)


def _boolean(text: str) -> bool:
    if text.lower() not in TRUE + FALSE:
        raise argparse.ArgumentTypeError(f"{text!r} is neither true nor false")
    return text.lower() in TRUE


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65_535):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 0 to 65535")
    return int(text)


def main() -> None:
    """Serve, then end the process at once with the exit code of `drillbook.errors`."""
    settings = parse(sys.argv[1:])
    log_to_stdout(os.environ.get("LOG_LEVEL", "info"))
    exit_code = 0
    try:
        asyncio.new_event_loop().run_until_complete(serve(settings))
    except DrillbookError as error:
        sys.stderr.write(f"{error}\n")
        exit_code = error.exit_code
    sys.stdout.flush()
    sys.stderr.flush()
    # Not asyncio.run: a host name that is still being looked up in a thread must not keep the process.
    os._exit(exit_code)


if __name__ == "__main__":
    main()
