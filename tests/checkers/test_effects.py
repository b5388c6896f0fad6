"""Effects: at most once, once if acknowledged, nothing invented; compared with plain counting."""

from collections import Counter
from random import Random
from typing import Any

import pytest

from checkers.histories import history_of
from quorate.checkers import check_effects
from quorate.history import operations

ADD_1 = (("c1", "invoke", "add", 1), ("c1", "ok", "add", 1))
ADD_2 = (("c2", "invoke", "add", 2), ("c2", "info", "add", 2))
ADD_3 = (("c3", "invoke", "add", 3), ("c3", "fail", "add", 3))


def read(*values: Any) -> tuple[tuple[Any, ...], ...]:
    return (("r", "invoke", "read", None), ("r", "ok", "read", list(values)))


@pytest.mark.parametrize("found", [(1,), (1, 2), (2, 1)])
def test_what_was_acknowledged_once_and_what_was_not_perhaps_is_ok(found: tuple[int, ...]) -> None:
    verdict = check_effects(history_of(*ADD_1, *ADD_2, *read(*found)))
    assert ("ok", 1, 1) == (
        verdict.kind,
        verdict.details["counts"]["reads"],
        verdict.details["counts"]["acknowledged"],
    )


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        ((1, 2, 2), "c2's add of 2 took effect 2 times at 0.007 s"),
        ((2,), "c1's add of 1 was acknowledged but had no effect at 0.007 s"),
        ((1, 3), "c3's add of 3 was refused, and yet took effect at 0.007 s"),
        ((1, 9), "r's read found 9 at 0.007 s, which nobody asked for"),
    ],
)
def test_each_violation_is_told_in_actors_and_values(found: tuple[int, ...], reason: str) -> None:
    verdict = check_effects(history_of(*ADD_1, *ADD_2, *ADD_3, *read(*found)))
    assert ("violated", reason) == (verdict.kind, verdict.reason)
    assert verdict.details["operations"], "the operations that show it are named"


def test_an_effect_before_its_request_is_invented() -> None:
    assert "violated" == check_effects(history_of(*read(1), *ADD_1)).kind


def test_an_acknowledgement_after_the_read_began_promises_it_nothing() -> None:
    rows = (ADD_1[0], ("r", "invoke", "read", None), ADD_1[1], ("r", "ok", "read", []))
    assert "ok" == check_effects(history_of(*rows, *ADD_2[:1], *read(1))).kind


def test_reads_before_every_acknowledgement_show_nothing() -> None:
    verdict = check_effects(history_of(*read(), *ADD_1))
    expected = "no request was acknowledged before a read, so nothing can be said"
    assert ("unknown", expected) == (verdict.kind, verdict.reason)


def test_a_read_that_is_no_list_is_violated() -> None:
    rows = (*ADD_1, ("r", "invoke", "read", None), ("r", "ok", "read", 1))
    assert "r's read returned no list: 1" == check_effects(history_of(*rows)).reason


@pytest.mark.parametrize("rows", [ADD_1, read(), (*ADD_2, *read(2))])
def test_nothing_read_or_nothing_acknowledged_is_unknown(rows: tuple[Any, ...]) -> None:
    assert "unknown" == check_effects(history_of(*rows)).kind


def test_equal_requests_cannot_be_told_apart() -> None:
    again = (("c4", "invoke", "add", 1), ("c4", "ok", "add", 1))
    verdict = check_effects(history_of(*ADD_1, *again, *read(1, 1)))
    assert ("unknown", True) == (verdict.kind, "same value" in verdict.reason)


def test_it_agrees_with_plain_counting_on_random_histories() -> None:
    rng, kinds = Random("effects"), Counter[str]()
    for _ in range(3_000):
        rows: list[tuple[Any, ...]] = []
        for number in range(1 + int(rng.random() * 4)):
            status = ("ok", "ok", "info", "fail")[int(rng.random() * 4)]
            rows += [(number, "invoke", "add", number), (number, status, "add", number)]
        found = [int(rng.random() * 5) for _ in range(int(rng.random() * 5))]
        if rng.random() < 0.6:
            found = [row[0] for row in rows[1::2] if row[1] == "ok" or rng.random() < 0.2]
        history = history_of(*rows, *read(*found))
        adds = [op for op in operations(history) if op.f == "add"]
        right = all(
            found.count(op.value) in {"ok": (1,), "fail": (0,), "info": (0, 1)}[op.status]
            for op in adds
        ) and all(value in [op.value for op in adds] for value in found)
        certain = any(op.status == "ok" for op in adds)
        expected = "violated" if not right else "ok" if certain else "unknown"
        kinds[expected] += 1
        assert expected == check_effects(history).kind
    assert min(kinds[kind] for kind in ("ok", "violated", "unknown")) > 100
