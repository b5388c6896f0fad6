"""Two-phase commit: votes, presumed abort, blocking, and the way out of it."""

from dataclasses import replace
from typing import Any

import pytest

from patterns.talking import CLIENT, Talk
from quorate.labs import ScenarioReference, Solution, build_setup, load_solution, settings_of
from quorate.node import ms
from quorate.patterns import Coordinator, Participant
from quorate.simulator import World

PEERS = ("p1", "p2")
Said = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def coordinator() -> Talk:
    return Talk(Coordinator, "coordinator", *PEERS)


@pytest.fixture
def participant() -> Talk:
    return Talk(Participant, "p1", "coordinator", "p2")


def transact(coordinator: Talk, transaction: str = "t1") -> Said:
    return coordinator.hear(CLIENT, "transact", key="x", value=transaction, msg_id=7)


def vote(coordinator: Talk, prepares: Said, *votes: str) -> Said:
    said: Said = []
    for (peer, body), each in zip(prepares, votes, strict=False):
        said += coordinator.hear(peer, "prepare_ok", vote=each, in_reply_to=body["msg_id"])
    return said


def outcomes(said: Said) -> list[tuple[str, str]]:
    return [(dest, body["outcome"]) for dest, body in said if body["type"] == "outcome"]


def prepare(participant: Talk, transaction: str, key: str = "x") -> str:
    ((_, body),) = participant.hear(
        "coordinator", "prepare", transaction=transaction, key=key, msg_id=1
    )
    answer: str = body["vote"]
    return answer


def test_all_yes_commits_and_the_client_is_told(coordinator: Talk) -> None:
    said = vote(coordinator, transact(coordinator), "yes", "yes")
    assert [("p1", "commit"), ("p2", "commit")] == outcomes(said)
    assert ["commit"] == [body["result"] for dest, body in said if dest == CLIENT]


@pytest.mark.parametrize("votes", [("yes", "no"), ("no", "yes"), ("yes",), ()])
def test_a_no_or_silence_aborts(coordinator: Talk, votes: tuple[str, ...]) -> None:
    said = vote(coordinator, transact(coordinator), *votes) + coordinator.wait(ms(500))
    assert [("p1", "abort"), ("p2", "abort")] == outcomes(said)


def test_a_commit_survives_a_crash_and_anything_else_was_aborted(coordinator: Talk) -> None:
    vote(coordinator, transact(coordinator, "t1"), "yes", "yes")
    transact(coordinator, "t2")
    coordinator.restart()
    asked = [coordinator.hear("p1", "ask", transaction=t) for t in ("t1", "t2")]
    assert [[("p1", "commit")], [("p1", "abort")]] == [outcomes(said) for said in asked]


def test_while_it_is_undecided_nobody_is_told_anything(coordinator: Talk) -> None:
    transact(coordinator)
    assert [] == coordinator.hear("p1", "ask", transaction="t1")


def test_a_second_copy_of_a_request_starts_nothing(coordinator: Talk) -> None:
    prepares = transact(coordinator)
    assert [] == transact(coordinator)
    vote(coordinator, prepares, "yes", "yes")
    assert [] == transact(coordinator)


def test_a_second_copy_of_a_request_that_was_aborted_starts_nothing(coordinator: Talk) -> None:
    said = transact(coordinator) + coordinator.wait(ms(500))
    assert [("p1", "abort"), ("p2", "abort")] == outcomes(said)
    assert [] == transact(coordinator), "who never heard of it would vote yes now"


@pytest.mark.parametrize("writes", range(3))
def test_a_crash_amid_the_end_of_a_transaction_keeps_no_lock(
    participant: Talk, writes: int
) -> None:
    prepare(participant, "t1")
    told = {"transaction": "t1", "outcome": "commit"}
    assert participant.hear_half(writes, "coordinator", "outcome", **told) <= 2
    participant.hear("coordinator", "outcome", **told)
    assert "yes" == prepare(participant, "t2")
    answer = participant.ask("read")
    assert answer is not None
    assert {"t1": "commit"} == answer["value"]


def test_a_vote_binds_over_a_crash_until_the_outcome_is_known(participant: Talk) -> None:
    assert "yes" == prepare(participant, "t1")
    participant.restart()
    assert "no" == prepare(participant, "t2"), "the key is still locked"
    asks = participant.wait(ms(1_000))
    assert {("coordinator", "ask")} == {(dest, body["type"]) for dest, body in asks}
    participant.hear("coordinator", "outcome", transaction="t1", outcome="abort")
    assert [] == participant.wait(ms(1_000))
    assert "yes" == prepare(participant, "t3")


def test_who_voted_no_does_not_vote_yes_later(participant: Talk) -> None:
    prepare(participant, "t1")
    assert "no" == prepare(participant, "t2")
    participant.hear("coordinator", "outcome", transaction="t1", outcome="commit")
    assert ["no", "no"] == [prepare(participant, "t2"), prepare(participant, "t1")]


@pytest.mark.parametrize("seed", range(15))
def test_in_the_end_no_participant_is_in_doubt(seed: int) -> None:
    scenario = ScenarioReference("two-phase-commit").find()
    setup = build_setup(scenario, load_solution(Solution()), seed, {})
    latest: dict[str, Participant] = {}

    class Watched(Participant):
        def start(self) -> None:
            super().start()
            latest[self.id] = self

    nodes = {n: Watched if cls is Participant else cls for n, cls in setup.nodes.items()}
    assert (
        World(replace(settings_of(scenario, setup, seed, trace=False), nodes=nodes)).run().complete
    )
    assert {"p1": {}, "p2": {}, "p3": {}} == {name: latest[name].locks for name in sorted(latest)}
    assert all(node.outcomes for node in latest.values())
