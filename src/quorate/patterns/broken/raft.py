"""Raft with one mistake each; what is not overridden is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quorate.patterns.replicated_store import ReplicatedStore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quorate.patterns.raft_log import Body


class ReadsLocally(ReplicatedStore):
    """A leader never asks whether it still leads, so one that was unseated reads what is old."""

    def read(self, client: str, request: Body) -> None:
        """Answer at once."""
        self.reply(client, request["msg_id"], "read_ok", self.query(request))

    def broadcast(self) -> None:
        """Lead until somebody says otherwise."""
        super().broadcast()
        self.heard = self.monotonic()


class VotesAgain(ReplicatedStore):
    """Term and vote are not on the disk, so a server votes again after a crash."""

    def enter(self, term: int, vote: str | None) -> None:
        """Remember only in memory."""
        self.term, self.voted_for = term, vote


class ForgetsLog(ReplicatedStore):
    """The log is lost in a crash, although a majority was counted on it."""

    def start(self) -> None:
        """Empty the log first."""
        snapshot: Any = self.disk.get("raft", "snapshot", {"index": 0})
        self.disk.truncate(f"after {snapshot['index']}", 0)
        super().start()


class AcknowledgesEarly(ReplicatedStore):
    """A write is answered when the leader alone has it."""

    def append(self, entry: Body) -> None:
        """Promise what may still get lost."""
        if entry["f"] == "write":
            self.reply(entry["client"], entry["id"], "write_ok", {})
        super().append(entry)


class SnapshotsShort(ReplicatedStore):
    """The snapshot is one entry short of the index that it claims; taken often, so that few show it."""

    entries_max = 4

    def apply(self, entry: Body) -> None:
        """Keep the state as it was before."""
        self.before = self.image()
        super().apply(entry)

    def compact(self, snapshot: Body) -> None:
        """Write the older state."""
        own = snapshot["index"] == self.commit
        super().compact({**snapshot, "state": self.before} if own else snapshot)


class LeapsMembers(ReplicatedStore):
    """The members change all at once: a majority of the old ones and one of the new may be apart."""

    def step_to(self, goal: list[str]) -> list[str]:
        """Go the whole way in one step."""
        return sorted(goal)


BROKEN: Mapping[str, type[ReplicatedStore]] = {
    "acknowledges-early": AcknowledgesEarly,
    "forgets-log": ForgetsLog,
    "leaps-members": LeapsMembers,
    "reads-locally": ReadsLocally,
    "snapshots-short": SnapshotsShort,
    "votes-again": VotesAgain,
}
