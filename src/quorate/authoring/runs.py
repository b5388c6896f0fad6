"""Executes the `python run` blocks of a page and compares what they print.

All blocks of a page run in one child process, isolated from the caller's state and killed from
outside when time is up; each block has a fresh namespace unless it continues the one before.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from quorate.authoring.documents import Fence, find_fences
from quorate.curriculum import Problem

SECONDS_MAX = 10
OUTPUT_MAX = 100_000

_CHILD = """
import contextlib, io, json, sys, traceback
blocks = json.load(sys.stdin)
namespace = {}
for block in blocks:
    if not block["continues"]:
        namespace = {"__name__": "__main__"}
    printed, error, line = io.StringIO(), "", 0
    try:
        code = compile(block["source"], "<block>", "exec")
        with contextlib.redirect_stdout(printed):
            exec(code, namespace)
    except BaseException as reason:
        frames = [f for f in traceback.extract_tb(reason.__traceback__) if f.filename == "<block>"]
        line = frames[-1].lineno if frames else getattr(reason, "lineno", 0) or 0
        error = f"{type(reason).__name__}: {reason}"
    print(json.dumps({"printed": printed.getvalue()[:100000], "error": error, "line": line}))
    sys.stdout.flush()
"""


@dataclass(frozen=True, slots=True)
class RunBlock:
    """An executed block and the output that is shown beneath it, if any."""

    code: Fence
    output: Fence | None

    @property
    def continues(self) -> bool:
        """Whether it goes on in the namespace of the block before."""
        return "continue" in self.code.words


def find_runs(text: str, first_line: int = 1) -> list[RunBlock]:
    """Return the executed blocks of a text, each with an output that follows directly."""
    fences = find_fences(text, first_line)
    lines = text.split("\n")
    found = []
    for position, fence in enumerate(fences):
        if fence.words[:2] != ("python", "run"):
            continue
        following = fences[position + 1] if position + 1 < len(fences) else None
        if following is not None and following.words[:1] == ("output",):
            between = lines[fence.line_end - first_line + 1 : following.line - first_line]
            follows = not any(line.strip() for line in between)
        else:
            follows = False
        found.append(RunBlock(fence, following if follows else None))
    return found


def check_runs(text: str, path: str, *, first_line: int = 1) -> list[Problem]:
    """Execute the blocks of a page; return E045 and E046."""
    blocks = find_runs(text, first_line)
    if not blocks:
        return []
    answers = _execute(blocks)
    problems = []
    for block, answer in zip(blocks, answers, strict=False):
        problems += _compare(block, answer, path)
    if len(answers) < len(blocks):
        line = blocks[len(answers)].code.line
        message = f"the block does not end within {SECONDS_MAX} s"
        problems.append(Problem(path, line, "content.E045", message, "run it; make it smaller"))
    return problems


def _execute(blocks: Sequence[RunBlock]) -> list[dict[str, str | int]]:
    """Return an answer for each block that ended in time."""
    job = json.dumps([{"source": b.code.text, "continues": b.continues} for b in blocks])
    try:
        done = subprocess.run(  # noqa: S603 - our own content, which tests execute anyway
            [sys.executable, "-c", _CHILD],
            input=job,
            capture_output=True,
            text=True,
            timeout=SECONDS_MAX * len(blocks),
            check=False,
        )
        printed = done.stdout
    except subprocess.TimeoutExpired as error:
        printed = error.stdout.decode() if isinstance(error.stdout, bytes) else ""
    answers = []
    for line in printed.splitlines():
        try:
            answers.append(json.loads(line))
        except ValueError:
            break
    return answers


def _compare(block: RunBlock, answer: dict[str, str | int], path: str) -> list[Problem]:
    if answer["error"]:
        line = block.code.line + int(answer["line"])
        message = f"the block fails: {answer['error']}"
        return [Problem(path, line, "content.E045", message, "run it, or show it as plain python")]
    if block.output is None:
        return []
    printed = _lines(str(answer["printed"]))
    wanted = _lines(block.output.text)
    if printed == wanted:
        return []
    at = next(
        (n for n, (a, b) in enumerate(zip(printed, wanted, strict=False)) if a != b),
        min(len(printed), len(wanted)),
    )
    got = printed[at] if at < len(printed) else "nothing more"
    line = block.output.line + 1 + min(at, max(0, len(wanted) - 1))
    message = f"the block prints {got[:120]!r} here"
    return [Problem(path, line, "content.E046", message, "copy what it prints, or repair it")]


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").split("\n")]
