"""A register on a majority: readable and writable while more than half of the nodes answer.

Attiya, Bar-Noy and Dolev, "Sharing Memory Robustly in Message-Passing Systems" (1995), with many
writers as in Lynch and Shvartsman (1997). Any two majorities share a node, so whoever asks one
hears of every write that another one has stored; tags tell which is the latest. A reader stores
what it is about to return: otherwise a later reader might still find the value before it.
"""
# mypy: disable-error-code="explicit-override"
# ruff: noqa: ANN401, ARG002, D102 - written as learners write nodes: short, and in their style

from __future__ import annotations

from typing import Any

from quorate.node import Node, Timeout, ms

ROUND = ms(60)
NOTHING = [[0, ""], None]

Tag = list[Any]
"""[count, writer]: ordered, and never given to two values of one key."""


class QuorumRegister(Node):
    """One of the nodes; clients may read and write at any of them."""

    def start(self) -> None:
        self.cells = dict(self.disk.items("cells"))  # key -> [tag, value]
        self.issued = self.disk.get("tags", "issued", 0)
        self.all = (self.id, *self.peers)

    async def on_read(self, src: str, key: str) -> dict[str, Any]:
        tag, value = await self.newest(key)
        await self.store(key, tag, value)
        return {"type": "read_ok", "value": value}

    async def on_write(self, src: str, key: str, value: Any) -> dict[str, Any]:
        tag, _ = await self.newest(key)
        await self.store(key, self.next_tag(tag), value)
        return {"type": "write_ok"}

    def next_tag(self, newest: Tag) -> Tag:
        """A tag above the newest, and above all of ours: two writes may have seen the same one."""
        self.issued = max(newest[0], self.issued) + 1
        self.disk.put("tags", "issued", self.issued)
        return [self.issued, self.id]

    async def newest(self, key: str) -> list[Any]:
        answers = await self.ask(self.majority(), "query", key=key)
        return max((answer["cell"] for answer in answers), key=lambda cell: cell[0])

    async def store(self, key: str, tag: Tag, value: Any) -> None:
        _ = await self.ask(self.majority(), "store", key=key, tag=tag, value=value)

    def majority(self) -> int:
        return len(self.all) // 2 + 1

    async def ask(self, count: int, message_type: str, **body: Any) -> list[dict[str, Any]]:
        """The answers of so many nodes; asks on, round after round, until there are enough."""
        answers: dict[str, dict[str, Any]] = {}
        while True:
            rest = [node for node in self.all if node not in answers]
            calls = {node: self.call(node, message_type, timeout=ROUND, **body) for node in rest}
            for node, call in calls.items():
                try:
                    answers[node] = await call
                except Timeout:
                    continue
                if len(answers) == count:
                    return list(answers.values())

    def on_query(self, src: str, key: str) -> dict[str, Any]:
        return {"type": "query_ok", "cell": self.cells.get(key, NOTHING)}

    def on_store(self, src: str, key: str, tag: Tag, value: Any) -> dict[str, Any]:
        if tag > self.cells.get(key, NOTHING)[0]:
            self.cells[key] = [tag, value]
            self.disk.put("cells", key, [tag, value])
        return {"type": "store_ok"}
