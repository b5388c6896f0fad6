"""`quorate simulate`: run one scenario from a seed, and keep its trace or its picture."""

import argparse
import html
import json
from pathlib import Path
from typing import Any

from quorate.cli.errors import CommandError, unknown_name
from quorate.cli.lab import EXIT_CODES, whole
from quorate.cli.places import labs_root
from quorate.diagram import Drawing, EmptyDrawingError, space_time
from quorate.history import dump_trace
from quorate.labs import Lab, RejectedSolution, ScenarioRun, Solution, load_labs, run_scenario
from quorate.workloads import BadParameterError, Scenario

DRAWN_US = 2_000_000
"""How much of a run is drawn when nothing failed: more than two seconds is a wall of arrows."""


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its flags."""
    parser = subparsers.add_parser(
        "simulate",
        help="run one scenario; without a name, list them",
        epilog="Example: quorate simulate place-replicas/racks --seed 3 --html run.html",
    )
    parser.add_argument("scenario", nargs="?", metavar="LAB/STEP")
    parser.add_argument("--solution", type=Path, metavar="FILE", help="default: the lab's starter")
    parser.add_argument("--seed", type=whole, default=0, metavar="N")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    for kind, text in (("trace", "JSON lines"), ("svg", "a picture"), ("html", "one page")):
        parser.add_argument(f"--{kind}", type=Path, metavar="FILE", help=text)
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run, write what was asked for, and say the verdict."""
    labs, _ = load_labs(labs_root())
    names = {f"{lab.slug}/{step.id}": lab for lab in labs.values() for step in lab.steps}
    if arguments.scenario is None:
        for name, lab in names.items():
            print(f"{name:<32} {lab.step(name.partition('/')[2]).title}")
        return 0
    if arguments.scenario not in names:
        raise unknown_name("scenario", arguments.scenario, names)
    lab = names[arguments.scenario]
    scenario = lab.step(arguments.scenario.partition("/")[2]).scenario
    done = simulate(scenario, solution_of(arguments.solution, lab), arguments)
    write_files(done, arguments)
    verdict = done.verdict
    if arguments.json:
        summary = {"verdict": verdict.kind, "reason": verdict.reason, "seed": arguments.seed}
        trace_hash = done.run.trace.hash() if done.run.trace else ""
        print(json.dumps({**summary, "scenario": arguments.scenario, "trace_hash": trace_hash}))
    else:
        print(f"{arguments.scenario}, seed {arguments.seed}: {verdict.kind}. {verdict.reason}")
    return EXIT_CODES[verdict.kind]


def solution_of(path: Path | None, lab: Lab) -> Solution:
    """The file given, else the starter; a decision lab needs a file."""
    if path is None:
        if lab.kind == "decision":
            raise CommandError(
                f"{lab.slug} is a decision without a default.",
                hint="Name one with --solution FILE.",
            )
        return Solution(source=lab.starter)
    try:
        text = path.read_text(encoding="utf-8")
        return Solution(decision=json.loads(text)) if lab.kind == "decision" else Solution(text)
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} cannot be read ({error}).") from error


def simulate(scenario: Scenario, solution: Solution, arguments: argparse.Namespace) -> ScenarioRun:
    """Run once, traced."""
    try:
        return run_scenario(
            scenario,
            solution,
            arguments.seed,
            parameters=dict(pair(text) for text in arguments.set),
            trace=True,
        )
    except BadParameterError as error:
        raise CommandError(f"{error}.") from error
    except RejectedSolution as error:
        place = f"line {error.line}: " if error.line else ""
        raise CommandError(f"{place}{error.message}.", hint=error.hint) from error


def pair(text: str) -> tuple[str, Any]:
    """`name=value`, the value a number where it reads as one."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise CommandError(f"--set {text!r} is not name=value.")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def write_files(done: ScenarioRun, arguments: argparse.Namespace) -> None:
    """Trace, picture, page."""
    trace = done.run.trace
    assert trace is not None  # noqa: S101  asked for above
    if arguments.trace:
        write(arguments.trace, dump_trace(trace))
    if not (arguments.svg or arguments.html):
        return
    try:
        drawing = space_time(trace, done.settings.plan, window=(0, DRAWN_US))
    except EmptyDrawingError as error:
        raise CommandError(f"there is nothing to draw: {error}.") from error
    if arguments.svg:
        write(arguments.svg, drawing.svg)
    if arguments.html:
        write(arguments.html, page_of(drawing, arguments.scenario, done))


def page_of(drawing: Drawing, name: str, done: ScenarioRun) -> str:
    """One self-contained page: picture and words."""
    title = html.escape(f"{name}: {done.verdict.kind}")
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f"<body><h1>{title}</h1><p>{html.escape(done.verdict.reason)}</p>{drawing.svg}"
        f"<h2>In words</h2><pre>{html.escape(drawing.text)}</pre></body></html>\n"
    )


def write(path: Path, text: str) -> None:
    """Write, or say why not."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path} cannot be written ({error.strerror}).") from error
