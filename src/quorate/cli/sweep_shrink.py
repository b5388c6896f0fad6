"""Shrink the first failing seed of a sweep, and keep what is left as files that replay."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from quorate.cli.errors import CommandError
from quorate.cli.scenarios import Found, refused
from quorate.cli.simulate_inputs import Inputs, settings_from
from quorate.cli.watchdog import watchdog
from quorate.faults import describe_plan
from quorate.history import dump_trace
from quorate.labs import (
    RejectedSolution,
    ScenarioRun,
    Shrunk,
    Sweep,
    UnsteadyError,
    build_setup,
    dump_replay,
    judge_run,
    load_replay,
    load_solution,
    run_scenario,
    shrink_failure,
)
from quorate.workloads import Setup

REPLAY_FILE = "shrunk.json"
TRACE_FILE = "shrunk.jsonl"
OPERATIONS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class ShrunkFiles:
    """A shrunk run, the file it was written to, and its description."""

    seed: int
    path: Path
    faults: int
    operations: int
    tries: int
    reason: str
    text: str

    def to_json(self) -> dict[str, Any]:
        """Give the figures as a JSON object."""
        return {
            "seed": self.seed,
            "file": str(self.path),
            "faults": self.faults,
            "operations": self.operations,
            "tries": self.tries,
            "reason": self.reason,
        }


def shrink_first(found: Found, done: Sweep, folder: Path, *, patience_s: float) -> ShrunkFiles:
    """Shrink the lowest failing seed, write the replay and its trace, and describe them."""
    seed = done.tally.findings[0].seed

    def stuck(sentence: str) -> NoReturn:
        sys.stderr.write(f"quorate: while seed {seed} was being shrunk: {sentence}.\n")
        sys.stderr.flush()
        os._exit(2)

    with watchdog(patience_s, stuck):
        try:
            shrunk = shrink_seed(found, dict(done.parameters), seed)
        except RejectedSolution as error:
            raise refused(error) from error
        except UnsteadyError as error:
            raise CommandError(
                f"{error}.", hint="quorate simulate --twin shows where two runs of it part."
            ) from error
    replayed, path = shrunk.replayed, folder / REPLAY_FILE
    trace = replayed.run.trace
    assert trace is not None  # noqa: S101  shrinking ends with a traced run
    text = dump_replay(found.reference, replayed, done.parameters)
    validate_file(found, text, replayed)
    try:
        path.write_text(text, encoding="utf-8")
        (folder / TRACE_FILE).write_text(dump_trace(trace), encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path} cannot be written ({error.strerror}).") from error
    operations = sum(len(client.operations) for client in replayed.settings.clients)
    return ShrunkFiles(
        seed,
        path,
        len(replayed.settings.plan),
        operations,
        shrunk.tries,
        replayed.verdict.reason,
        describe(seed, shrunk, path),
    )


def shrink_seed(found: Found, parameters: dict[str, Any], seed: int) -> Shrunk:
    """Run the seed again and shrink its failure."""

    def rebuild() -> Setup:
        loaded = load_solution(found.reference.solution)
        return build_setup(found.scenario, loaded, seed, parameters)

    failing = run_scenario(found.scenario, found.reference.solution, seed, parameters=parameters)
    if failing.verdict.kind != "violated":
        raise UnsteadyError(f"seed {seed} failed once and passed when it was repeated")
    return shrink_failure(failing, rebuild)


def validate_file(found: Found, text: str, replayed: ScenarioRun) -> None:
    """Repeat the run from its file: what cannot be written down must not pass for a replay."""
    replay = load_replay(text)
    inputs = Inputs(replay.scenario, replay.seed, replay.parameters, replay=replay)
    again = judge_run(found.scenario, *settings_from(found, inputs))
    assert again.run.trace is not None  # noqa: S101  asked for in the settings
    if again.verdict.kind != "violated" or again.run.trace.hash() != replay.hash:
        raise CommandError(
            f"seed {replayed.settings.seed} was shrunk, but its file gives another run.",
            hint="Please report it with the names of the scenario and the seed.",
        )


def describe(seed: int, shrunk: Shrunk, path: Path) -> str:
    """Say what is left and how to see it."""
    replayed = shrunk.replayed
    settings = replayed.settings
    operations = [step for client in settings.clients for step in client.operations]
    left = (
        f"{_count(len(settings.plan), 'fault')} and {_count(len(operations), 'operation')} "
        f"within {settings.horizon_us / 1e6:.3f} s"
    )
    lines = [
        f"Seed {seed} shrunk to {left}, in {shrunk.tries} runs.",
        f"It still fails: {replayed.verdict.reason}",
        *(f"  {line}" for line in describe_plan(settings.plan).splitlines()),
        *_operation_lines(replayed),
        f"Wrote {path}. Next: quorate simulate --replay {path} --html run.html",
    ]
    return "\n".join(lines)


def _operation_lines(replayed: ScenarioRun) -> list[str]:
    steps = sorted(
        (
            (tuple(step), client.id)
            for client in replayed.settings.clients
            for step in client.operations
        ),
        key=lambda pair: (pair[0][0], pair[1]),
    )
    lines = [
        f"  at {step[0] / 1e6:.3f} s {client} asks {step[1]}: {' '.join(map(_word, step[2:5]))}".rstrip()
        for step, client in steps[:OPERATIONS_SHOWN]
    ]
    more = len(steps) - len(lines)
    return [*lines, f"  and {more} more"] if more else lines


def _word(value: object) -> str:
    return "" if value is None else str(value)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
