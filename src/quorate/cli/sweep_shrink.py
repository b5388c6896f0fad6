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
    dump_replay,
    judge_run,
    load_replay,
    shrink_sweep,
)

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
    """Shrink a failing seed, the lowest if it will, write its replay and trace, describe them."""
    seed = done.tally.findings[0].seed

    def tell(one: int) -> None:
        nonlocal seed
        seed = one

    def stuck(sentence: str) -> NoReturn:
        sys.stderr.write(f"quorate: while seed {seed} was being shrunk: {sentence}.\n")
        sys.stderr.flush()
        os._exit(2)

    with watchdog(patience_s, stuck):
        try:
            shrunk = shrink_sweep(found.reference, done, tell=tell)
        except RejectedSolution as error:
            raise refused(error) from error
        except UnsteadyError as error:
            raise CommandError(
                f"{error}.", hint="quorate simulate --twin shows where two runs of it part."
            ) from error
    return write_files(found, done, shrunk, folder)


def write_files(found: Found, done: Sweep, shrunk: Shrunk, folder: Path) -> ShrunkFiles:
    """Write the replay and its trace, once the replay is known to give the same run."""
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
    seed = int(replayed.settings.seed)
    return ShrunkFiles(
        seed,
        path,
        shrunk.faults,
        shrunk.operations,
        shrunk.tries,
        replayed.verdict.reason,
        describe(seed, shrunk, path),
    )


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
    left = (
        f"{_count(shrunk.faults, 'fault')} and {_count(shrunk.operations, 'operation')} "
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
