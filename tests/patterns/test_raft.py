"""The rules of Raft one by one; tests/patterns/test_raft_runs.py judges whole runs."""

from typing import Any

import pytest

from patterns.raft_peers import Said, converse, told
from quorate.checkers import check_register
from quorate.faults import crash
from quorate.node import ms
from quorate.patterns.replicated_store import ReplicatedStore
from quorate.simulator import (
    ClientPlan,
    LinkSettings,
    NetworkSettings,
    Run,
    World,
    WorldSettings,
    const,
    exponential,
)


def vote(at_ms: int, who: str, term: int, end: tuple[int, int] = (0, 0)) -> Said:
    return (at_ms, who, "vote", {"term": term, "end": list(end)})


def entry(term: int, value: str = "x") -> dict[str, Any]:
    return {"term": term, "f": "write", "key": "k", "value": value, "client": "c1", "id": 1}


def append(
    at_ms: int, term: int, at: tuple[int, int], *terms: int, commit: int = 0, who: str = "n2"
) -> Said:
    entries = [entry(each, f"{term}.{place}") for place, each in enumerate(terms)]
    about = {"term": term, "beat": 1, "prev": at[0], "prev_term": at[1], "commit": commit}
    return (at_ms, who, "append", {**about, "entries": entries or None})


def test_a_server_votes_once_a_term_and_again_for_the_same_candidate() -> None:
    seen = converse(vote(10, "n2", 1), vote(20, "n3", 1), vote(30, "n2", 1), vote(40, "n3", 2))
    assert [(1, True), (1, False), (1, True), (2, True)] == told(seen, "voted", "term", "granted")


def test_a_vote_is_remembered_through_a_crash() -> None:
    restart = crash(["n1"], (ms(15), ms(20)))
    seen = converse(vote(10, "n2", 1), vote(30, "n3", 1), faults=[restart])
    assert [(1, True), (1, False)] == told(seen, "voted", "term", "granted")


@pytest.mark.parametrize(
    ("end", "granted"), [((1, 9), False), ((2, 1), False), ((2, 2), True), ((3, 1), True)]
)
def test_a_vote_goes_only_to_a_log_that_is_as_complete(
    end: tuple[int, int], *, granted: bool
) -> None:
    log = append(10, 2, (0, 0), 1, 2)
    restart = crash(["n1"], (ms(20), ms(21)))  # forgets the leader, so that it votes at once
    seen = converse(log, vote(30, "n3", 3, end), faults=[restart])
    assert [granted] == told(seen, "voted", "granted")


def test_who_hears_a_leader_neither_votes_nor_enters_the_term() -> None:
    seen = converse(append(10, 1, (0, 0)), vote(20, "n3", 7), append(30, 1, (0, 0)))
    assert [] == told(seen, "voted", "term")
    assert [(1, True), (1, True)] == told(seen, "appended", "term", "agrees")


def test_the_leader_of_an_old_term_is_told_the_new_one() -> None:
    seen = converse(append(10, 3, (0, 0)), append(20, 2, (0, 0), who="n3"))
    assert [(3, True), (3, False)] == told(seen, "appended", "term", "agrees")


def test_entries_are_taken_only_where_the_log_agrees() -> None:
    """A refusal says from where on to try: after the end, or where the wrong term begins."""
    seen = converse(
        append(10, 2, (0, 0), 1, 2, 2, 2),
        append(20, 3, (7, 3), 3),
        append(30, 3, (4, 3), 3),
        append(40, 3, (1, 1), 3),
        append(50, 3, (2, 3), 3),
    )
    expected = [(4, True), (5, False), (2, False), (2, True), (3, True)]
    assert expected == told(seen, "appended", "index", "agrees")


def test_a_late_copy_of_an_append_takes_nothing_back() -> None:
    log = append(10, 1, (0, 0), 1, 1, 1)
    seen = converse(log, append(20, 1, (0, 0), 1), append(30, 1, (3, 1)))
    assert [(3, True), (1, True), (3, True)] == told(seen, "appended", "index", "agrees")


def test_the_log_survives_a_crash() -> None:
    restart = crash(["n1"], (ms(20), ms(21)))
    seen = converse(append(10, 1, (0, 0), 1, 1), append(30, 1, (2, 1)), faults=[restart])
    assert [(2, True), (2, True)] == told(seen, "appended", "index", "agrees")


def snapshot_of(at_ms: int, index: int) -> Said:
    members = ["n1", "n2", "n3"]
    state = {"values": {"k": "old"}, "done": {}}
    about = {"index": index, "term": 1, "members": members, "state": state}
    return (at_ms, "n2", "install", {"term": 1, "beat": 1, "snapshot": about})


def test_a_snapshot_replaces_a_log_that_is_shorter() -> None:
    seen = converse(snapshot_of(10, 5), append(20, 1, (5, 1), 1))
    assert [(5, True), (6, True)] == told(seen, "appended", "index", "agrees")


