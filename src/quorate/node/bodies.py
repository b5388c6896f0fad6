"""Message bodies are JSON in every world: copy them, and refuse what the wire could not carry.

The copy is our own recursion, since it is the only one that is pure Python, keeps one meaning in
all worlds, and can say where the bad value sits. It turns tuples into lists, as the wire would.
"""

from __future__ import annotations

from keyword import kwlist
from types import NoneType
from typing import Any

from quorate.node.errors import BodyError, BudgetExceeded

JsonData = Any
"""Null, booleans, numbers, text, lists, dicts with text keys; a recursive type would ask learners
to prove the shape of every field they read."""

DEPTH_MAX = 60
BYTES_PER_ATOM = 8
FREE_TEXT = 200
"""A short text in a flat body is not counted one by one: only long or nested bodies can grow."""

SMALL = 1 << 62
FREE_KINDS = frozenset((bool, NoneType))
INT_MIN = -(1 << 63)
INT_MAX = (1 << 64) - 1
ESCAPED = frozenset(f"{word}_" for word in kwlist)
"""from_ is how Python spells the field from."""

COPY_FREE = frozenset((str, int, bool, NoneType, float))
"""What a checked body holds at its leaves: immutable, so a copy may share it."""

FLAT_FIELDS_MAX = 16
FLAT_BYTES_MAX = 2 * FREE_TEXT * (FLAT_FIELDS_MAX + 1)
"""What a record of so few fields can come to; most of what is put on a disk is one."""

FLAT_RECORDS_MAX = 16
"""So many records in a list are looked at one by one: most lists are the end of a log."""

INFINITY = float("inf")


def copy_fields(body: dict[str, Any], fields: dict[str, Any], bytes_max: int) -> dict[str, Any]:
    """Copy fields into the body, checked; a trailing underscore of a Python keyword is dropped."""
    if len(fields) > FREE_TEXT or not ESCAPED.isdisjoint(fields):
        return _copy_slowly(body, fields, bytes_max)
    body.update(fields)
    # Most values are small numbers, short texts, booleans or null, and these need no copy.
    for name, value in fields.items():
        kind = value.__class__
        if name.__class__ is not str:
            raise _no_text(name)
        if kind is int:
            if -SMALL < value < SMALL:
                continue
        elif kind is str:
            if len(value) < FREE_TEXT:
                continue
        elif kind in FREE_KINDS:
            continue
        body[name] = copy_value(value, name, bytes_max)
    return body


