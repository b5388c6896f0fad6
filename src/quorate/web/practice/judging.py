"""Judge one run in a process of its own, never in this one.

The learner's code shares that process with simulator and checker, under the bounds of the sandbox's level
"hygiene". So a passed run of code is `practised`; a decision runs no learner code and is `verified`.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from quorate.sandbox import CannotStartError, Limits, Outcome, python_module, run_process
from quorate.web.practice.strict_json import NotStrictError, read_object

WALL_SECONDS = 30.0
CPU_SECONDS = 20
STDOUT_BYTES_MAX = 2 * 1024 * 1024
LINE_BYTES_MAX = 1024 * 1024
VERDICTS = ("ok", "violated", "unknown")
OURS = ("job", "internal")
"""Kinds of errors that are the judge's own: the run did not happen, and costs nothing."""

ENDLESS = re.compile(r"\s*(while\s*\(?\s*(True|1)\b|for\b.*\b(count|cycle|repeat)\()")
ENDING = re.compile(r"[^#]*\b(_exit|exit|quit|kill|abort|SystemExit)\b")
LINES_NAMED = 3


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
    latest: dict[str, Any] = {}

    def take(line: bytes) -> None:
        message = read_message(line)
        if "result" in message:
            results.append(message["result"])
        elif "progress" in message:
            latest.update(message["progress"])
            on_progress(message["progress"])

    try:
        outcome = run_process(
            python_module("quorate.labs"), json.dumps(job).encode(), limits(), take, cancel=cancel
        )
    except CannotStartError as error:
        return Judgement("not-run", "", f"The judge could not start: {error}")
    return judgement_of(outcome, results, stopped_hint(job, latest))


def limits() -> Limits:
    """The bounds of a run; JUDGE_WALL_SECONDS in the settings changes how long it may take."""
    wall = float(getattr(settings, "JUDGE_WALL_SECONDS", WALL_SECONDS))
    return Limits(wall_seconds=wall, cpu_seconds=CPU_SECONDS, stdout_bytes_max=STDOUT_BYTES_MAX)


def read_message(line: bytes) -> dict[str, Any]:
    """One line of the child, or nothing: learner code shares its process, so it may say anything."""
    if len(line) > LINE_BYTES_MAX:
        return {}
    try:
        message = read_object(line)
    except NotStrictError:
        return {}
    return {
        key: value
        for key, value in message.items()
        if key in ("progress", "result") and isinstance(value, dict)
    }


def judgement_of(outcome: Outcome, results: list[dict[str, Any]], where: str) -> Judgement:
    """What the way the process ended means."""
    if outcome.kind == "cancelled":
        return Judgement("cancelled", "", "You stopped this run.")
    only = results[0] if len(results) == 1 else {}
    if error_kind(only) in OURS:
        return Judgement("not-run", "", str(only.get("reason", ""))[:500])
    if outcome.kind == "finished" and has_verdict(only):
        return Judgement("finished", only["verdict"], only["reason"], only)
    if b"No module named 'quorate" in outcome.stderr_tail:
        return Judgement("not-run", "", "The judge's own files could not be read.")
    return stopped(*why_stopped(outcome, len(results)), where)


def why_stopped(outcome: Outcome, results: int) -> tuple[str, str, str]:
    """Kind, sentence and remedy of a run that gave no verdict."""
    if results > 1:
        return (
            "protocol",
            f"The run answered {results} times instead of once.",
            "Your program must not write to the judge's channel: use print() or self.log().",
        )
    if outcome.kind in ("finished", "crashed"):
        return (
            "exit",
            f"The program ended its process (exit code {outcome.exit_code}) before the judge could answer.",
            "Remove sys.exit, os._exit and the like: a node stops by returning.",
        )
    told, _, remedy = outcome.describe().partition(": ")
    return outcome.kind, told.rstrip(".") + ".", remedy[:1].upper() + remedy[1:]


def stopped(kind: str, message: str, hint: str, where: str) -> Judgement:
    """A run that was ended has no verdict; its page still says where to look."""
    error = {"kind": kind, "message": message, "hint": f"{hint} {where}".strip()}
    result = {"verdict": "unknown", "reason": message, "error": error}
    return Judgement("finished", "unknown", message, result)


def stopped_hint(job: Mapping[str, Any], latest: Mapping[str, Any]) -> str:
    """Where the run was when it ended, and the lines that may have ended it or never end."""
    done, total = latest.get("done"), latest.get("of")
    told = [f"It came to {done} of {total} seeds." if done else "It did not finish its first seed."]
    source = job["solution"].get("source")
    lines = source.split("\n") if isinstance(source, str) else []
    for words, pattern in (
        ("Loops without an end of their own", ENDLESS),
        ("It may end at", ENDING),
    ):
        found = [str(n) for n, line in enumerate(lines, start=1) if pattern.match(line)]
        if found:
            word = "line" if len(found) == 1 else "lines"
            told.append(f"{words}: {word} {', '.join(found[:LINES_NAMED])}.")
    return " ".join(told)


def error_kind(result: Mapping[str, Any]) -> object:
    """The kind of a result's error."""
    error = result.get("error")
    return error.get("kind") if isinstance(error, dict) else None


def has_verdict(result: Mapping[str, Any]) -> bool:
    """Whether it has the two fields every verdict has."""
    return result.get("verdict") in VERDICTS and isinstance(result.get("reason"), str)
