"""What a learner hands in: a file or a decision; and what becomes of it when it is loaded."""

import ast
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from quorate.labs.capture import Capture
from quorate.labs.errors import RejectedSolution
from quorate.labs.screening import parse_source
from quorate.labs.surroundings import surroundings
from quorate.workloads import describe_error

FILENAME = "solution.py"


@dataclass(frozen=True, slots=True)
class Solution:
    """A learner's file (`source`), or the values of a decision lab's form, or neither."""

    source: str | None = None
    decision: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """Where things stand in a learner's file.

    `definitions` has functions and methods ("Gateway.on_get"), `messages` the line of the call
    that sends a message type.
    """

    definitions: Mapping[str, int] = field(default_factory=dict)
    messages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoadedSolution:
    """A solution ready to be built into a scenario."""

    given: Mapping[str, Any]
    lines: Lines
    capture: Capture


def load_solution(solution: Solution) -> LoadedSolution:
    """Load a learner's file or decision; RejectedSolution says what to change."""
    capture = Capture()
    if solution.source is None:
        return LoadedSolution(dict(solution.decision or {}), Lines(), capture)
    tree = parse_source(solution.source, FILENAME)
    module = ModuleType("solution")
    module.__dict__["__builtins__"] = surroundings(capture)
    sys.modules[module.__name__] = module  # dataclasses look their module up
    try:
        exec(compile(tree, FILENAME, "exec"), module.__dict__)  # noqa: S102  running it is the point
    except (Exception, SystemExit) as error:
        raise rejection("load", error, "the file failed while it was loaded") from error
    return LoadedSolution(module.__dict__, lines_of(tree), capture)


def rejection(kind: str, error: BaseException, hint: str) -> RejectedSolution:
    """Say what a learner's code raised, at its own line, without any frame of ours."""
    return RejectedSolution(kind, describe_error(error), hint, line=line_of(error))


def line_of(error: BaseException) -> int | None:
    """Find the innermost line of the learner's file in an error's traceback."""
    line = None
    traceback = error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == FILENAME:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    if line is None and isinstance(error, SyntaxError):
        return error.lineno
    return line


def lines_of(tree: ast.Module) -> Lines:
    """Index the definitions of a file, and the calls that name a message type."""
    definitions: dict[str, int] = {}
    messages: dict[str, int] = {}
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            definitions[statement.name] = statement.lineno
        if not isinstance(statement, ast.ClassDef):
            continue
        for inner in statement.body:
            if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                definitions[f"{statement.name}.{inner.name}"] = inner.lineno
    for node in ast.walk(tree):
        name = _message_sent(node)
        if name is not None and isinstance(node, ast.Call):
            messages.setdefault(name, node.lineno)
    return Lines(definitions, messages)


def _message_sent(node: ast.AST) -> str | None:
    """Name the message type of `self.call(dst, "type", …)` and `self.send(dst, "type", …)`."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    if node.func.attr not in ("call", "send") or len(node.args) < 2:
        return None
    named = node.args[1]
    return named.value if isinstance(named, ast.Constant) and isinstance(named.value, str) else None
