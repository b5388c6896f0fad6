"""`quorate sweep`: one scenario under many seeds, and the smallest run of the first that fails."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from quorate.cli.errors import CommandError
from quorate.cli.guard import watched
from quorate.cli.interrupts import Interrupts
from quorate.cli.lab import whole
from quorate.cli.progress import Progress
from quorate.cli.scenarios import NAMED, NAMED_HELP, Found, find_scenario, show_titles
from quorate.cli.simulate_inputs import pairs_of, patience
from quorate.cli.sweep_report import report
from quorate.cli.sweep_shrink import ShrunkFiles, shrink_first
from quorate.cli.sweep_workers import LocalWorkers
from quorate.history import EXIT_CODES
from quorate.labs import CHUNK, LabError, Sweep, SweepTask, Tally, sweep
from quorate.labs.sweeping import SEEDS_MAX
from quorate.workloads import BadParameterError

SEEDS_DEFAULT = range(100)
WORKERS_MAX = 512
TASKS_PER_WORKER = 4


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its flags."""
    parser = subparsers.add_parser(
        "sweep",
        help="run one scenario with many seeds; without a name, list them",
        epilog="Example: quorate sweep raft --seeds 1000 --set variant=stale-reads --shrink",
    )
    parser.add_argument("scenario", nargs="?", metavar=NAMED, help=NAMED_HELP)
    parser.add_argument(
        "--seeds", type=seeds, default=SEEDS_DEFAULT, metavar="K|A..B", help="K from 0, or A to B"
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--workers", type=workers, metavar="N", help="default: one a core")
    where.add_argument("--dask", metavar="ADDRESS", help="a Dask scheduler: tcp://HOST:8786")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--solution", type=Path, metavar="FILE", help="default: the lab's starter")
    parser.add_argument("--shrink", action="store_true", help="make the first failing run small")
    parser.add_argument("--out", type=Path, metavar="DIR", help="keep the files here")
    parser.add_argument("--patience", **patience())
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def seeds(text: str) -> range:
    """`K`: the K seeds from 0; `A..B`: from A to B, both included."""
    first, dots, last = text.partition("..")
    chosen = range(whole(text)) if not dots else range(whole(first), whole(last) + 1)
    if not 1 <= len(chosen) <= SEEDS_MAX:
        raise argparse.ArgumentTypeError(
            f"{text!r} are {len(chosen):,} seeds; give 1 to {SEEDS_MAX:,}, as 1000 or 200..299"
        )
    return chosen


def workers(text: str) -> int:
    """A number of processes."""
    count = whole(text)
    if not 1 <= count <= WORKERS_MAX:
        raise argparse.ArgumentTypeError(f"{text} is not between 1 and {WORKERS_MAX}")
    return count


def run(arguments: argparse.Namespace) -> int:
    """Sweep, say what was seen, shrink if asked, write what was asked for."""
    if arguments.scenario is None:
        show_titles()
        return 0
    with watched(arguments):  # a file of one's own may never end
        found = find_scenario(arguments.scenario, arguments.solution)
    folder = make_folder(arguments.out)
    began_s = time.monotonic()
    done, interrupted = sweep_all(found, arguments)
    seconds = time.monotonic() - began_s
    shrunk = None
    if arguments.shrink and done.verdict.kind == "violated" and not interrupted:
        shrunk = shrink_first(found, done, folder or Path(), patience_s=arguments.patience)
    summary = summary_of(done, shrunk, interrupted=interrupted)
    if folder is not None:
        write(folder / "sweep.json", json.dumps(summary, indent=1) + "\n")
    if arguments.json:
        print(json.dumps(summary))
    else:
        report(done, shrunk, interrupted=interrupted, seconds=seconds)
    return EXIT_CODES["unknown" if done.verdict.kind == "ok" and interrupted else done.verdict.kind]


def sweep_all(found: Found, arguments: argparse.Namespace) -> tuple[Sweep, bool]:
    """Run all seeds on the workers that were asked for; also say whether Ctrl-C ended it."""
    parameters = pairs_of(arguments.set)
    try:
        accepted = found.scenario.accept(parameters)
    except BadParameterError as error:
        raise CommandError(f"{error}.") from error
    count = arguments.workers or len(os.sched_getaffinity(0))
    with Interrupts() as interrupts, open_workers(arguments, count, interrupts) as pool:
        progress = Progress(len(arguments.seeds), sys.stderr, time.monotonic)
        if not arguments.json:
            for warning in getattr(pool, "warnings", ()):
                print(f"quorate: warning: {warning}", file=sys.stderr)
        count = getattr(pool, "count", count)
        share = -(-len(arguments.seeds) // (count * TASKS_PER_WORKER))

        def mapped(
            function: Callable[[SweepTask], Tally], tasks: Iterable[SweepTask]
        ) -> Iterator[Tally]:
            for part in pool.map(function, tasks):
                if not arguments.json:
                    progress.add(part)
                yield part

        try:
            done = sweep(
                found.reference,
                arguments.seeds,
                parameters=accepted,
                map=mapped,
                chunk=min(CHUNK, share),
            )
        except LabError as error:
            raise CommandError(f"{error}.") from error
        finally:
            if not arguments.json:
                progress.end()
        return done, interrupts.asked


def open_workers(
    arguments: argparse.Namespace, count: int, interrupts: Interrupts
) -> AbstractContextManager[Any]:
    """Processes of this machine, or a cluster."""
    if arguments.dask is None:
        return LocalWorkers(count, patience_s=arguments.patience, ends=lambda: interrupts.asked)
    from quorate.cli.sweep_dask import DaskWorkers

    return DaskWorkers(arguments.dask, ends=lambda: interrupts.asked)


def make_folder(path: Path | None) -> Path | None:
    """Make the folder for the files, before any time is spent."""
    if path is not None:
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"--out {path} cannot be made ({error.strerror}).") from error
    return path


def write(path: Path, text: str) -> None:
    """Write, or say why not."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path} cannot be written ({error.strerror}).") from error


def summary_of(done: Sweep, shrunk: ShrunkFiles | None, *, interrupted: bool) -> dict[str, Any]:
    """The sweep as JSON; the same whatever did the work, as long as all of it was done."""
    summary = done.to_json()
    if interrupted:
        summary["interrupted"] = True
    if shrunk is not None:
        summary["shrunk"] = shrunk.to_json()
    return summary
