"""A node's disk: operations, not an object, so that the host sees every change.

Values are copied in and out. Changing a value you have read does not change the disk, just as
with a real one. A durable disk keeps each operation as soon as it is done; a buffered one keeps
it for certain only after `await disk.sync()`. What it loses or damages the host decides: it keeps
the image that a crash leaves, and this module only the one that a living node sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quorate.node.bodies import JsonData, copy_checked, copy_value
from quorate.node.chance import NodeRandom
from quorate.node.errors import BodyError, DiskError

if TYPE_CHECKING:
    from collections.abc import Callable

    from quorate.node.futures import Future

DiskKey = str | int


@dataclass(frozen=True, slots=True)
class Torn:
    """What a read gives instead of a record that is damaged, as a failed checksum would tell.

    `why` is "torn" (half written), "lost" (never written, though a later record was) or
    "corrupt" (this read failed; another may succeed).
    """

    why: str = "torn"


class DiskImage:
    """What is stored: changed by the operations the runtime reports, kept by the world."""

    __slots__ = ("asks", "effects", "logs", "tables")

    def __init__(self) -> None:
        self.tables: dict[str, dict[DiskKey, Any]] = {}
        self.logs: dict[str, list[Any]] = {}
        self.asks = False  # whether a sync asks the host, and takes its time
        self.effects: dict[str, list[list[Any]]] = {}  # see Disk.disturb

    def apply(self, operation: str, place: str, *args: JsonData) -> None:
        """Do one reported operation."""
        if operation == "append":
            (record,) = args
            if place in self.logs:
                self.logs[place].append(record)
            else:
                self.logs[place] = [record]
        elif operation == "put":
            key, value = args
            self.tables.setdefault(place, {})[key] = value
        elif operation == "truncate":
            del self.logs.get(place, [])[args[0] :]
        else:
            assert operation == "delete", f"unknown disk operation {operation!r} {args!r}"
            self.tables.get(place, {}).pop(args[0], None)

    def wipe(self) -> None:
        """Lose everything."""
        self.tables.clear()
        self.logs.clear()

    def crash(self, outcome: str) -> dict[str, Any]:
        """What a crash does to the disk, by the outcome that its fault names; for the trace."""
        if outcome == "wipe":
            self.wipe()
        return {}

    def to_json(self) -> dict[str, Any]:
        """The content as JSON data; table rows are pairs, since a key may be a number.

        Damaged records stand as null, and are listed beside by their place.
        """
        content: dict[str, Any] = {
            "tables": {
                name: [[key, _as_json(value)] for key, value in table.items()]
                for name, table in self.tables.items()
            },
            "logs": {name: _as_json(records) for name, records in self.logs.items()},
        }
        torn = [
            [place, name, at, value.why]
            for place, parts in (("tables", self.tables), ("logs", self.logs))
            for name, part in parts.items()
            for at, value in (part.items() if isinstance(part, dict) else enumerate(part))
            if value.__class__ is Torn
        ]
        if torn:
            content["torn"] = torn
        if self.asks:
            content |= {"asks": True, "effects": self.effects}
        return content

    @staticmethod
    def from_json(content: dict[str, Any]) -> DiskImage:
        """The image that `to_json` described."""
        image = DiskImage()
        image.tables = {
            name: {key: copy_checked(value) for key, value in rows}
            for name, rows in content["tables"].items()
        }
        image.logs = {name: copy_checked(records) for name, records in content["logs"].items()}
        for place, name, at, why in content.get("torn", ()):
            (image.tables if place == "tables" else image.logs)[name][at] = Torn(why)
        image.asks = content.get("asks", False)
        image.effects = content.get("effects", {})
        return image


class Disk:
    """What a learner's node calls as `self.disk`; it survives a crash unless the fault wipes it."""

    __slots__ = (
        "_corruptions",
        "_emit",
        "_failures",
        "_future",
        "_image",
        "_streams",
        "_syncs",
        "_value_bytes_max",
    )

    def __init__(
        self,
        image: DiskImage,
        emit: Callable[[tuple[Any, ...]], None],
        future: Callable[[], Future],
        *,
        value_bytes_max: int = 1_000_000,
    ) -> None:
        self._image = image
        self._emit = emit
        self._future = future
        self._value_bytes_max = value_bytes_max
        self._syncs: list[Future] = []  # the number of a sync is its place
        self._streams: dict[str, NodeRandom] = {}
        self._failures: list[tuple[float, NodeRandom]] = []
        self._corruptions: list[tuple[float, NodeRandom]] = []
        if image.effects:
            self.disturb(image.effects)

    def put(self, table: str, key: DiskKey, value: JsonData) -> None:
        """Store a copy of the value under the key."""
        stored = copy_value(value, f"disk {table}[{key!r}]", self._value_bytes_max)
        self._change("put", table, _checked_key(key), stored)

    def get(self, table: str, key: DiskKey, default: JsonData = None) -> JsonData:
        """A copy of the value under the key, or the default."""
        stored = self._image.tables.get(table, {})
        return self._read(stored[key]) if _checked_key(key) in stored else default

    def delete(self, table: str, key: DiskKey) -> None:
        """Forget the key; an unknown key is no error."""
        self._change("delete", table, _checked_key(key))

    def items(self, table: str) -> list[tuple[DiskKey, Any]]:
        """Copies of all pairs of the table, in the order in which the keys were first put."""
        stored = self._image.tables.get(table, {})
        return [(key, self._read(value)) for key, value in stored.items()]

    def append(self, log: str, record: JsonData) -> int:
        """Add a copy of the record at the end of the log; returns its position."""
        stored = copy_value(record, f"disk log {log}", self._value_bytes_max)
        self._change("append", log, stored)
        return len(self._image.logs[log]) - 1

    def read(self, log: str, start: int = 0) -> list[Any]:
        """Copies of the log's records from this position on; a damaged one is a `Torn`."""
        return [self._read(record) for record in self._image.logs.get(log, [])[start:]]

    def truncate(self, log: str, count: int) -> None:
        """Keep the first `count` records of the log, forget the rest."""
        if count.__class__ is not int or count < 0:
            raise BodyError(f"truncate to {count!r} records; give a whole number from 0 on")
        self._change("truncate", log, count)

    def sync(self) -> Future:
        """Await it before you promise durability: then all you wrote before survives a crash.

        On a durable disk it is done at once. It raises DiskError if the disk fails; then nobody
        knows what was kept.
        """
        future = self._future()
        if self._fails():
            future.settle(None, error=DiskError("the sync failed: what was written may be lost"))
        elif self._image.asks:
            self._emit(("sync", len(self._syncs)))
            self._syncs.append(future)
        else:
            future.settle(None)
        return future

    # What the runtime calls, for the host.

    def finish_sync(self, number: int) -> None:
        """The host has done this sync."""
        self._syncs[number].settle(None)

    def disturb(self, effects: dict[str, list[list[Any]]]) -> None:
        """From now on writes and reads fail by these chances, each with its stream's seed."""
        self._failures = self._chances(effects.get("write_error", []))
        self._corruptions = self._chances(effects.get("corrupt", []))

    def _chances(self, stated: list[list[Any]]) -> list[tuple[float, NodeRandom]]:
        """A fault that goes on keeps its stream."""
        return [
            (chance, self._streams.setdefault(seed, NodeRandom(seed))) for chance, seed in stated
        ]

    def _fails(self) -> bool:
        return _strikes(self._failures)

    def _read(self, value: JsonData) -> JsonData:
        if _strikes(self._corruptions):
            return Torn("corrupt")
        return copy_checked(value)

    def _change(self, operation: str, place: str, *args: JsonData) -> None:
        if not isinstance(place, str):
            raise BodyError(f"the table or log {place!r} is not text; name it by a string")
        if self._failures and self._fails():
            raise DiskError(f"the {operation} to {place!r} failed: nothing was written")
        self._emit(("disk", operation, place, *args))
        self._image.apply(operation, place, *args)


def _strikes(chances: list[tuple[float, NodeRandom]]) -> bool:
    """Whether one of the faults strikes; each draws, so that none shifts another's draws."""
    struck = False
    for chance, stream in chances:
        struck = stream.random() < chance or struck
    return struck


def _as_json(value: JsonData) -> JsonData:
    """A copy in which damaged records are null; only the top of a value can be damaged."""
    if value.__class__ is Torn:
        return None
    if value.__class__ is list:
        return [None if part.__class__ is Torn else copy_checked(part) for part in value]
    return copy_checked(value)


def _checked_key(key: DiskKey) -> DiskKey:
    if key.__class__ not in (str, int):
        raise BodyError(f"the disk key {key!r} is neither text nor a whole number; use str(key)")
    return key
