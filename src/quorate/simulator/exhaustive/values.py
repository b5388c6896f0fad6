"""The text of a node's state: two equal texts behave alike, whatever happens to them next.

Everything a handler could see goes into the text: the order of a dict, and which lists are one and
the same object, since changing one of them then changes the other. What cannot be written down
without guessing (a suspended coroutine, a generator, a lambda) raises `UnwritableError`; the
explorer then tells states apart by the events that led to them, which is always right.
"""

from __future__ import annotations

import json
from collections import Counter, OrderedDict, defaultdict, deque
from enum import Enum
from functools import partial
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any

from quorate.node import Timer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from quorate.node.bodies import JsonData

ATOMS = (bool, int, float, type(None))
SEQUENCES = (list, tuple, deque)
TABLES = (dict, OrderedDict, Counter, defaultdict)
HIDDEN = "_incarnation"
"""What ties a node object to its runtime; the rest of its attributes are the learner's."""


class UnwritableError(Exception):
    """A value has no text that says all of it."""


class StateWriter:
    """Writes one state; remembers what it has met, so that shared objects stay shared."""

    __slots__ = ("_met", "_node", "_timer_name")

    def __init__(self, node: object, timer_name: Callable[[int], str]) -> None:
        self._node = node
        self._timer_name = timer_name
        self._met: list[object] = []

    def attributes(self) -> str:
        """The text of all attributes of the node."""
        return self._table(attributes_of(self._node))

    def call(self, method: object, args: tuple[Any, ...]) -> str:
        """The text of a call that a timer will make."""
        return f"{self.write(method)}{self._row(args)}"

    def write(self, value: object) -> str:
        """The text of one value."""
        kind = value.__class__
        if kind is str or kind in ATOMS:
            return json.dumps(value) if kind is str else repr(value)
        if value is self._node:
            return "self"
        if isinstance(value, Enum):
            return f"{kind.__qualname__}.{value.name}"
        if isinstance(value, (MethodType, FunctionType, BuiltinFunctionType, type, partial)):
            return self._function(value)
        known = next((index for index, met in enumerate(self._met) if met is value), None)
        if known is not None:
            return f"@{known}"
        self._met.append(value)
        return self._compound(value, kind)

    def _compound(self, value: JsonData, kind: type) -> str:
        if kind in SEQUENCES:
            longest = value.maxlen if kind is deque else None
            return f"{kind.__name__}{'' if longest is None else longest}{self._row(value)}"
        if kind in (set, frozenset):
            return f"{kind.__name__}{self._row(sorted(value, key=self._apart))}"
        if kind in TABLES:
            return f"{kind.__name__}{self._table(value)}"
        if kind is Timer:
            return f"timer({self._timer_name(value.timer_id)})"
        if isinstance(value, tuple) and hasattr(kind, "_fields") and not hasattr(value, "__dict__"):
            return f"{kind.__qualname__}{self._row(value)}"
        if isinstance(value, (*SEQUENCES, *TABLES, set, frozenset, str, int, float, bytes)):
            raise UnwritableError(kind.__qualname__)  # a subclass may keep more than its items
        return self._object(value, kind)

    def _apart(self, part: object) -> str:
        """The text of a part of a set as if it were the first one met.

        A set walks through its parts in an order that tells how it was filled; which of them is
        called the first one met must not depend on that.
        """
        writer = StateWriter(self._node, self._timer_name)
        writer._met = [*self._met]
        return writer.write(part)

    def _row(self, values: Iterable[object]) -> str:
        return f"[{','.join([self.write(part) for part in values])}]"

    def _table(self, table: Mapping[Any, Any]) -> str:
        pairs = [f"{self.write(key)}:{self.write(part)}" for key, part in table.items()]
        return f"{{{','.join(pairs)}}}"

    def _function(self, value: Callable[..., Any] | type) -> str:
        if isinstance(value, MethodType):
            return f"{self.write(value.__self__)}.{value.__func__.__qualname__}"
        if isinstance(value, partial):
            keywords = self._table(value.keywords)
            return f"{self.write(value.func)}{self._row(value.args)}{keywords}"
        if isinstance(value, BuiltinFunctionType) and not isinstance(value.__self__, ModuleType):
            return f"{self.write(value.__self__)}.{value.__qualname__}"  # such as [].append
        if isinstance(value, FunctionType) and (value.__closure__ or "<" in value.__qualname__):
            raise UnwritableError(value.__qualname__)  # a lambda, or made anew by each call
        return f"{value.__module__}.{value.__qualname__}"

    def _object(self, value: object, kind: type) -> str:
        """An object of a class that was written in Python: its fields say all of it."""
        ours = kind.__module__.startswith("quorate.node")
        own_way = any(
            getattr(kind, name) is not getattr(object, name)
            for name in ("__reduce__", "__reduce_ex__")
        )
        if ours or own_way:
            raise UnwritableError(kind.__qualname__)
        try:
            value.__reduce_ex__(2)  # refuses what keeps a state that no attribute shows
        except TypeError:
            raise UnwritableError(kind.__qualname__) from None
        return f"{kind.__qualname__}{self._table(attributes_of(value))}"


def attributes_of(thing: object) -> dict[str, Any]:
    """All attributes of an object, slots included, in the order in which they were first set."""
    found = {
        slot: getattr(thing, slot)
        for cls in reversed(type(thing).__mro__)
        for slot in _slots(cls)
        if hasattr(thing, slot) and slot not in ("__dict__", "__weakref__")
    }
    found.update(getattr(thing, "__dict__", {}))
    found.pop(HIDDEN, None)
    return found


def plain(value: object, *, depth: int = 12) -> JsonData:
    """A copy for predicates and people: JSON data stays as it is, the rest becomes text."""
    kind = value.__class__
    if kind is str or kind in ATOMS:
        return value
    if hasattr(value, "__dataclass_fields__"):
        value = attributes_of(value)
    if depth == 0 or not isinstance(value, (dict, set, frozenset, list, tuple, deque)):
        return kind.__qualname__ if depth else "…"
    if isinstance(value, dict):
        return {
            key if key.__class__ in (str, int) else str(key): plain(part, depth=depth - 1)
            for key, part in value.items()
        }
    parts = [plain(part, depth=depth - 1) for part in value]
    return sorted(parts, key=repr) if isinstance(value, (set, frozenset)) else parts


def _slots(cls: type) -> tuple[str, ...]:
    slots = vars(cls).get("__slots__", ())
    names = (slots,) if isinstance(slots, str) else tuple(slots)
    hidden = f"_{cls.__name__.lstrip('_')}"  # what Python puts before a private name
    return tuple(
        f"{hidden}{name}" if name.startswith("__") and not name.endswith("__") else name
        for name in names
    )
