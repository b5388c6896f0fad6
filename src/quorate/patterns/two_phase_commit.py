"""Two-phase commit: all participants of a transaction commit it, or none does.

Gray, "Notes on Data Base Operating Systems" (1978); what is not on the coordinator's disk was
aborted, as in Mohan and Lindsay, "Efficient Commit Protocols for the Tree of Processes Model"
(1983). Who has voted yes can no longer decide alone: it keeps its lock and asks until it is told,
however long the coordinator is away. This blocking is the price, and no bug. Since no disk knows
of an abort, a client must not ask for the same transaction again after a crash of the coordinator.
"""

from __future__ import annotations

from typing import Any

from quorate.node import Future, Node, Timeout, ms

VOTE_TIME = ms(100)
ASK_PERIOD = ms(100)


class Coordinator(Node):
    """Runs transactions for clients; all its peers take part in each."""

    def start(self) -> None:
        self.committed = dict(self.disk.items("committed"))
        self.undecided: dict[str, None] = {}
        self.begun: dict[str, None] = {}

    async def on_transact(self, src: str, key: str, value: str) -> dict[str, Any] | None:
        """Let all vote on the transaction `value`, which locks `key`; result is the outcome."""
        if value in self.begun or value in self.committed:
            return None  # a second copy of the request, be it of one that was aborted
        self.begun[value] = self.undecided[value] = None
        calls = [
            self.call(peer, "prepare", transaction=value, key=key, timeout=VOTE_TIME)
            for peer in self.peers
        ]
        votes = [await self.vote(call) for call in calls]
        outcome = "commit" if all(vote == "yes" for vote in votes) else "abort"
        if outcome == "commit":
            self.record(value)  # from here on it is committed, whoever crashes
        del self.undecided[value]
        for peer in self.peers:
            self.send(peer, "outcome", transaction=value, outcome=outcome)
        return {"type": "transact_ok", "value": value, "result": outcome}

    async def vote(self, call: Future) -> str:
        try:
            return str((await call)["vote"])
        except Timeout:
            return "no"

    def record(self, transaction: str) -> None:
        self.committed[transaction] = True
        self.disk.put("committed", transaction, value=True)

    def on_ask(self, src: str, transaction: str) -> None:
        if transaction not in self.undecided:
            outcome = "commit" if transaction in self.committed else "abort"
            self.send(src, "outcome", transaction=transaction, outcome=outcome)


class Participant(Node):
    """Holds a lock for each transaction that it has voted for and knows no outcome of."""

    coordinator = "coordinator"

    def start(self) -> None:
        self.outcomes = dict(self.disk.items("outcomes"))
        kept = self.disk.items("locks")  # transaction -> key; a crash may have left one too many
        self.locks: Any = {name: key for name, key in kept if name not in self.outcomes}
        self.after(ASK_PERIOD, self.ask)

    def on_prepare(self, src: str, transaction: str, key: str) -> dict[str, Any]:
        if transaction not in self.locks:
            if transaction in self.outcomes or key in self.locks.values():
                self.finish(transaction, "abort")  # before a vote for it, one may decide alone
                return {"type": "prepare_ok", "vote": "no"}
            self.locks[transaction] = key
            self.disk.put("locks", transaction, key)
        return {"type": "prepare_ok", "vote": "yes"}

    def on_outcome(self, src: str, transaction: str, outcome: str) -> None:
        self.finish(transaction, outcome)

    def finish(self, transaction: str, outcome: str) -> None:
        if transaction in self.outcomes:
            return
        self.outcomes[transaction] = outcome
        self.disk.put("outcomes", transaction, outcome)
        self.locks.pop(transaction, None)
        self.disk.delete("locks", transaction)
        self.observe("decided", transaction=transaction, outcome=outcome)

    def ask(self) -> None:
        """Ask for the outcome of whatever we voted for."""
        self.after(ASK_PERIOD, self.ask)
        for transaction in self.locks:
            self.send(self.coordinator, "ask", transaction=transaction)

    def on_read(self, src: str) -> dict[str, Any]:
        return {"type": "read_ok", "value": dict(sorted(self.outcomes.items()))}
