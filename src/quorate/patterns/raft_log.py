"""The log under Raft: entries on the disk, the snapshot that stands for their beginning, members.

An entry is {"term": t, "f": what, …}. The first place of `entries` stands for all that the snapshot
holds, so the entry of index i is entries[i - base]. The place of the log on the disk is named by its
base: writing the snapshot changes both at once, and a crash never finds a log without its beginning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quorate.node import Node

if TYPE_CHECKING:
    from collections.abc import Sequence

Body = dict[str, Any]
Log = list[Body] | None
"""Entries in a message; none are null, which costs no copy of a list."""


class LogKeeper(Node):
    """A node with such a log."""

    def open_log(self, founders: Sequence[str]) -> None:
        """Read what the disk kept, or begin with no entries and the first members."""
        none = {"index": 0, "term": 0, "members": sorted(founders), "state": None}
        snapshot: Body = self.disk.get("raft", "snapshot", none)
        self.adopt(snapshot, self.disk.read(f"after {snapshot['index']}"))

    def adopt(self, snapshot: Body, rest: list[Body]) -> None:
        """Go on with this snapshot and the entries after it."""
        stand_in = {"term": snapshot["term"], "f": "members", "value": snapshot["members"]}
        self.snapshot, self.entries = snapshot, [stand_in, *rest]
        self.base: int = snapshot["index"]
        self.last = self.base + len(rest)
        self.members = self.members_at(self.last)

    def store(self, entry: Body) -> None:
        """Add an entry; new members count as soon as they are in the log (§4.1)."""
        self.disk.append(f"after {self.base}", entry)
        self.entries.append(entry)
        self.last += 1
        if entry["f"] == "members":
            self.members = entry["value"]

    def cut(self, index: int) -> None:
        """Take back the entries from this index on: no majority has them."""
        self.disk.truncate(f"after {self.base}", index - 1 - self.base)
        self.adopt(self.snapshot, self.entries[1 : index - self.base])

    def compact(self, snapshot: Body) -> None:
        """Let a snapshot stand for the log up to its index; what follows stays if it agrees (§5.1)."""
        index, old = snapshot["index"], f"after {self.base}"
        agrees = index <= self.last and self.term_at(index) == snapshot["term"]
        rest = self.entries[index + 1 - self.base :] if agrees else []
        self.disk.truncate(f"after {index}", 0)
        for entry in rest:
            self.disk.append(f"after {index}", entry)
        self.disk.put("raft", "snapshot", snapshot)
        self.disk.truncate(old, 0)
        self.adopt(snapshot, rest)

    def snapshot_at(self, index: int, state: Body | None) -> Body:
        """Describe a state as all that the log holds up to this index."""
        about = {"index": index, "term": self.term_at(index), "members": self.members_at(index)}
        return {**about, "state": state}

    def term_at(self, index: int) -> int:
        """The term of the entry with this index, which must not lie before the snapshot's."""
        term: int = self.entries[index - self.base]["term"]
        return term

    def first_of_term(self, index: int) -> int:
        """The index where the term of this entry begins, as far as the log goes back."""
        while index - 1 > self.base and self.term_at(index - 1) == self.term_at(index):
            index -= 1
        return index

    def members_at(self, index: int) -> list[str]:
        """The latest members that the log names up to this index."""
        known = self.entries[: index + 1 - self.base]
        members: list[str] = next(e["value"] for e in reversed(known) if e["f"] == "members")
        return members
