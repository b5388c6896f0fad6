"""Parse the command line and hand over to one command.

Exit codes everywhere: 0 ok, 1 violated (or problems found), 2 unknown, refused or bad input.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence

from quorate import __version__
from quorate.cli.errors import CommandError

COMMANDS = (
    "serve",
    "paths",
    "plan",
    "lab",
    "simulate",
    "sweep",
    "explore",
    "node",
    "calc",
    "content",
    "backup",
)

ALONE = ("node", "serve")
"""Commands that start many times, or once for long: without the modules of the others."""


def make_parser(*, only: str = "") -> argparse.ArgumentParser:
    """Every command with its flags, as contract.md §3 lists them; a server starts sooner without the others."""
    parser = argparse.ArgumentParser(
        prog="quorate",
        description="Learn distributed systems where every claim can be run.",
    )
    parser.add_argument("--version", action="version", version=f"quorate {__version__}")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in (only,) if only else COMMANDS:
        importlib.import_module(f"quorate.cli.{command}").register(subparsers)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = sys.argv[1:] if argv is None else argv
    only = given[0] if given and given[0] in ALONE else ""
    arguments = make_parser(only=only).parse_args(given)
    try:
        code: int = arguments.run(arguments)
    except CommandError as error:
        print(f"quorate: {error}", file=sys.stderr)
        if error.hint:
            print(f"  {error.hint}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # `quorate paths | head` is no failure
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130
    return code
