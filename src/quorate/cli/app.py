"""Parse the command line and hand over to one command.

Exit codes everywhere: 0 ok, 1 violated (or problems found), 2 unknown, refused or bad input.
"""

import argparse
import errno
import importlib
import os
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
    if argv is not None or not getattr(arguments, "is_guarded", False):
        return perform(arguments)
    # Only a process of our own is doubled; a program that calls `main` keeps to itself.
    from quorate.cli.guard import Pulse, guarded

    def work(pulse: Pulse) -> int:
        arguments.pulse = pulse
        return perform(arguments)

    return guarded(work, patience_s=arguments.patience)


def perform(arguments: argparse.Namespace) -> int:
    """Do what was asked for; what is refused is said in a sentence."""
    try:
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except CommandError as error:
        print(f"quorate: {error}", file=sys.stderr)
        if error.hint:
            print(f"  {error.hint}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # `quorate paths | head` is no failure
        _drop_output()
        return 0
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EIO):
            raise
        _drop_output()
        print(f"quorate: the output cannot be written ({error.strerror}).", file=sys.stderr)
        return 2
    return code


def _drop_output() -> None:
    """What is still in the buffer would fail once more at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
