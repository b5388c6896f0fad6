"""Registers that a cluster keeps as one: clients and state machine on top of Raft.

Reads, writes and compare-and-set are linearizable. A request has an effect at most once, however
often the network doubles it: a client numbers its requests, and the state holds the last number of
each client (Ongaro's dissertation, "Consensus: Bridging Theory and Practice", 2014, §6.3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quorate.node import Error
from quorate.patterns.raft import LEADER, Raft

if TYPE_CHECKING:
    from quorate.patterns.raft_log import Body

UNAVAILABLE, MALFORMED, NO_SUCH_KEY, NO_MATCH = 11, 12, 20, 22
"""Definite errors: what was asked for has not been done and will not be."""


class ReplicatedStore(Raft):
    """One server of the store; ask any of them."""

    def start(self) -> None:
        """Begin with no requests under way."""
        self.waiting: list[tuple[int, str, Body]] = []
        self.seen: dict[str, int] = {}
        super().start()

    # Requests.

    def on_read(self, msg: Body) -> None:
        """Read a key; one that was never written reads as null."""
        self.submit(msg["src"], msg["body"])

    def on_write(self, msg: Body) -> None:
        """Write a value under a key."""
        self.submit(msg["src"], msg["body"])

    def on_cas(self, msg: Body) -> None:
        """Write the second of two values if the first one is found, else error 20 or 22."""
        value = msg["body"].get("value")
        if not isinstance(value, list) or len(value) != 2:
            raise Error(MALFORMED, f"cas needs the value [from, to], not {value!r:.80}")
        self.submit(msg["src"], msg["body"])

    def on_members(self, msg: Body) -> None:
        """Change the members of the cluster to the servers that the value names."""
        goal = msg["body"].get("value")
        if not isinstance(goal, list) or not goal or any(type(one) is not str for one in goal):
            raise Error(MALFORMED, f"members needs a list of servers, not {goal!r:.80}")
        self.submit(msg["src"], msg["body"])

    def submit(self, client: str, request: Body) -> None:
        """Serve a request, pass it on to the leader, or refuse it for good."""
        number = request["msg_id"]
        if number <= self.seen.get(client, 0):
            return  # a second copy: refusing it would be a lie if the first one was taken
        self.seen[client] = number
        if self.role == LEADER:
            self.serve(client, request)
        elif self.leader:
            self.send(self.leader, "forward", client=client, request=request)
        else:
            self.refuse(client, number, "no leader is known")

    def on_forward(self, src: str, client: str, request: Body) -> None:
        """Serve a request that another server took; silent if this one no longer leads."""
        if self.role == LEADER:
            self.submit(client, request)

    def serve(self, client: str, request: Body) -> None:
        """Lead a request: through the log, unless it changes nothing."""
        kind, number, value = request["type"], request["msg_id"], request.get("value")
        if kind == "read":
            self.read(client, request)
        elif kind == "members":
            self.change(client, number, list(value or []))
        else:
            entry = {"f": kind, "key": request.get("key"), "value": value}
            self.append({**entry, "client": client, "id": number})

    def reply(self, client: str, number: int, kind: str, fields: Body) -> None:
        """Answer a request, long after its message was handled."""
        self.send(client, kind, in_reply_to=number, **fields)

    def refuse(self, client: str, number: int, why: str) -> None:
        """Answer that nothing was done."""
        self.reply(client, number, "error", {"code": UNAVAILABLE, "text": why})

    # Reads (§6.4): no entry, but a majority confirms after they came that this server leads.

    def read(self, client: str, request: Body) -> None:
        """Ask the majority."""
        self.waiting.append((self.beats + 1, client, request))
        self.broadcast()

    def advance(self) -> None:
        """Answer the reads that are confirmed, from a state that lacks nothing older than they."""
        super().advance()
        while self.waiting and self.waiting[0][0] <= self.confirmed and self.is_settled():
            _, client, request = self.waiting.pop(0)
            self.reply(client, request["msg_id"], "read_ok", self.query(request))

    def follow(self, term: int, leader: str = "") -> None:
        """Refuse the reads that wait; a write may still be agreed on."""
        super().follow(term, leader)
        for _, client, request in self.waiting:
            self.refuse(client, request["msg_id"], "the leader was unseated")
        self.waiting.clear()

    def query(self, request: Body) -> Body:
        """Look a key up."""
        return {"value": self.values.get(request.get("key"))}

    def change(self, client: str, number: int, goal: list[str]) -> None:
        """Go to these members step by step."""
        if not self.may_change():
            self.refuse(client, number, "a change is under way: ask again")
        elif sorted(goal) == self.members:
            self.reply(client, number, "members_ok", {"value": self.members})
        else:
            entry = {"f": "members", "value": self.step_to(goal), "key": goal}
            self.append({**entry, "client": client, "id": number})

    # The state machine: the same entries give the same state everywhere.

    def apply(self, entry: Body) -> None:
        """Change a register, at most once a request; the leader answers."""
        if entry["f"] == "begin":
            return
        client, number = entry["client"], entry["id"]
        if entry["f"] == "members":
            if self.role == LEADER:
                self.change(client, number, entry["key"])
        elif number > self.done.get(client, 0):
            self.done[client] = number
            kind, fields = self.execute(entry["f"], entry["key"], entry["value"])
            if self.role == LEADER:
                self.reply(client, number, kind, fields)

    def execute(self, f: str, key: Any, value: Any) -> tuple[str, Body]:
        """Write, or compare and write; gives the answer."""
        if f == "write":
            self.values[key] = value
            return "write_ok", {}
        if key not in self.values:
            return "error", {"code": NO_SUCH_KEY, "text": f"nothing is stored under {key}"}
        if self.values[key] != value[0]:
            return "error", {"code": NO_MATCH, "text": f"{key} does not hold what was expected"}
        self.values[key] = value[1]
        return "cas_ok", {}

    def image(self) -> Body:
        """The state as JSON data, apart from the living one."""
        return {"values": dict(self.values), "done": dict(self.done)}

    def restore(self, state: Body | None) -> None:
        """Begin with such an image, or empty."""
        self.values: dict[Any, Any] = dict(state["values"]) if state else {}
        self.done: dict[str, int] = dict(state["done"]) if state else {}
