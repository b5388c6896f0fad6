"""Reports of a node's own errors: what, where in the learner's file, and nothing of ours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from quorate.node.api import Node
from quorate.node.errors import DiskError, Error, NodeError, RemoteError, Timeout

if TYPE_CHECKING:
    from types import TracebackType

MESSAGE_MAX = 500
FRAMES_MAX = 8
SHOWN_MAX = 200
SHOWN_PARTS_MAX = 50
_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")

Frame = tuple[str, int, str]


def report_error(problem: BaseException, files: tuple[str, ...]) -> dict[str, Any]:
    """The error as JSON data, with the lines of these files that led to it."""
    frames = _frames(problem.__traceback__, files) or _made_by(problem)
    kind, message = type(problem).__name__, _message(problem)
    shown = [f"{_short(name)} line {line}, in {function}" for name, line, function in frames]
    file, line, function = frames[-1] if frames else (None, None, None)
    return {
        "type": kind,
        "message": message,
        "file": None if file is None else _short(file),
        "line": line,
        "function": function,
        "traceback": "\n".join([*shown[-FRAMES_MAX:], f"{kind}: {message}"]),
    }


def source_files(cls: type) -> tuple[str, ...]:
    """The files in which a node's class and its bases were written, the node API's own excepted."""
    files = [
        code.co_filename
        for base in cls.__mro__
        if base not in (Node, object)
        for part in vars(base).values()
        if (code := getattr(part, "__code__", None)) is not None
    ]
    return tuple(dict.fromkeys(files))


def stable_text(value: object, length_max: int) -> str:
    """The value as text that is the same in every run: a memory address is not."""
    return _ADDRESS.sub("0x…", str(value))[:length_max]


def shown(value: object) -> Any:  # noqa: ANN401  JSON data
    """The value as JSON data: itself if it is short and can be, else a short stable text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return value[:SHOWN_MAX]
    if isinstance(value, list | tuple) and len(value) <= SHOWN_PARTS_MAX:
        return [shown(part) for part in value]
    if isinstance(value, set | frozenset):
        return shown(sorted(value, key=lambda part: stable_text(part, SHOWN_MAX)))
    if isinstance(value, dict) and len(value) <= SHOWN_PARTS_MAX:
        return {stable_text(name, SHOWN_MAX): shown(part) for name, part in value.items()}
    return stable_text(value, SHOWN_MAX)


def _frames(traceback: TracebackType | None, files: tuple[str, ...]) -> list[Frame]:
    frames: list[Frame] = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename in files:
            frames.append((code.co_filename, traceback.tb_lineno, code.co_name))
        traceback = traceback.tb_next
    return frames


def _made_by(problem: BaseException) -> list[Frame]:
    """Where the method begins whose result could not be used; its own frame is gone."""
    maker = getattr(problem, "maker", None)
    maker = getattr(maker, "__wrapped__", maker)
    code = getattr(maker, "__code__", None) or getattr(maker, "cr_code", None)
    return [] if code is None else [(code.co_filename, code.co_firstlineno, code.co_name)]


def _message(problem: BaseException) -> str:
    try:
        text = stable_text(problem, MESSAGE_MAX)
    except Exception:  # a learner's own __str__ may do anything
        text = "(its text could not be made)"
    if isinstance(problem, Timeout | RemoteError):
        text += " (not caught: write try … except around the await)"
    if isinstance(problem, DiskError):
        text += " (not caught: write try … except DiskError around it)"
    if isinstance(problem, Error):
        text += " (raised where no request can be answered)"
    return text


def _short(filename: str) -> str:
    return filename.replace("\\", "/").rsplit("/", 1)[-1]


def wrong_type(message_type: object) -> NodeError:
    """What is wrong with a message that cannot be sent."""
    return NodeError(
        f"a message of type {message_type!r}: the type is text, and no field may be called "
        'type; write self.send(dst, "get", key=key)'
    )


def wrong_result(result: object) -> str:
    """What is wrong with what a handler returned."""
    if isinstance(result, dict):
        return f'the returned {result!r:.80} has no type; add "type": "…_ok" to the dict'
    kind = type(result).__name__
    return f"returned {result!r:.80} of type {kind}; return a dict with a type, or None"
