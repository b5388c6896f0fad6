"""A register on a majority: readable and writable while more than half of the nodes answer.

Attiya, Bar-Noy and Dolev, "Sharing Memory Robustly in Message-Passing Systems" (1995), with many
writers as in Lynch and Shvartsman, "Robust Emulation of Shared Memory" (1997). Any two majorities
share a node, so whoever asks one hears of every write that another one has stored; tags tell which
is the latest. A reader, too, stores what it is about to return: otherwise somebody who reads after
it might still find the value before.
"""

from __future__ import annotations

from typing import Any

from quorate.node import Node, ms

REPEAT = ms(100)
NOTHING = [[0, ""], None]

Tag = list[Any]
"""[count, writer]: ordered, and never given to two values of one key."""


class QuorumRegister(Node):
    """One of the nodes; clients may read and write at any of them."""

    def start(self) -> None:
        self.cells: Any = dict(self.disk.items("cells"))  # key -> [tag, value]
        self.issued = self.disk.get("counts", "tags", 0)
        self.starts = self.disk.get("counts", "starts", 0) + 1
        self.disk.put("counts", "starts", self.starts)
        self.begun = 0
        self.operations: dict[str, dict[str, Any]] = {}  # what clients wait for here
        self.after(REPEAT, self.repeat)

    def on_read(self, msg: dict[str, Any]) -> None:
        """Begin the first phase of a read or a write: ask everybody for the newest value."""
        self.begun += 1
        number = f"{self.starts}.{self.begun}"  # no answer to an earlier life fits it
        self.operations[number] = {**msg["body"], "client": msg["src"], "tag": None, "answers": {}}
        self.ask(number)

    on_write = on_read

    def ask(self, number: str) -> None:
        operation = self.operations[number]
        fields = {"number": number, "key": operation["key"]}
        for node in (self.id, *self.peers):
            if operation["tag"] is None:
                self.send(node, "query", **fields)
            else:
                self.send(node, "store", cell=[operation["tag"], operation["value"]], **fields)

    def repeat(self) -> None:
        """Ask again wherever answers are missing; both questions may be heard twice."""
        self.after(REPEAT, self.repeat)
        for number in self.operations:
            self.ask(number)

    def on_query(self, src: str, number: str, key: str) -> None:
        self.send(src, "found", number=number, cell=self.cells.get(key, NOTHING))

    def on_found(self, src: str, number: str, cell: list[Any]) -> None:
        operation = self.operations.get(number)
        if operation is None or operation["tag"] is not None:
            return  # answered already, or in its second phase
        operation["answers"][src] = cell
        if len(operation["answers"]) == self.majority():
            tag, value = max(operation["answers"].values(), key=lambda found: found[0])
            if operation["type"] == "write":
                tag, value = self.next_tag(tag), operation["value"]
            operation |= {"tag": tag, "value": value, "answers": {}}
            self.begin_second_phase(number)

    def begin_second_phase(self, number: str) -> None:
        self.ask(number)

    def on_store(self, src: str, number: str, key: str, cell: list[Any]) -> None:
        if cell[0] > self.cells.get(key, NOTHING)[0]:
            self.cells[key] = cell
            self.disk.put("cells", key, cell)
        self.send(src, "stored", number=number)

    def on_stored(self, src: str, number: str) -> None:
        if number in self.operations:
            self.operations[number]["answers"][src] = True
            if len(self.operations[number]["answers"]) == self.copies():
                self.finish(number)

    def finish(self, number: str) -> None:
        done = self.operations.pop(number)
        reply = {"value": done["value"], "in_reply_to": done["msg_id"]}
        self.send(done["client"], f"{done['type']}_ok", **reply)

    def next_tag(self, newest: Tag) -> Tag:
        """A tag above the newest, and above all of ours: two writes may have seen the same one."""
        self.issued = max(newest[0], self.issued) + 1
        self.disk.put("counts", "tags", self.issued)
        return [self.issued, self.id]

    def majority(self) -> int:
        return (len(self.peers) + 1) // 2 + 1

    def copies(self) -> int:
        return self.majority()
