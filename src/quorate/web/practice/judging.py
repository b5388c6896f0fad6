"""Judge one run in a process of its own, never in this one.

The learner's code shares that process with simulator and checker, under the bounds of the sandbox's level
"hygiene". So a passed run of code is `practised`; a decision runs no learner code and is `verified`.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from quorate.sandbox import CannotStartError, Limits, Outcome, python_module, run_process

LIMITS = Limits(wall_seconds=30.0, cpu_seconds=20, stdout_bytes_max=2 * 1024 * 1024)
LINE_BYTES_MAX = 1024 * 1024
VERDICTS = ("ok", "violated", "unknown")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of a run: a result, or why there is none."""

    state: str
    verdict: str
    reason: str
    result: dict[str, Any] | None = None


def judge(
    job: dict[str, Any], on_progress: Callable[[dict[str, Any]], None], cancel: Callable[[], bool]
) -> Judgement:
    """Run the job in a child process; every way it can end is a judgement."""
    results: list[dict[str, Any]] = []

    def take(line: bytes) -> None:
        message = read_message(line)
        if "result" in message:
            results.append(message["result"])
        elif "progress" in message:
            on_progress(message["progress"])

    try:
        outcome = run_process(
            python_module("quorate.labs"), json.dumps(job).encode(), LIMITS, take, cancel=cancel
        )
    except CannotStartError as error:
        return Judgement("not-run", "", f"The judge could not start: {error}")
    return judgement_of(outcome, results)


def read_message(line: bytes) -> dict[str, Any]:
    """One line of the child, or nothing: learner code shares its process, so it may say anything."""
    if len(line) > LINE_BYTES_MAX:
        return {}
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(message, dict):
        return {}
    return {
        key: value
        for key, value in message.items()
        if key in ("progress", "result") and isinstance(value, dict)
    }


def judgement_of(outcome: Outcome, results: list[dict[str, Any]]) -> Judgement:
    """What the way the process ended means."""
    if outcome.kind == "cancelled":
        return Judgement("cancelled", "", "You stopped this run.")
    if outcome.kind == "finished" and len(results) == 1 and has_verdict(results[0]):
        result = results[0]
        return Judgement("finished", result["verdict"], result["reason"], result)
    if outcome.kind == "finished":
        return Judgement(
            "finished",
            "unknown",
            "The process ended before the judge could answer: your program must not end it itself "
            "(no sys.exit, os._exit or output of its own).",
        )
    return Judgement("finished", "unknown", outcome.describe())


def has_verdict(result: dict[str, Any]) -> bool:
    """Whether it has the two fields every verdict has."""
    return result.get("verdict") in VERDICTS and isinstance(result.get("reason"), str)
