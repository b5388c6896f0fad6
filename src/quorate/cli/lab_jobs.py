"""Run a lab's steps: in a child process with bounds (auto), or in this one (none)."""

import argparse
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from quorate.cli.errors import CommandError, unknown_name
from quorate.cli.places import labs_root
from quorate.labs import Lab, run_job
from quorate.sandbox import Limits, Outcome, Report, probe, python_module, run_process

BYTES_MAX = 64 * 1024
LIMITS = Limits(wall_seconds=120.0, cpu_seconds=110, stdout_bytes_max=8 * 1024 * 1024)
SEEDS_MAX = 2_000
LEVELS = ("none", "hygiene", "kernel", "hardened")

Tell = Callable[[str, dict[str, Any]], None]


def read_solution(path: Path, lab: Lab) -> dict[str, Any]:
    """The file as a solution: code, or the JSON of a decision."""
    text = read_text(path)
    if lab.kind == "code":
        return {"source": text}
    return {"decision": parse_decision(text, path)}


def read_text(path: Path) -> str:
    """A text file of sensible size, or why it cannot be had."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read ({error.strerror}).") from error
    if len(data) > BYTES_MAX:
        raise CommandError(f"{path} has {len(data):,} bytes; the limit is {BYTES_MAX:,}.")
    try:
        return data.decode("utf-8-sig")  # editors on Windows begin files with a mark
    except UnicodeDecodeError as error:
        raise CommandError(
            f"{path} is not UTF-8 (byte {error.start}).", hint="Save it so."
        ) from error


def parse_decision(text: str, path: Path) -> dict[str, Any]:
    """The JSON object of a decision."""
    try:
        decision = json.loads(text)
    except ValueError as error:
        raise CommandError(f"{path} is not JSON: {error}.") from error
    if not isinstance(decision, dict):
        raise CommandError(f"{path} is not a JSON object.", hint='Write {"field": value, …}.')
    return decision


def run_steps(
    lab: Lab, solution: dict[str, Any], arguments: argparse.Namespace, tell: Tell
) -> list[dict[str, Any]]:
    """Results in order, up to and including the first step that does not hold."""
    known = [step.id for step in lab.steps]
    if arguments.step is not None and arguments.step not in known:
        raise unknown_name(f"step of {lab.slug}", arguments.step, known)
    check_level(arguments.sandbox)
    run_one = run_here if arguments.sandbox == "none" else run_apart
    results: list[dict[str, Any]] = []
    for step in [arguments.step] if arguments.step else known:
        job = {"lab": lab.slug, "step": step, "solution": solution}
        if arguments.seed is not None:
            job["seeds"] = [arguments.seed]
        elif arguments.seeds is not None:
            if not 1 <= arguments.seeds <= SEEDS_MAX:
                raise CommandError(f"--seeds {arguments.seeds} is not between 1 and {SEEDS_MAX}.")
            job["seeds"] = list(range(arguments.seeds))
        results.append(run_one(job, partial(tell, step)))
        if results[-1]["verdict"] != "ok":
            break
    return results


def check_level(wanted: str, *, measure: Callable[[], Report] = probe) -> None:
    """Refuse to run below the level that was required."""
    if not wanted.startswith("require:"):
        return
    level = measure().level
    required = wanted.removeprefix("require:")
    if LEVELS.index(level) < LEVELS.index(required):
        raise CommandError(
            f"--sandbox {wanted} cannot be had: this machine runs code at level {level!r}.",
            hint="Nothing was run. --sandbox auto runs your own code with bounds on time and memory.",
        )


def run_here(job: dict[str, Any], tell: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """In this process: fastest, and an endless loop is yours to stop."""
    results: list[dict[str, Any]] = []

    def emit(message: dict[str, Any]) -> None:
        if "result" in message:
            results.append(message["result"])
        elif "progress" in message:
            tell(message["progress"])

    run_job(job, labs_root(), emit)
    return results[0]


def run_apart(job: dict[str, Any], tell: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """In a child process with bounds on time, memory and output."""
    results: list[dict[str, Any]] = []

    def take(line: bytes) -> None:
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            return
        if isinstance(message, dict) and isinstance(message.get("result"), dict):
            results.append(message["result"])
        elif isinstance(message, dict) and isinstance(message.get("progress"), dict):
            tell(message["progress"])

    told = json.dumps({"labs_root": str(labs_root()), **job}).encode()
    outcome = run_process(python_module("quorate.labs"), told, LIMITS, take)
    if outcome.kind == "finished" and len(results) == 1:
        return results[0]
    return unjudged(job, outcome)


def unjudged(job: dict[str, Any], outcome: Outcome) -> dict[str, Any]:
    """A result in the usual shape for a process that did not answer."""
    if outcome.kind == "finished":
        reason = (
            "The process ended before the judge could answer: a solution must not end it itself."
        )
    else:
        reason = outcome.describe()
    return {
        "lab": job["lab"],
        "step": job["step"],
        "verdict": "unknown",
        "reason": reason,
        "parts": [],
        "seeds": {"run": 0, "ok": 0, "violated": 0, "unknown": 0, "first_violated": None},
        "figures": {},
        "versions": {},
        "trace_hash": "",
        "failure": None,
        "error": {"kind": outcome.kind, "message": reason, "hint": "Change it and run it again."},
        "output": "",
        "memo": None,
    }
