"""`quorate node run FILE:Class`: a node as a process of its own, over standard input and output."""

import argparse
import json
import os
import secrets
import select
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn, TextIO

from quorate.cli.errors import CommandError, unknown_name
from quorate.cli.modules import load_module, split_name
from quorate.node import DiskImage, Node
from quorate.node.stdio import Kept, StdioNode, Told

STDIN, STDOUT = 0, 1
READ_BYTES = 1 << 16
DISK_FORMAT = 1
US_PER_SECOND = 1_000_000


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command with its own sub-command."""
    parser = subparsers.add_parser("node", help="run a node as a process of its own")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    command = verbs.add_parser(
        "run",
        help="speak Maelstrom's protocol: one JSON message a line",
        epilog="Example: quorate node run echo.py:Echo --disk data",
    )
    command.add_argument("node", metavar="FILE:CLASS")
    command.add_argument("--disk", type=Path, metavar="DIR", help="keep the disk here, synced")
    command.add_argument("--restart", action="store_true", help="start again after a crash")
    command.add_argument("--seed", metavar="TEXT", help="of the node's random numbers")
    command.set_defaults(run=run)


class Stopped(KeyboardInterrupt):
    """The process was asked to end; a kind of interrupt, so that no handler is blamed for it."""


def run(arguments: argparse.Namespace) -> int:
    """Read until the input ends; standard output carries messages only."""
    cls = load_class(arguments.node)
    shelf = Shelf(arguments.disk)
    seed = arguments.seed or secrets.token_hex(8)
    node = StdioNode(cls, shelf.recall, seed=seed, restarts=arguments.restart)
    node.wall_ahead_us = time.time_ns() // 1_000 - now_us()
    printed, sys.stdout = sys.stdout, sys.stderr  # what a node prints is no message
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        return speak(node, shelf)
    except (Stopped, BrokenPipeError):
        return 0
    finally:
        signal.signal(signal.SIGTERM, before)
        sys.stdout = printed
        node.close()
        shelf.close()


def speak(node: StdioNode, shelf: "Shelf") -> int:
    """The loop: lines and timers, until the input or the node ends."""
    rest = b""
    while True:
        code = answer(node.wake(now_us()), shelf)
        if code is not None:
            return code
        due_us = node.due_us
        wait_s = None if due_us is None else max(0, due_us - now_us()) / US_PER_SECOND
        if not select.select([STDIN], [], [], wait_s)[0]:
            continue
        data = os.read(STDIN, READ_BYTES)
        # The last line may lack its end.
        *lines, rest = (rest + data).split(b"\n") if data else (rest, b"")
        for line in lines:
            code = answer(node.hear(now_us(), line.decode("utf-8", "replace")), shelf)
            if code is not None:
                return code
        if not data:
            return 0


def answer(told: Told, shelf: "Shelf") -> int | None:
    """Keep first, so that nothing is promised that a crash could lose; then say, then log."""
    shelf.keep(told.kept)
    data = "".join(f"{line}\n" for line in told.lines).encode("utf-8")
    while data:
        data = data[os.write(STDOUT, data) :]
    for text in told.logs:
        note(text)
    if told.ended:
        note(told.ended)
        return 1
    return None


def note(text: str) -> None:
    """One line of the log."""
    print(f"{time.time():.3f} {text}", file=sys.stderr, flush=True)


def now_us() -> int:
    """Microseconds that never jump."""
    return time.monotonic_ns() // 1_000


class Shelf:
    """The disk of a node: a file of operations in a directory, or nothing that stays.

    A line an operation, written and synced before anything is said that rests on it. At the start
    the lines are read and written anew as one; half a line at the end was never promised.
    """

    def __init__(self, directory: Path | None) -> None:
        self._directory = directory
        self._file: TextIO | None = None

    def recall(self, node_id: str) -> Kept:
        """What is kept for this node."""
        if self._directory is None:
            return 0, None
        name = "".join(c if c.isalnum() or c in "-_" else f"%{ord(c):x}" for c in node_id)
        path = self._directory / f"{name}.jsonl"
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            boot, image = self._read(path)
            fresh = path.with_suffix(".new")
            with fresh.open("w", encoding="utf-8") as file:
                row = {"quorate_disk": DISK_FORMAT, "boot": boot, "content": image.to_json()}
                file.write(json.dumps(row) + "\n")
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
            self._sync_directory()
            self._file = path.open("a", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"--disk {path} cannot be used ({error.strerror}).") from error
        return boot, image.to_json()

    def keep(self, operations: list[list[Any]]) -> None:
        """Write these operations, so that they survive whatever comes."""
        if self._file is None or not operations:
            return
        self._file.write("".join(f"{json.dumps(operation)}\n" for operation in operations))
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()

    def _read(self, path: Path) -> tuple[int, DiskImage]:
        if not path.exists():
            return 0, DiskImage()
        *lines, _ = path.read_text(encoding="utf-8").split("\n")
        try:
            first = json.loads(lines[0])
            boot, image = first["boot"], DiskImage.from_json(first["content"])
            for line in lines[1:]:
                operation = json.loads(line)
                if operation[0] == "boot":
                    boot = operation[1]
                else:
                    image.apply(*operation)
        except (ValueError, LookupError, TypeError, AssertionError) as error:
            raise CommandError(
                f"--disk {path} holds no disk of a node ({error}).",
                hint="Take another directory, or remove the file to begin empty.",
            ) from error
        return boot, image

    def _sync_directory(self) -> None:
        assert self._directory is not None  # noqa: S101  only called with one
        handle = os.open(self._directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def load_class(text: str) -> type[Node]:
    """The class that FILE:CLASS names."""
    file, name = split_name(text, "quorate node run echo.py:Echo")
    classes = {
        key: value
        for key, value in vars(load_module(file)).items()
        if isinstance(value, type) and issubclass(value, Node) and value is not Node
    }
    if name not in classes:
        raise unknown_name(f"node class in {file}", name, classes)
    return classes[name]


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    with suppress(ValueError):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough
    raise Stopped
