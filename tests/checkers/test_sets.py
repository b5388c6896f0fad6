"""Sets: strict final reads, removes that say what they saw; compared with a simulated OR-Set."""

from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from checkers.histories import history_of
from quorate.checkers import check_set
from quorate.history import History

Row = tuple[Any, ...]
ADD_A = (("c1", "invoke", "add", "a"), ("c1", "ok", "add", "a"))
ADD_B = (("c2", "invoke", "add", "b"), ("c2", "info", "add", "b"))


def remove(element: str, *, found: bool = True, status: str = "ok", by: str = "c3") -> list[Row]:
    return [(by, "invoke", "remove", element), (by, status, "remove", element, None, found)]


def final(*values: Any, by: str = "r1") -> list[Row]:
    return [(by, "invoke", "read", None, None, "final"), (by, "ok", "read", list(values))]


def set_history(*rows: Row) -> History:
    """As history_of, with a sixth item: what a remove found, or that a read is final."""
    plain = history_of(*rows)
    last: dict[Any, bool] = {}
    events = []
    for event, row in zip(plain.events, rows, strict=True):
        extra = row[5] if len(row) > 5 else None
        if event.type == "invoke":
            last[event.process] = extra == "final"
        result = extra if event.f == "remove" and event.type == "ok" else None
        is_final = last[event.process]
        events.append(replace(event, result=result, final=is_final, node=f"n-{event.process}"))
    return replace(plain, events=tuple(events))


@pytest.mark.parametrize("found", [("a",), ("a", "b"), ("b", "a")])
def test_all_that_was_acknowledged_and_perhaps_the_open_rest_is_ok(found: tuple[str, ...]) -> None:
    verdict = check_set(set_history(*ADD_A, *ADD_B, *final(*found)))
    assert ("ok", 1) == (verdict.kind, verdict.details["counts"]["elements"])


def test_one_final_read_that_lacks_an_element_is_enough() -> None:
    verdict = check_set(set_history(*ADD_A, *final("a"), *final(by="r2")))
    assert (
        "violated",
        "the final read of n-r2 at 0.005 s lacks a, which c1's add had put there",
    ) == (verdict.kind, verdict.reason)
    assert [0, 4] == verdict.details["operations"]


def test_only_final_reads_must_be_complete() -> None:
    rows = (*ADD_A, ("r", "invoke", "read", None), ("r", "ok", "read", []), *final("a"))
    assert "ok" == check_set(set_history(*rows)).kind


@pytest.mark.parametrize(
    ("found", "reason"),
    [(("a", "z"), "z, which nobody had added"), (("a", "a"), "has a twice")],
)
def test_invented_and_doubled_elements_are_violated(found: tuple[str, ...], reason: str) -> None:
    verdict = check_set(set_history(*ADD_A, *final(*found)))
    assert ("violated", True) == (verdict.kind, reason in verdict.reason)


def test_a_read_before_the_add_cannot_have_its_element() -> None:
    assert "violated" == check_set(set_history(*final("a"), *ADD_A)).kind


def test_what_somebody_found_and_removed_must_be_gone() -> None:
    verdict = check_set(set_history(*ADD_A, *remove("a"), *final("a")))
    assert (
        "the final read of n-r1 at 0.005 s still has a, "
        "though c3's remove had found and removed it" == verdict.reason
    )


@pytest.mark.parametrize("found", [(), ("a",)])
@pytest.mark.parametrize("saw", [{"found": False}, {"status": "info"}])
def test_a_remove_that_may_have_seen_nothing_decides_nothing(
    found: tuple[str, ...], saw: dict[str, Any]
) -> None:
    certain = (("c9", "invoke", "add", "z"), ("c9", "ok", "add", "z"))
    rows = (*ADD_A, *certain, *remove("a", **saw), *final(*found, "z"))
    assert "ok" == check_set(set_history(*rows)).kind


def test_an_add_after_the_remove_had_ended_must_stay() -> None:
    again = (("c4", "invoke", "add", "a"), ("c4", "ok", "add", "a"))
    assert "violated" == check_set(set_history(*ADD_A, *remove("a"), *again, *final())).kind
    assert "ok" == check_set(set_history(*ADD_A, *remove("a"), *again, *final("a"))).kind


