"""A node's disk: operations, not an object, so that the host sees every change.

Values are copied in and out. Changing a value you have read does not change the disk, just as
with a real one. The first mode is durable: an operation survives a crash as soon as it is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quorate.node.bodies import JsonData, copy_checked, copy_value
from quorate.node.errors import BodyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from quorate.node.futures import Future

DiskKey = str | int


class DiskImage:
    """What is stored: changed by the operations the runtime reports, kept by the world."""

    __slots__ = ("logs", "tables")

    def __init__(self) -> None:
        self.tables: dict[str, dict[DiskKey, Any]] = {}
        self.logs: dict[str, list[Any]] = {}

    def apply(self, operation: str, place: str, *args: JsonData) -> None:
        """Do one reported operation."""
        match operation, args:
            case "put", (key, value):
                self.tables.setdefault(place, {})[key] = value
            case "delete", (key,):
                self.tables.get(place, {}).pop(key, None)
            case "append", (record,):
                self.logs.setdefault(place, []).append(record)
            case "truncate", (count,):
                del self.logs.get(place, [])[count:]
            case _:
                raise AssertionError(f"unknown disk operation {operation!r} {args!r}")

    def wipe(self) -> None:
        """Lose everything."""
        self.tables.clear()
        self.logs.clear()

    def to_json(self) -> dict[str, Any]:
        """The content as JSON data; table rows are pairs, since a key may be a number."""
        return {
            "tables": {
                name: [[key, copy_checked(value)] for key, value in table.items()]
                for name, table in self.tables.items()
            },
            "logs": {name: copy_checked(records) for name, records in self.logs.items()},
        }

    @staticmethod
    def from_json(content: dict[str, Any]) -> DiskImage:
        """The image that `to_json` described."""
        image = DiskImage()
        image.tables = {
            name: {key: copy_checked(value) for key, value in rows}
            for name, rows in content["tables"].items()
        }
        image.logs = {name: copy_checked(records) for name, records in content["logs"].items()}
        return image


class Disk:
    """What a learner's node calls as `self.disk`; it survives a crash unless the fault wipes it."""

    __slots__ = ("_emit", "_image", "_settled", "_value_bytes_max")

    def __init__(
        self,
        image: DiskImage,
        emit: Callable[[tuple[Any, ...]], None],
        settled: Callable[[], Future],
        *,
        value_bytes_max: int = 1_000_000,
    ) -> None:
        self._image = image
        self._emit = emit
        self._settled = settled
        self._value_bytes_max = value_bytes_max

    def put(self, table: str, key: DiskKey, value: JsonData) -> None:
        """Store a copy of the value under the key."""
        stored = copy_value(value, f"disk {table}[{key!r}]", self._value_bytes_max)
        self._change("put", table, _checked_key(key), stored)

    def get(self, table: str, key: DiskKey, default: JsonData = None) -> JsonData:
        """A copy of the value under the key, or the default."""
        stored = self._image.tables.get(table, {})
        return copy_checked(stored[key]) if _checked_key(key) in stored else default

    def delete(self, table: str, key: DiskKey) -> None:
        """Forget the key; an unknown key is no error."""
        self._change("delete", table, _checked_key(key))

    def items(self, table: str) -> list[tuple[DiskKey, Any]]:
        """Copies of all pairs of the table, in the order in which the keys were first put."""
        stored = self._image.tables.get(table, {})
        return [(key, copy_checked(value)) for key, value in stored.items()]

    def append(self, log: str, record: JsonData) -> int:
        """Add a copy of the record at the end of the log; returns its position."""
        stored = copy_value(record, f"disk log {log}", self._value_bytes_max)
        self._change("append", log, stored)
        return len(self._image.logs[log]) - 1

    def read(self, log: str, start: int = 0) -> list[Any]:
        """Copies of the log's records from this position on."""
        records: list[Any] = copy_checked(self._image.logs.get(log, [])[start:])
        return records

    def truncate(self, log: str, count: int) -> None:
        """Keep the first `count` records of the log, forget the rest."""
        if count.__class__ is not int or count < 0:
            raise BodyError(f"truncate to {count!r} records; give a whole number from 0 on")
        self._change("truncate", log, count)

    def sync(self) -> Future:
        """Await it before you promise durability; on this durable disk it is done at once."""
        return self._settled()

    def _change(self, operation: str, place: str, *args: JsonData) -> None:
        if not isinstance(place, str):
            raise BodyError(f"the table or log {place!r} is not text; name it by a string")
        self._emit(("disk", operation, place, *args))
        self._image.apply(operation, place, *args)


def _checked_key(key: DiskKey) -> DiskKey:
    if key.__class__ not in (str, int):
        raise BodyError(f"the disk key {key!r} is neither text nor a whole number; use str(key)")
    return key
