from typing import Any

import pytest

from quorate.checkers import check_leaders
from quorate.history import History, Observation


def claims(*rows: tuple[str, Any]) -> History:
    seen = tuple(
        Observation(0, place * 1_000, node, "leader", {"term": term})
        for place, (node, term) in enumerate(rows)
    )
    return History((), observations=seen)


def test_one_server_a_term_is_ok_however_many_lead_at_once() -> None:
    verdict = check_leaders(claims(("n1", 1), ("n2", 2), ("n1", 4), ("n3", 3)))
    assert ("ok", "each of 4 terms was led by one server") == (verdict.kind, verdict.reason)


def test_two_servers_of_one_term_are_named_with_their_moments() -> None:
    verdict = check_leaders(claims(("n1", 1), ("n2", 2), ("n3", 2)))
    assert "n3 claimed term 2 at 0.002 s, though n2 had claimed it at 0.001 s" == verdict.reason
    assert ("violated", 2, ["n2", "n3"]) == (
        verdict.kind,
        verdict.details["term"],
        verdict.details["nodes"],
    )


def test_a_server_may_say_again_that_it_leads() -> None:
    assert "ok" == check_leaders(claims(("n1", 1), ("n1", 1))).kind


def test_no_claim_proves_nothing() -> None:
    other = Observation(0, 5, "n1", "commit", {"term": 1})
    assert "unknown" == check_leaders(History((), observations=(other,))).kind


@pytest.mark.parametrize("term", [None, "1", 1.0, True])
def test_a_term_that_is_no_whole_number_proves_nothing(term: object) -> None:
    verdict = check_leaders(claims(("n1", term)))
    assert "unknown" == verdict.kind
    assert verdict.reason.startswith(f"n1 claimed to lead term {term!r}")


def test_a_violation_stands_beside_a_claim_that_cannot_be_read() -> None:
    assert "violated" == check_leaders(claims(("n1", None), ("n1", 1), ("n2", 1))).kind
