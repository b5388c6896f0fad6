"""Operations and values in the words a reader sees."""

import json
from json.encoder import encode_basestring_ascii

from quorate.history import Operation

_VALUE_CHARACTERS_MAX = 40
_NS_PER_SECOND = 1_000_000_000


_ENCODER = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), sort_keys=True)
"""Made once: `json.dumps` makes one a call, which takes longer than the text."""


def canonical(value: object) -> str:
    """Give a value its one text: True, 1 and 1.0 differ, the order of an object's keys does not."""
    if value.__class__ is str:
        return encode_basestring_ascii(value)  # what the encoder comes to, for most values and keys
    return _ENCODER.encode(value)


def describe_actor(process: int | str) -> str:
    """Name the client that acted; "c1~2" is c1 after an operation of unknown outcome."""
    return f"c{process}" if isinstance(process, int) else process.partition("~")[0]


def describe_value(value: object) -> str:
    """Show a value shortly; absent is "nothing"."""
    if value is None:
        return "nothing"
    text = value if isinstance(value, str) else canonical(value)
    if len(text) > _VALUE_CHARACTERS_MAX:
        return f"{text[: _VALUE_CHARACTERS_MAX - 1]}…"
    return text


def describe_key(key: object) -> str:
    """Show a key as part of a sentence, or nothing where there is only one object."""
    return "" if key is None else f" {describe_value(key)}"


def describe_operation(operation: Operation) -> str:
    """Say who did what: "c2's read of k1", "c1's write of 5 to k1"."""
    actor = describe_actor(operation.process)
    key = describe_key(operation.key)
    if operation.f == "write":
        where = f" to{key}" if key else ""
        return f"{actor}'s write of {describe_value(operation.value)}{where}"
    return f"{actor}'s {operation.f}" + (f" of{key}" if key else "")


def describe_moment(time_ns: int | None) -> str:
    """Show when something happened, or nothing where the history has no times."""
    return "" if time_ns is None else f" at {time_ns / _NS_PER_SECOND:.3f} s"


def describe_span(from_ns: int, until_ns: int) -> str:
    """Show a window of time."""
    return f"from {from_ns / _NS_PER_SECOND:g} s to {until_ns / _NS_PER_SECOND:g} s"
