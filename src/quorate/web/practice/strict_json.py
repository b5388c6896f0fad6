"""Reads JSON that a learner's code could have written: the one place where such text becomes values.

Refused are what JSON does not know (NaN, Infinity), what no page can show (half a character), names that stand
twice, and shapes made to cost time: too deep, too many values. Sizes are checked by the caller, before parsing.
"""

import json
import math
from typing import Any, NoReturn

DEPTH_MAX = 40
VALUES_MAX = 100_000


class NotStrictError(ValueError):
    """The text is not JSON that is taken here; the message says why."""


def read_object(text: bytes) -> dict[str, Any]:
    """Parse one JSON object; raises NotStrictError."""
    try:
        value = json.loads(text, parse_constant=refuse_constant, object_pairs_hook=object_of)
    except RecursionError as error:
        raise NotStrictError("nested too deeply") from error
    except ValueError as error:
        raise NotStrictError(str(error)[:200]) from error
    if not isinstance(value, dict):
        raise NotStrictError("a JSON object is expected")
    check_values(value)
    return value


def refuse_constant(name: str) -> NoReturn:
    """NaN and the infinities are Python's, not JSON's."""
    raise NotStrictError(f"{name} is not a JSON number")


def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, unless a name stands in it twice."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise NotStrictError("a name stands twice in one object")
    return made


def check_values(value: object) -> None:
    """Look at every value once, without recursion."""
    left = VALUES_MAX
    waiting: list[tuple[object, int]] = [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        left -= 1
        if left < 0 or depth > DEPTH_MAX:
            raise NotStrictError("too many values, or nested too deeply")
        if isinstance(item, dict):
            waiting.extend((each, depth + 1) for pair in item.items() for each in pair)
        elif isinstance(item, list):
            waiting.extend((each, depth + 1) for each in item)
        elif isinstance(item, str):
            check_text(item)
        elif isinstance(item, float) and not math.isfinite(item):
            raise NotStrictError("a number is too large")


def check_text(text: str) -> None:
    """Half a surrogate pair can be parsed and never be sent."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotStrictError("half a character") from error
