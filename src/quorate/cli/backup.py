"""`quorate backup` and `quorate restore`: a running site, copied safely into one file."""

import argparse
import subprocess
import sys
from pathlib import Path

from quorate.cli.errors import CommandError
from quorate.cli.places import data_dir_default


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add both commands and their flags."""
    for verb, text in (
        ("backup", "copy a (running) site's data into FILE"),
        ("restore", "put the data of FILE back (stop the site first)"),
    ):
        parser = subparsers.add_parser(verb, help=text)
        parser.add_argument("file", type=Path)
        parser.add_argument("--data-dir", type=Path, default=data_dir_default())
        replaced = "data that is there" if verb == "restore" else "FILE"
        parser.add_argument("--force", action="store_true", help=f"replace {replaced}")
        parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Hand over to the web package in a process of its own: it knows what its data is."""
    command = [sys.executable, "-m", "quorate.web.backup", arguments.command]
    command += [str(arguments.file), "--data-dir", str(arguments.data_dir)]
    if arguments.command == "backup" and arguments.file.exists() and not arguments.force:
        raise CommandError(f"{arguments.file} is there already.", hint="Name another, or --force.")
    if arguments.force and arguments.command == "restore":
        command.append("--force")
    return subprocess.run(command, check=False).returncode  # noqa: S603 - our own interpreter and module
