"""`quorate explore`: every order of a small system, and the shortest way to what is wrong."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from quorate.cli.errors import CommandError, unknown_name
from quorate.cli.guard import watched
from quorate.cli.lab import EXIT_CODES, whole
from quorate.cli.modules import load_module, split_name
from quorate.cli.simulate_inputs import patience
from quorate.diagram import space_time
from quorate.faults import FaultPlan
from quorate.history import dump_trace
from quorate.simulator import SimulatorError
from quorate.simulator.exhaustive import Bounds, CounterExample, Exploration, System, explore
from quorate.workloads import BadParameterError, describe_error
from quorate.workloads.exhaustive import Exhaustive
from quorate.workloads.reference.exhaustive import EXHAUSTIVE

BOUNDS = {
    "depth": "steps in one run",
    "states": "states in all",
    "losses": "messages lost in one run",
    "duplicates": "messages doubled in one run",
    "crashes": "crashes in one run",
    "timers": "timers of nodes that fire in one run",
    "timeouts": "clients that give up waiting in one run",
}
SAY_EVERY_SECONDS = 1.0


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its flags."""
    parser = subparsers.add_parser(
        "explore",
        help="search every order of a small system; without a name, list them",
        epilog="Example: quorate explore rpc --set variant=executes-again",
    )
    named = "a reference system, or FILE.py:NAME of a System or an Exhaustive"
    parser.add_argument("scenario", nargs="?", metavar="SCENARIO", help=named)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    for name, text in BOUNDS.items():
        parser.add_argument(f"--{name}", type=whole, metavar="N", help=f"at most so many {text}")
    parser.add_argument("--trace", type=Path, metavar="FILE", help="the way there as JSON lines")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="the way there as a picture")
    parser.add_argument("--patience", **patience())
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run, is_guarded=True)


def run(arguments: argparse.Namespace) -> int:
    """Search, write what was asked for, say what was found."""
    if arguments.scenario is None:
        for slug, question in EXHAUSTIVE.items():
            print(f"{slug:<20} {question.title}")
        return 0
    given = {name: getattr(arguments, name) for name in BOUNDS}
    bounds = {name: value for name, value in given.items() if value is not None}
    parameters = dict(pair(text) for text in arguments.set)
    with watched(arguments):
        system, within = ask(arguments.scenario, parameters, bounds)
        began_s = time.monotonic()
        found = explore(system, within, progress=Reporter(began_s))
    seconds = time.monotonic() - began_s
    if found.counter_example is not None:
        write_files(found.counter_example, arguments)
    if arguments.json:
        print(json.dumps(as_json(arguments.scenario, found, seconds)))
    else:
        show(arguments.scenario, found, seconds)
    return EXIT_CODES[found.verdict.kind]


def ask(name: str, parameters: dict[str, Any], bounds: dict[str, int]) -> tuple[System, Bounds]:
    """What is searched, and within which bounds."""
    question = find(name)
    try:
        return question.ask(parameters, bounds)
    except (BadParameterError, SimulatorError) as error:
        raise CommandError(f"{error}.") from error
    except Exception as error:  # what builds the question may be anybody's
        what = f"{name} asks nothing: {describe_error(error)}"
        raise CommandError(f"{what}; its build gives a System and Bounds.") from error


def find(name: str) -> Exhaustive:
    """A reference system, or what a file of one's own asks."""
    if ".py:" not in name:
        if name not in EXHAUSTIVE:
            raise unknown_name("scenario to explore", name, EXHAUSTIVE)
        return EXHAUSTIVE[name]
    file, wanted = split_name(name, "quorate explore mine.py:SYSTEM")
    found = {
        key: value
        for key, value in vars(load_module(file)).items()
        if isinstance(value, (Exhaustive, System))
    }
    if wanted not in found:
        raise unknown_name(f"System or Exhaustive in {file}", wanted, found)
    asked = found[wanted]
    if isinstance(asked, Exhaustive):
        return asked
    return Exhaustive(wanted, asked.name, lambda _: (asked, Bounds()))


class Reporter:
    """Says on a terminal how far the search is."""

    def __init__(self, began_s: float) -> None:
        self.began_s = self.said_s = began_s

    def __call__(self, states: int, depth: int, rest: int) -> None:
        """Write the line over, once a second."""
        now_s = time.monotonic()
        if not sys.stderr.isatty() or now_s - self.said_s < SAY_EVERY_SECONDS:
            return
        self.said_s = now_s
        rate = states / (now_s - self.began_s)
        line = (
            f"{states:,} states, {depth} steps deep, {rest:,} to go on from, {rate:,.0f} a second"
        )
        print(f"\r\x1b[K{line}\r", end="", file=sys.stderr, flush=True)


def show(name: str, found: Exploration, seconds: float) -> None:
    """The verdict, the size of what was searched, and the way to what is wrong."""
    print(f"{name}: {found.verdict.kind}. {found.verdict.reason}")
    rate = found.states / seconds if seconds else 0.0
    print(
        f"  {found.states:,} states, {found.transitions:,} moves, {found.depth} steps deep, "
        f"in {seconds:.1f} s ({rate:,.0f} states/s)"
    )
    if found.counter_example is not None:
        print(f"The shortest way there, {found.depth} steps:")
        print("\n".join(f"  {line}" for line in found.counter_example.lines))


def as_json(name: str, found: Exploration, seconds: float) -> dict[str, Any]:
    """The same for programs."""
    result = found.verdict.to_json() | {
        "scenario": name,
        "states": found.states,
        "transitions": found.transitions,
        "depth": found.depth,
        "stopped_by": found.stopped_by,
        "seconds": round(seconds, 3),
        "states_per_s": round(found.states / seconds) if seconds else None,
        "steps": None,
    }
    if found.counter_example is not None:
        result["steps"] = [step.to_json() for step in found.counter_example.steps]
        result["lines"] = list(found.counter_example.lines)
    return result


def write_files(found: CounterExample, arguments: argparse.Namespace) -> None:
    """Trace and picture of the way there."""
    if arguments.trace:
        write(arguments.trace, dump_trace(found.replayed.trace))
    if arguments.svg:
        write(arguments.svg, space_time(found.replayed.trace, FaultPlan()).svg)


def write(path: Path, text: str) -> None:
    """Write, or say why not."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path} cannot be written ({error.strerror}).") from error


def pair(text: str) -> tuple[str, Any]:
    """`name=value`, the value a number where it reads as one."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise CommandError(f"--set {text!r} is not name=value.")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value
