"""Atomic commit: decisions that nodes observe, and what clients were told, never differ."""

from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from checkers.histories import history_of
from quorate.checkers import check_atomic_commit
from quorate.history import History, Observation


def decisions(*seen: tuple[str, str, str], told: tuple[tuple[str, str], ...] = ()) -> History:
    rows: list[tuple[Any, ...]] = []
    for number, (transaction, _) in enumerate(told):
        rows += [
            (number, "invoke", "transact", transaction),
            (number, "ok", "transact", transaction),
        ]
    plain = history_of(*rows)
    events = tuple(
        replace(e, result=told[int(e.process)][1] if e.type == "ok" else None) for e in plain.events
    )
    observations = tuple(
        Observation(0, 1_000 * t, node, "decided", {"transaction": transaction, "outcome": outcome})
        for t, (node, transaction, outcome) in enumerate(seen)
    )
    return replace(plain, events=events, observations=observations)


def test_equal_decisions_are_ok() -> None:
    seen = (("p1", "t1", "commit"), ("p2", "t1", "commit"), ("p1", "t2", "abort"))
    verdict = check_atomic_commit(decisions(*seen, told=(("t1", "commit"), ("t2", "abort"))))
    assert ("ok", "3 decisions on 2 transactions agree") == (verdict.kind, verdict.reason)


def test_two_outcomes_of_one_transaction_are_told() -> None:
    seen = (("p1", "t1", "commit"), ("p2", "t2", "commit"), ("p2", "t1", "abort"))
    assert (
        "p1 decided to commit t1 at 0.000 s, but p2 to abort it at 0.002 s"
        == check_atomic_commit(decisions(*seen)).reason
    )


def test_a_node_may_not_change_its_mind() -> None:
    seen = (("p1", "t1", "commit"), ("p1", "t1", "abort"))
    assert "violated" == check_atomic_commit(decisions(*seen)).kind


def test_what_a_client_was_told_is_what_participants_decide() -> None:
    verdict = check_atomic_commit(decisions(("p1", "t1", "abort"), told=(("t1", "commit"),)))
    assert (
        "violated",
        "c0 was told commit for t1, but p1 decided to abort it at 0.000 s",
        [0],
    ) == (verdict.kind, verdict.reason, verdict.details["operations"])


@pytest.mark.parametrize("seen", [(), (("p1", "t1", "abort"), ("p2", "t1", "abort"))])
def test_without_a_commit_nothing_could_differ(seen: tuple[tuple[str, str, str], ...]) -> None:
    assert "unknown" == check_atomic_commit(decisions(*seen)).kind


def test_other_observations_are_not_judged() -> None:
    history = decisions(("p1", "t1", "commit"))
    other = Observation(0, 9, "p2", "guess", {"transaction": "t1", "outcome": "abort"})
    assert (
        "ok"
        == check_atomic_commit(replace(history, observations=(*history.observations, other))).kind
    )


def test_it_agrees_with_counting_outcomes() -> None:
    rng, kinds = Random("commits"), Counter[str]()
    for _ in range(2_000):
        seen = tuple(
            (
                f"p{int(rng.random() * 3)}",
                f"t{int(rng.random() * 4)}",
                "commit" if rng.random() < 0.7 else "abort",
            )
            for _ in range(int(rng.random() * 5))
        )
        outcomes: dict[str, set[str]] = {}
        for _, transaction, outcome in seen:
            outcomes.setdefault(transaction, set()).add(outcome)
        split = any(len(each) > 1 for each in outcomes.values())
        committed = any("commit" in each for each in outcomes.values())
        expected = "violated" if split else "ok" if committed else "unknown"
        kinds[expected] += 1
        assert expected == check_atomic_commit(decisions(*seen)).kind
    assert min(kinds.values()) > 100


def test_two_clients_that_were_told_different_outcomes_need_no_participant() -> None:
    verdict = check_atomic_commit(decisions(told=(("t1", "commit"), ("t1", "abort"))))
    assert ("violated", "c1 was told abort for t1, but c0 commit") == (verdict.kind, verdict.reason)


@pytest.mark.parametrize(
    "fields", [{}, {"transaction": "t1"}, {"outcome": "commit"}, {"transaction": 1, "outcome": 7}]
)
def test_a_decision_that_cannot_be_read_is_told_and_hides_no_violation(fields: Any) -> None:
    unreadable = Observation(0, 9_000, "p3", "decided", fields)
    seen = (("p1", "t1", "commit"), ("p2", "t1", "commit"))
    plain = decisions(*seen)
    verdict = check_atomic_commit(replace(plain, observations=(*plain.observations, unreadable)))
    assert "unknown" == verdict.kind
    assert verdict.reason.startswith("p3 decided {")
    plain = decisions(*seen, ("p2", "t1", "abort"))
    verdict = check_atomic_commit(replace(plain, observations=(unreadable, *plain.observations)))
    assert "violated" == verdict.kind