def rename_fields(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields as they are, but for the underscore after a Python keyword: from_ means from."""
    if ESCAPED.isdisjoint(fields):
        return fields
    return {name[:-1] if name in ESCAPED else name: value for name, value in fields.items()}


def _copy_slowly(body: dict[str, Any], fields: dict[str, Any], bytes_max: int) -> dict[str, Any]:
    for name, value in fields.items():
        if name.__class__ is not str:
            raise _no_text(name)
        bare = name[:-1] if name in ESCAPED else name
        body[bare] = copy_value(value, bare, bytes_max)
    if len(body) > FREE_TEXT:  # many small fields are big, too
        copy_value(body, "body", bytes_max)
    return body


def _no_text(name: object) -> BodyError:
    return BodyError(f"body has the key {name!r}; JSON keys are text, write it in quotes")


def copy_value(value: JsonData, path: str, bytes_max: int) -> JsonData:
    """A deep copy of JSON data, or BodyError with the path of what is not JSON."""
    kind = value.__class__
    if kind is dict:
        if bytes_max >= FLAT_BYTES_MAX and _is_flat(value):
            return value.copy()
    elif kind is list:
        if len(value) <= FLAT_RECORDS_MAX and len(value) * FLAT_BYTES_MAX < bytes_max:
            for part in value:
                if part.__class__ is not dict or not _is_flat(part):
                    break
            else:
                return [record.copy() for record in value]
    elif kind is str:
        if len(value) < FREE_TEXT:
            return value
    elif kind in FREE_KINDS or (kind is int and -SMALL < value < SMALL):
        return value
    return _Copier(bytes_max).copy(value, path, 0)


def _is_flat(record: dict[Any, Any]) -> bool:
    """Whether a record has few fields, all of them short texts, small numbers, truths or null."""
    if len(record) > FLAT_FIELDS_MAX:
        return False
    for value in record.values():
        kind = value.__class__
        if kind is str:
            if len(value) >= FREE_TEXT:
                return False
        elif kind is int:
            if not -SMALL < value < SMALL:
                return False
        elif kind not in FREE_KINDS:
            return False
    for name in record:  # noqa: SIM110 - all() takes twice as long
        if name.__class__ is not str or len(name) >= FREE_TEXT:
            return False
    return True


def _size_of(name: str, part: JsonData) -> int:
    """What a field of a flat record counts for."""
    return len(name) + (len(part) + 2 if part.__class__ is str else BYTES_PER_ATOM)


def copy_checked(value: JsonData) -> JsonData:
    """A deep copy of data that was checked before: what a receiver may change freely."""
    kind = value.__class__
    if kind is dict or kind is list:
        copied = value.copy()
        for place, part in copied.items() if kind is dict else enumerate(copied):
            if part.__class__ not in COPY_FREE:
                copied[place] = copy_checked(part)
        return copied
    return value


class _Copier:
    """One copy in progress: counts what it has copied so far."""

    __slots__ = ("bytes_max", "size")

    def __init__(self, bytes_max: int) -> None:
        self.bytes_max = bytes_max
        self.size = 0

    def copy(self, value: JsonData, path: str, depth: int) -> JsonData:
        """Copy one value at this path."""
        kind = value.__class__
        if kind is dict:
            self._descend(path, depth)
            if _is_flat(value):
                self._count(sum([_size_of(name, part) for name, part in value.items()]), path)
                return value.copy()
            return {
                self._key(name, path): self.copy(part, f"{path}.{name}", depth + 1)
                for name, part in value.items()
            }
        if kind is list or kind is tuple:
            self._descend(path, depth)
            return [self.copy(part, f"{path}[{i}]", depth + 1) for i, part in enumerate(value)]
        return self._atom(value, path)

    def _descend(self, path: str, depth: int) -> None:
        self._count(BYTES_PER_ATOM, path)
        if depth >= DEPTH_MAX:
            raise BodyError(
                f"{path[:80]}… is nested more than {DEPTH_MAX} deep; "
                "send flat data (does a list contain itself?)"
            )

    def _count(self, size: int, path: str) -> None:
        self.size += size
        if self.size > self.bytes_max:
            raise BudgetExceeded(
                "body bytes", self.bytes_max, f"the message grew too large at {path[:80]}"
            )

    def _key(self, name: object, path: str) -> str:
        if not isinstance(name, str):
            raise BodyError(
                f"{path} has the key {name!r}, a {type(name).__name__}; "
                "JSON keys are text, use str(key)"
            )
        self._count(len(name), path)
        return str.__str__(name)

    def _atom(self, value: JsonData, path: str) -> JsonData:
        if isinstance(value, str):
            self._count(len(value) + 2, path)
            return str.__str__(value)
        self._count(BYTES_PER_ATOM, path)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int):
            if not INT_MIN <= value <= INT_MAX:
                raise BodyError(f"{path} is a number beyond 64 bits; send it as text")
            return int(value)
        if isinstance(value, float):
            if not -INFINITY < value < INFINITY:
                raise BodyError(f"{path} is {value!r}, which JSON cannot carry; send null or text")
            return float(value)
        raise BodyError(_not_json(value, path))


def _not_json(value: JsonData, path: str) -> str:
    kind = type(value).__name__
    remedy = {
        "set": "send sorted(value)",
        "frozenset": "send sorted(value)",
        "bytes": "send value.decode() or value.hex()",
        "coroutine": "await the coroutine first",
        "Future": "await the future first",
        "Task": "await the task first",
    }.get(kind, "send numbers, text, lists and dicts with text keys")
    return f"{path} is a {kind}, which JSON cannot carry; {remedy}"
