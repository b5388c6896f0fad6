"""Parse the command line and hand over to one command.

Exit codes everywhere: 0 ok, 1 violated (or problems found), 2 unknown, refused or bad input.
"""

import argparse
import sys
from collections.abc import Sequence

from quorate import __version__
from quorate.cli import backup, calc, content, lab, paths, plan, serve, simulate
from quorate.cli.errors import CommandError

COMMANDS = (serve, paths, plan, lab, simulate, calc, content, backup)


def make_parser() -> argparse.ArgumentParser:
    """Every command with its flags, as contract.md §3 lists them."""
    parser = argparse.ArgumentParser(
        prog="quorate",
        description="Learn distributed systems where every claim can be run.",
    )
    parser.add_argument("--version", action="version", version=f"quorate {__version__}")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.register(subparsers)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = make_parser().parse_args(argv)
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
