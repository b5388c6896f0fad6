"""What `quorate simulate` is told: seed, parameters, a plan or a replay, and what is wrong there."""

import argparse
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from quorate.cli.errors import CommandError
from quorate.cli.lab_jobs import read_text
from quorate.cli.scenarios import Found
from quorate.cli.watchdog import PATIENCE_SECONDS
from quorate.faults import FaultError, FaultPlan, plan_from_json
from quorate.labs import (
    Replay,
    ReplayError,
    build_setup,
    load_replay,
    load_solution,
    settings_of,
)
from quorate.simulator import WorldSettings
from quorate.workloads import BadParameterError, Setup

PATIENCE_SECONDS_MAX = 3_600.0


@dataclass(frozen=True, slots=True)
class Inputs:
    """Which run is asked for."""

    name: str
    seed: int
    parameters: Mapping[str, Any]
    plan: FaultPlan | None = None
    plan_path: Path | None = None
    replay: Replay | None = None
    replay_path: Path | None = None


def read_inputs(arguments: argparse.Namespace) -> Inputs:
    """Read the flags and the files they name."""
    if arguments.replay is None:
        plan = None if arguments.plan is None else read_plan(arguments.plan)
        parameters = pairs_of(arguments.set)
        seed = arguments.seed or 0
        return Inputs(arguments.scenario, seed, parameters, plan, arguments.plan)
    for flag, given in (
        ("--seed", arguments.seed),
        ("--set", arguments.set),
        ("--plan", arguments.plan),
    ):
        if given not in (None, []):
            raise CommandError(
                f"{flag} and --replay do not go together: {arguments.replay} says that itself.",
                hint=f"Leave {flag} away, or change the file.",
            )
    replay = read_replay(arguments.replay)
    if arguments.scenario not in (None, replay.scenario):
        raise CommandError(
            f"{arguments.replay} is a run of {replay.scenario!r}, not of {arguments.scenario!r}.",
            hint=f"Write: quorate simulate --replay {arguments.replay}",
        )
    return Inputs(
        replay.scenario,
        replay.seed,
        replay.parameters,
        replay=replay,
        replay_path=arguments.replay,
    )


def settings_from(found: Found, inputs: Inputs) -> tuple[Setup, WorldSettings]:
    """Build the scenario, then put the given plan or replay in place of what was drawn."""
    loaded = load_solution(found.reference.solution)
    try:
        setup = build_setup(found.scenario, loaded, inputs.seed, inputs.parameters)
    except BadParameterError as error:
        where = f"{inputs.replay_path}: " if inputs.replay_path else ""
        raise CommandError(f"{where}{error}.") from error
    settings = settings_of(found.scenario, setup, inputs.seed, trace=True)
    if inputs.plan is not None:
        settings = with_plan(settings, inputs.plan, inputs.plan_path)
    if inputs.replay is not None:
        try:
            settings = inputs.replay.apply(settings)
        except ReplayError as error:
            raise CommandError(f"{inputs.replay_path}: {error}.") from error
        settings = with_plan(settings, settings.plan, inputs.replay_path)
    return setup, settings


def read_plan(path: Path) -> FaultPlan:
    """A fault plan in a JSON file."""
    text = read_text(path)
    try:
        return plan_from_json(json.loads(text))
    except FaultError as error:
        raise CommandError(f"{path}: {error}.") from error
    except (ValueError, RecursionError) as error:
        raise CommandError(
            f"{path} is not JSON ({error}).", hint="Write one with --save-plan FILE."
        ) from error


def read_replay(path: Path) -> Replay:
    """A replay file."""
    try:
        return load_replay(read_text(path))
    except ReplayError as error:
        raise CommandError(f"{path}: {error}.") from error


def with_plan(settings: WorldSettings, plan: FaultPlan, path: Path | None) -> WorldSettings:
    """The settings with this plan, unless it strikes what is not there or contradicts itself."""
    changed = replace(settings, plan=plan)
    try:
        changed.validate_plan()
    except FaultError as error:
        raise CommandError(f"{path}: {error}.") from error
    return changed


def pairs_of(texts: list[str]) -> dict[str, Any]:
    """The parameters of `--set name=value`, the value a number where it reads as one."""
    return dict(_pair(text) for text in texts)


def _pair(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise CommandError(f"--set {text!r} is not name=value.")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def patience() -> dict[str, Any]:
    """The flag that says how long one handler may take, the same for every command."""
    return {
        "type": _seconds,
        "default": PATIENCE_SECONDS,
        "metavar": "SECONDS",
        "help": f"how long one handler may take (default: {PATIENCE_SECONDS:g})",
    }


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.1 <= value <= PATIENCE_SECONDS_MAX:
        raise argparse.ArgumentTypeError(f"{text!r} is not between 0.1 and 3600 seconds")
    return value