def test_entries_after_a_snapshot_stay_where_they_agree() -> None:
    """They may be promised already: a majority was counted on them."""
    log = append(10, 1, (0, 0), 1, 1, 1)
    seen = converse(log, snapshot_of(20, 2), append(30, 1, (3, 1)))
    assert [(3, True), (2, True), (3, True)] == told(seen, "appended", "index", "agrees")


class CommitsOldTerms(ReplicatedStore):
    """Counts for entries of older terms, too."""

    def advance(self) -> None:
        self.commit_to(max(self.commit, self.majority(self.match)))


@pytest.mark.parametrize(
    ("server", "has", "committed"),
    [(ReplicatedStore, 1, 0), (ReplicatedStore, 2, 2), (CommitsOldTerms, 1, 1)],
)
def test_an_entry_of_an_older_term_is_not_committed_by_counting(
    server: type[ReplicatedStore], has: int, committed: int
) -> None:
    """Figure 8: a majority has the old entry, but another leader could still replace it."""
    seen = converse(append(10, 1, (0, 0), 1), server=server, has=has, horizon_ms=600)
    commits = told(seen, "append", "commit")
    assert [2] == sorted({term for term in told(seen, "append", "term") if term > 1})[:1]
    assert committed == max(commits)


STEADY = NetworkSettings(LinkSettings(const(1_000)))


def run_cluster(
    *operations: tuple[Any, ...],
    server: type[ReplicatedStore] = ReplicatedStore,
    network: NetworkSettings = STEADY,
) -> Run:
    """Operations (at in milliseconds, server, f, key, value) of one client on three servers."""
    rows = tuple((ms(at_ms), *rest) for at_ms, *rest in operations)
    settings = WorldSettings(
        name="store",
        seed=1,
        nodes=dict.fromkeys(("n1", "n2", "n3"), server),
        clients=(ClientPlan("c1", rows),),
        network=network,
        horizon_us=ms(20_000),
    )
    run = World(settings).run()
    assert () == run.errors
    return run


def answers(run: Run) -> list[tuple[str, Any]]:
    return [
        (event.type, event.error[0] if event.error else event.value)
        for event in run.history
        if event.type != "invoke"
    ]


def test_a_store_writes_reads_and_compares_at_any_server() -> None:
    run = run_cluster(
        (1_000, "n1", "read", "k"),
        (1_100, "n2", "write", "k", 1),
        (1_200, "n3", "read", "k"),
        (1_300, "n1", "cas", "k", [1, 2]),
        (1_400, "n2", "cas", "k", [1, 3]),
        (1_500, "n3", "cas", "other", [1, 3]),
        (1_600, "n1", "read", "k"),
    )
    expected = [("ok", None), ("ok", 1), ("ok", 1), ("ok", [1, 2])]
    assert [*expected, ("fail", 22), ("fail", 20), ("ok", 2)] == answers(run)


def test_before_a_leader_is_known_a_request_certainly_fails() -> None:
    assert [("fail", 11)] == answers(run_cluster((10, "n1", "write", "k", 1)))


@pytest.mark.parametrize(
    ("f", "value"), [("cas", 5), ("cas", [1]), ("members", []), ("members", [1])]
)
def test_a_request_without_sense_is_malformed(f: str, value: object) -> None:
    assert [("fail", 12)] == answers(run_cluster((1_000, "n1", f, "k", value)))


class AppliesTwice(ReplicatedStore):
    """Remembers no request."""

    def submit(self, client: str, request: dict[str, Any]) -> None:
        self.seen.clear()
        super().submit(client, request)

    def apply(self, entry: dict[str, Any]) -> None:
        self.done.clear()
        super().apply(entry)


@pytest.mark.parametrize(("server", "kind"), [(ReplicatedStore, "ok"), (AppliesTwice, "violated")])
def test_every_message_doubled_writes_once(server: type[ReplicatedStore], kind: str) -> None:
    operations = [
        (1_000 + 10 * n, f"n{n % 3 + 1}", *(("read", "k") if n % 2 else ("write", "k", n)))
        for n in range(100)
    ]
    network = NetworkSettings(LinkSettings(exponential(20_000), duplicate=1.0))
    run = run_cluster(*operations, server=server, network=network)
    assert kind == check_register(run.history).kind


def test_one_server_alone_is_a_cluster() -> None:
    settings = WorldSettings(
        name="alone",
        seed=1,
        nodes={"n1": ReplicatedStore},
        clients=(
            ClientPlan("c1", ((ms(900), "n1", "write", "k", 1), (ms(950), "n1", "read", "k"))),
        ),
        horizon_us=ms(2_000),
    )
    assert [("ok", 1), ("ok", 1)] == answers(World(settings).run())
