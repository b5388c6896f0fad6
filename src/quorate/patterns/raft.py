"""Raft: servers that agree on one log, so that each of them comes to the same state.

Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm", 2014 (named by figure
below), and Ongaro's dissertation "Consensus: Bridging Theory and Practice", 2014 (named by §).
The disk is written before anybody is told. No pre-vote: a server that comes back disturbs once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quorate.node import ms
from quorate.patterns.raft_log import Body, Log, LogKeeper

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLLOWER, CANDIDATE, LEADER = "follower", "candidate", "leader"


class Raft(LogKeeper):
    """One server; a subclass has clients, and a state that `apply`, `image` and `restore` keep."""

    heartbeat = ms(50)
    patience_min = ms(150)
    entries_max = 20

    def __init__(self, founders: Sequence[str] = ()) -> None:
        self.founders = founders

    def start(self) -> None:
        """Begin as a follower, with what the disk kept of earlier lives."""
        self.open_log(self.founders or [self.id, *self.peers])
        self.restore(self.snapshot["state"])
        self.term, self.voted_for = self.disk.get("raft", "vote", [0, None])
        self.commit, self.role, self.leader = self.base, FOLLOWER, ""
        self.listen()
        self.watch()

    # Elections (§3.4).

    def listen(self) -> None:
        """Be patient from now on, for a random time, so that campaigns seldom meet."""
        self.heard = self.monotonic()
        self.patience = self.random.randint(self.patience_min, 2 * self.patience_min)

    def watch(self) -> None:
        """Campaign when nobody was heard for too long; one timer a wait, not one a message."""
        if self.monotonic() - self.heard >= self.patience:
            self.listen()
            if self.id in self.members:
                self.campaign()
        self.after(self.heard + self.patience - self.monotonic(), self.watch)

    def campaign(self) -> None:
        """Ask the others for their votes in a new term."""
        self.follow(self.term)
        self.enter(self.term + 1, self.id)
        self.role, self.votes = CANDIDATE, dict[str, int]()
        for peer in self.others():
            self.send(peer, "vote", term=self.term, end=[self.term_at(self.last), self.last])
        self.on_voted(self.id, self.term, granted=True)

    def on_vote(self, src: str, term: int, end: list[int]) -> Body | None:
        """Vote once a term, and only for a log that has all that may be committed (§3.6.1)."""
        if self.leader and self.monotonic() - self.heard < self.patience_min:
            return None  # a removed server, or one that was cut off, unseats no leader (§4.2.3)
        if term > self.term:
            self.follow(term)
        complete = end >= [self.term_at(self.last), self.last]
        granted = complete and term == self.term and self.voted_for in (None, src)
        if granted:
            self.enter(term, src)
            self.listen()
        return {"type": "voted", "term": self.term, "granted": granted}

    def on_voted(self, src: str, term: int, granted: bool) -> None:
        """Lead when a majority wants it."""
        if term > self.term:
            self.follow(term)
        elif granted and term == self.term and self.role == CANDIDATE:
            self.votes[src] = 1
            if self.majority(self.votes):
                self.lead()

    def lead(self) -> None:
        """Begin with an entry of this term: only with it can older ones be committed."""
        self.role, self.leader = LEADER, self.id
        self.next, self.match, self.echoes = (dict[str, int]() for _ in range(3))
        self.beats = self.confirmed = 0
        self.observe("leader", term=self.term)
        self.append({"f": "begin"})

    def follow(self, term: int, leader: str = "") -> None:
        """Be a follower in this term."""
        if term > self.term:
            self.enter(term, None)
        self.role, self.leader = FOLLOWER, leader

    def enter(self, term: int, vote: str | None) -> None:
        """Remember the term, and the vote in it, through every crash."""
        self.term, self.voted_for = term, vote
        self.disk.put("raft", "vote", [term, vote])

    # Replication (figure 2, AppendEntries).

    def append(self, entry: Body) -> None:
        """Put an entry into the leader's log and send it out."""
        self.store({"term": self.term, **entry})
        self.match[self.id] = self.last
        self.broadcast()

    def broadcast(self) -> None:
        """Send each what it lacks; the number of the beat comes back with the answers.

        When nothing is new it shows them that there is a leader, and him what they missed.
        """
        if self.role == LEADER:
            self.beats += 1
            self.echoes[self.id] = self.beats
            for peer in self.others():
                self.replicate(peer)
            if self.members == [self.id]:
                self.advance()  # a server alone needs no answer
            self.after(self.heartbeat, self.broadcast)

    def replicate(self, peer: str) -> None:
        """Send the entries that the peer lacks, or the snapshot where they are gone (figure 13)."""
        term, beat, prev = self.term, self.beats, self.next.get(peer, self.last + 1) - 1
        if prev < self.base:
            self.send(peer, "install", term=term, beat=beat, snapshot=self.snapshot)
            self.next[peer] = self.base + 1
        else:
            at, new = self.term_at(prev), self.entries[prev + 1 - self.base :] or None
            sent = {"prev": prev, "prev_term": at, "entries": new, "commit": self.commit}
            self.send(peer, "append", term=term, beat=beat, **sent)
            self.next[peer] = self.last + 1  # in hope: a refusal says where to go on

    def on_append(  # noqa: PLR0913, PLR0917 - the message of figure 2
        self, src: str, term: int, beat: int, prev: int, prev_term: int, entries: Log, commit: int
    ) -> Body:
        """Take entries over where the log agrees up to the one before them."""
        if not self.heed(src, term):
            return self.appended(0, self.last + 1, agrees=False)
        if prev > self.last:
            return self.appended(beat, self.last + 1, agrees=False)
        if prev > self.base and self.term_at(prev) != prev_term:
            return self.appended(beat, self.first_of_term(prev), agrees=False)
        agreed = prev
        for entry in entries or ():
            agreed += 1
            if self.base < agreed <= self.last and self.term_at(agreed) != entry["term"]:
                self.cut(agreed)
            if agreed > self.last:
                self.store(entry)
        if commit > self.commit:
            self.commit_to(min(commit, agreed))
        return self.appended(beat, agreed)

    def on_install(self, src: str, term: int, beat: int, snapshot: Body) -> Body:
        """Take a snapshot over that goes further than what is known to be agreed on."""
        if not self.heed(src, term):
            return self.appended(0, self.last + 1, agrees=False)
        if snapshot["index"] > self.commit:
            self.compact(snapshot)
            self.restore(snapshot["state"])
            self.commit = self.base
        return self.appended(beat, snapshot["index"])

    def heed(self, src: str, term: int) -> bool:
        """Follow the leader of a term that is not over."""
        if term < self.term:
            return False
        if term > self.term or src != self.leader:
            self.follow(term, src)
        self.heard = self.monotonic()
        return True

    def appended(self, beat: int, index: int, *, agrees: bool = True) -> Body:
        """Say up to where the log agrees with the leader's, or from where on to try again."""
        term = self.term
        return {"type": "appended", "term": term, "beat": beat, "index": index, "agrees": agrees}

    def on_appended(self, src: str, term: int, beat: int, index: int, agrees: bool) -> None:
        """Learn what the peer has, or go back a term at once to where its log may agree (§3.5)."""
        if term > self.term:
            self.follow(term)
        if self.role != LEADER or term < self.term:
            return
        self.echoes[src] = max(beat, self.echoes.get(src, 0))
        known = self.match.get(src, 0)
        if not agrees:
            self.next[src] = max(index, known + 1)
            self.replicate(src)
        elif index > known:
            self.match[src] = index
            self.next[src] = max(index + 1, self.next.get(src, 0))
        if beat > self.confirmed or index > self.commit:
            self.advance()

    def advance(self) -> None:
        """Commit what a majority has, counting only for entries of this term (figure 8)."""
        if self.commit < self.last:
            index = self.majority(self.match)
            if index > self.commit and self.term_at(index) == self.term:
                self.commit_to(index)
        if self.confirmed < self.beats:
            confirmed = self.majority(self.echoes)
            if confirmed > self.confirmed:
                self.confirmed, self.heard = confirmed, self.monotonic()

    def commit_to(self, index: int) -> None:
        """Apply what is committed, and from time to time replace it by a snapshot."""
        while self.commit < index:
            self.commit += 1
            self.apply(self.entries[self.commit - self.base])
        if self.role == LEADER and self.id not in self.members and self.may_change():
            self.follow(self.term)  # its removal is agreed on (§4.2.2)
        if self.commit - self.base >= self.entries_max:
            self.compact(self.snapshot_at(self.commit, self.image()))

    def is_settled(self) -> bool:
        """Whether an entry of this term is committed, so that nothing older can be unknown."""
        return bool(self.term_at(self.commit) == self.term)

    # Members (§4.1): one server at a time, so that old and new majorities share a server.

    def others(self) -> list[str]:
        """All members but this server."""
        me = self.id
        return [member for member in self.members if member != me]

    def majority(self, told: dict[str, int]) -> int:
        """The greatest number that a majority of the members has told."""
        numbers = sorted([told.get(member, 0) for member in self.members])
        return numbers[(len(numbers) - 1) // 2]

    def may_change(self) -> bool:
        """Whether the last change is agreed on, and this term is settled.

        Without the second rule two leaders could each make a change that the other does not know
        (Ongaro, "bug in single-server membership changes", raft-dev, 2015).
        """
        return self.is_settled() and self.members_at(self.commit) == self.members

    def step_to(self, goal: list[str]) -> list[str]:
        """The members with one server added, or with one removed if none is missing."""
        missing = [server for server in goal if server not in self.members]
        surplus = [server for server in self.members if server not in goal]
        kept = self.members if missing else [m for m in self.members if m != surplus[0]]
        return sorted([*kept, *missing[:1]])

    # The state that the entries make; a log alone has none.

    def apply(self, entry: Body) -> None:
        """Change the state by an entry that is agreed on."""

    def image(self) -> Body | None:
        """The state as JSON data."""
        return None

    def restore(self, state: Body | None) -> None:
        """Begin with such an image; None is the empty state."""
