"""`quorate simulate`: run one scenario from a seed, and keep its trace, its plan or its picture."""

import argparse
import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from quorate.cli.errors import CommandError
from quorate.cli.guard import watched
from quorate.cli.lab import EXIT_CODES, whole
from quorate.cli.places import explorer_bundle
from quorate.cli.scenarios import (
    NAMED,
    NAMED_HELP,
    Found,
    find_scenario,
    refused,
    show_titles,
)
from quorate.cli.simulate_inputs import (
    Inputs,
    patience,
    read_inputs,
    settings_from,
)
from quorate.cli.twin import run_twins, twin_words
from quorate.diagram import explorer_html, first_picture
from quorate.faults import describe_plan, plan_to_json
from quorate.history import Trace, dump_trace
from quorate.labs import RejectedSolution, ScenarioRun, about_run, judge_run, scene_of_run

SHOWN_ERRORS = 3
ERROR_CHARACTERS_MAX = 400


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its flags."""
    parser = subparsers.add_parser(
        "simulate",
        help="run one scenario; without a name, list them",
        epilog="Example: quorate simulate place-replicas/racks --seed 3 --html run.html",
    )
    parser.add_argument("scenario", nargs="?", metavar=NAMED, help=NAMED_HELP)
    parser.add_argument("--solution", type=Path, metavar="FILE", help="default: the lab's starter")
    parser.add_argument("--seed", type=whole, metavar="N", help="default: 0")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--plan", type=Path, metavar="FILE", help="these faults, not drawn ones")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="what a sweep has shrunk")
    kinds = {
        "trace": "JSON lines",
        "svg": "a picture",
        "html": "one page",
        "save-plan": "the faults as JSON",
    }
    for kind, text in kinds.items():
        parser.add_argument(f"--{kind}", type=Path, metavar="FILE", help=text)
    parser.add_argument("--show-plan", action="store_true", help="print the faults in words")
    parser.add_argument("--twin", action="store_true", help="run twice, compare the traces")
    parser.add_argument("--patience", **patience())
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run, is_guarded=True)


def run(arguments: argparse.Namespace) -> int:
    """Run, write what was asked for, and say the verdict."""
    if arguments.scenario is None and arguments.replay is None:
        show_titles()
        return 0
    inputs = read_inputs(arguments)
    arguments.scenario, arguments.seed = inputs.name, inputs.seed
    with watched(arguments):
        found = find_scenario(inputs.name, arguments.solution)
        if inputs.replay is not None and (warning := inputs.replay.warning(found.reference)):
            print(f"quorate: warning: {warning}; the run may not be the same.", file=sys.stderr)
        done = simulate(found, inputs, arguments)
    write_files(done, inputs, arguments)
    if arguments.save_plan:
        rows = ",\n ".join(json.dumps(row) for row in plan_to_json(done.settings.plan))
        write(arguments.save_plan, f"[{rows}]\n")
    return tell(done, inputs, arguments)


def simulate(found: Found, inputs: Inputs, arguments: argparse.Namespace) -> ScenarioRun:
    """Run once, traced."""
    try:
        setup, settings = settings_from(found, inputs)
        settings = replace(settings, states=bool(arguments.html))
        done = judge_run(found.scenario, setup, settings)
    except RejectedSolution as error:
        raise refused(error) from error
    trace = done.run.trace
    assert trace is not None  # noqa: S101  asked for in the settings
    about = {"scenario": inputs.name, "parameters": dict(inputs.parameters)}
    return replace(done, run=replace(done.run, trace=Trace({**trace.header, **about}, trace.flat)))


@dataclass(frozen=True, slots=True)
class _Compared:
    """What a run was compared with: words, and whether it was the same."""

    words: str = ""
    same: bool = True


def tell(done: ScenarioRun, inputs: Inputs, arguments: argparse.Namespace) -> int:
    """Print the verdict, the plan and what a comparison gave; return the exit code."""
    verdict, trace = done.verdict, done.run.trace
    assert trace is not None  # noqa: S101  asked for in the settings
    trace_hash = trace.hash()
    replayed = _of_replay(inputs, trace_hash)
    twin = _of_twins(arguments)
    if arguments.json:
        summary = {"verdict": verdict.kind, "reason": verdict.reason, "seed": inputs.seed}
        summary |= {"scenario": inputs.name, "trace_hash": trace_hash}
        for name, compared in (("replay", replayed), ("twin", twin)):
            if compared.words:
                summary[name] = {"same": compared.same, "text": compared.words}
        if done.run.errors or done.run.refusals:
            summary["errors"] = [*map(str, done.run.errors), *done.run.refusals]
        if arguments.show_plan:
            summary["plan"] = plan_to_json(done.settings.plan)
        print(json.dumps(summary))
    else:
        print(f"{inputs.name}, seed {inputs.seed}: {verdict.kind}. {verdict.reason}")
        print(*errors_of(done), sep="", end="")
        if arguments.show_plan:
            print(describe_plan(done.settings.plan))
        for compared in (replayed, twin):
            if compared.words:
                print(compared.words)
    return EXIT_CODES[verdict.kind] if twin.same else EXIT_CODES["violated"]


def errors_of(done: ScenarioRun) -> list[str]:
    """Lines about nodes that failed by themselves: a verdict alone would hide them."""
    errors, refusals = done.run.errors, done.run.refusals
    lines = [f"  {error}"[:ERROR_CHARACTERS_MAX] for error in errors[:SHOWN_ERRORS]]
    if len(errors) > SHOWN_ERRORS:
        lines.append(f"  and {len(errors) - SHOWN_ERRORS} crashes more; --trace FILE keeps all")
    lines += [f"  {refusal}"[:ERROR_CHARACTERS_MAX] for refusal in refusals[:SHOWN_ERRORS]]
    if len(refusals) > SHOWN_ERRORS:
        lines.append(f"  and {len(refusals) - SHOWN_ERRORS} more like it")
    return [f"{line}\n" for line in lines]


def _of_replay(inputs: Inputs, trace_hash: str) -> _Compared:
    if inputs.replay is None or not inputs.replay.hash:
        return _Compared()
    if inputs.replay.hash == trace_hash:
        return _Compared("The trace is the recorded one.")
    return _Compared(
        "The trace is not the recorded one; --twin says whether runs repeat.", same=False
    )


def _of_twins(arguments: argparse.Namespace) -> _Compared:
    if not arguments.twin:
        return _Compared()
    twins = run_twins(twin_words(arguments))
    if twins.divergence is None:
        seeds = " and ".join(twins.hash_seeds)
        return _Compared(f"Twins: the same trace under the hash seeds {seeds}.")
    remedy = "Look for a loop over a set, hash() or id(), or what is kept between runs."
    return _Compared(f"Twins: {twins.divergence.sentence()}\n  {remedy}", same=False)


def write_files(done: ScenarioRun, inputs: Inputs, arguments: argparse.Namespace) -> None:
    """Trace, picture, page."""
    trace = done.run.trace
    assert trace is not None  # noqa: S101  asked for above
    if arguments.trace:
        write(arguments.trace, dump_trace(trace))
    if not (arguments.svg or arguments.html):
        return
    scene = scene_of_run(done)
    picture, _ = first_picture(scene)
    if picture is None:
        raise CommandError("there is nothing to draw: nothing happened in this run.")
    if arguments.svg:
        write(arguments.svg, picture.svg)
    if arguments.html:
        about = {**about_run(done, inputs.seed, inputs.parameters), "scenario": inputs.name}
        write(arguments.html, explorer_html(scene, about, bundle=explorer_bundle()))


def write(path: Path, text: str) -> None:
    """Write, or say why not."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path} cannot be written ({error.strerror}).") from error