@pytest.mark.parametrize("rows", [ADD_A, final(), (*ADD_B, *final("b")), ()])
def test_no_final_read_or_nothing_certain_is_unknown(rows: tuple[Row, ...]) -> None:
    assert "unknown" == check_set(set_history(*rows)).kind


def draw_run(rng: Random) -> tuple[list[Row], list[str]]:
    """Rows of a legal OR-Set of one replica whose operations take effect one after the other."""
    rows: list[Row] = []
    dots: dict[str, int] = {}
    for number in range(1 + int(rng.random() * 7)):
        element, name = "abc"[int(rng.random() * 3)], f"c{number}"
        open_one = rng.random() < 0.2
        happens = not open_one or rng.random() < 0.5
        if rng.random() < 0.6:
            rows += [(name, "invoke", "add", element)]
            rows += [(name, "info" if open_one else "ok", "add", element)]
            if happens:
                dots[element] = number
        else:
            found = element in dots
            rows += remove(element, found=found, status="info" if open_one else "ok", by=name)
            if happens:
                dots.pop(element, None)
    return rows, sorted(dots)


def test_no_legal_run_is_accused() -> None:
    rng, kinds = Random("legal sets"), Counter[str]()
    for _ in range(1_500):
        rows, left = draw_run(rng)
        verdict = check_set(set_history(*rows, *final(*left)))
        kinds[verdict.kind] += 1
        assert "violated" != verdict.kind, verdict.reason
    assert kinds["ok"] > 500


def test_without_open_operations_every_wrong_final_read_of_a_set_of_adds_is_found() -> None:
    rng = Random("wrong sets")
    for _ in range(2_000):
        added = sorted({"abcde"[int(rng.random() * 5)] for _ in range(1 + int(rng.random() * 5))})
        shown = sorted({"abcdef"[int(rng.random() * 6)] for _ in range(int(rng.random() * 6))})
        rows = [
            row
            for element in added
            for row in ((element, "invoke", "add", element), (element, "ok", "add", element))
        ]
        expected = "ok" if shown == added else "violated"
        assert expected == check_set(set_history(*rows, *final(*shown))).kind


def test_an_add_that_began_or_ended_after_the_final_read_promises_it_nothing() -> None:
    one = final("b", by="r1")
    known = (("c2", "invoke", "add", "b"), ("c2", "ok", "add", "b"))
    assert "ok" == check_set(set_history(*known, *one, *ADD_A)).kind
    assert "ok" == check_set(set_history(*known, one[0], ADD_A[0], one[1], ADD_A[1])).kind
    assert "violated" == check_set(set_history(*known, *ADD_A, *one)).kind


def test_a_remove_after_the_final_read_takes_nothing_from_it() -> None:
    assert "ok" == check_set(set_history(*ADD_A, *final("a"), *remove("a"))).kind
    assert "violated" == check_set(set_history(*ADD_A, *final(), *remove("a"))).kind


def test_a_final_read_without_an_answer_leaves_the_rest_open() -> None:
    silent = (("r2", "invoke", "read", None, None, "final"), ("r2", "info", "read", None))
    verdict = check_set(set_history(*ADD_A, *final("a"), *silent))
    expected = "the final read of n-r2 was not answered, so it may lack something"
    assert ("unknown", expected) == (verdict.kind, verdict.reason)
    assert "violated" == check_set(set_history(*ADD_A, *final(), *silent)).kind


def test_what_a_read_has_found_is_in_the_final_ones_unless_somebody_removed_it() -> None:
    found = (("r", "invoke", "read", None), ("r", "ok", "read", ["a", "b"]))
    rows = (*ADD_A, *ADD_B, *found)
    assert "ok" == check_set(set_history(*rows, *final("a", "b", by="r1"))).kind
    lost = check_set(set_history(*rows, *final("a", by="r1")))
    expected = "the final read of n-r1 at 0.007 s lacks b, which r's read had found"
    assert ("violated", expected) == (lost.kind, lost.reason)
    for status in ("ok", "info"):
        removed = remove("b", status=status)
        assert "ok" == check_set(set_history(*removed, *rows, *final("a", by="r1"))).kind
    early = (*ADD_A, *ADD_B, *final("a", by="r1"), *found)
    assert "ok" == check_set(set_history(*early)).kind
