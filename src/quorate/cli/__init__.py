"""The command line: one module a command; none loads Django."""

from quorate.cli.app import main

__all__ = ["main"]
