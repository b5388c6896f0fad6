"""Counters: final reads are a possible sum; compared with trying every subset of open adds."""

from collections import Counter
from dataclasses import replace
from itertools import combinations
from random import Random
from typing import Any

import pytest

from checkers.histories import history_of
from quorate.checkers import check_counter
from quorate.history import History


def add(process: str, value: Any, status: str = "ok") -> list[tuple[Any, ...]]:
    return [(process, "invoke", "add", value), (process, status, "add", value)]


def counter_history(*adds: list[tuple[Any, ...]], final: Any) -> History:
    rows = [row for pair in adds for row in pair]
    rows += [("r", "invoke", "read", None), ("r", "ok", "read", final)]
    plain = history_of(*rows)
    return replace(
        plain, events=tuple(replace(e, final=e.process == "r", node="n1") for e in plain.events)
    )


def test_the_sum_of_what_was_acknowledged_is_ok() -> None:
    verdict = check_counter(counter_history(add("c1", 5), add("c2", -2), final=3))
    assert ("ok", "all 1 final reads fit: the acknowledged adds make 3") == (
        verdict.kind,
        verdict.reason,
    )


@pytest.mark.parametrize(("final", "kind"), [(1, "ok"), (4, "ok"), (-1, "ok"), (2, "ok")])
def test_an_open_add_counts_or_not(final: int, kind: str) -> None:
    opens = (add("c2", 3, "info"), add("c3", -2, "info"))
    assert kind == check_counter(counter_history(add("c1", 1), *opens, final=final)).kind


def test_between_the_extremes_only_sums_are_possible() -> None:
    opens = (add("c2", 3, "info"), add("c3", -2, "info"))
    verdict = check_counter(counter_history(add("c1", 1), *opens, final=3))
    assert "violated" == verdict.kind
    assert (
        "the final read of n1 at 0.007 s is 3, but the acknowledged adds make 1, "
        "and with 2 of unknown outcome something from -1 to 4"
    ) == verdict.reason


def test_a_refused_add_must_not_count() -> None:
    assert (
        "violated"
        == check_counter(counter_history(add("c1", 1), add("c2", 4, "fail"), final=5)).kind
    )


@pytest.mark.parametrize("final", ["3", 3.0, True, None])
def test_a_final_read_that_is_no_whole_number_is_violated(final: Any) -> None:
    adds = (add("c1", 1 if final is True else 3),)
    assert "violated" == check_counter(counter_history(*adds, final=final)).kind


def test_without_a_final_read_or_a_certain_add_nothing_is_known() -> None:
    assert "unknown" == check_counter(history_of(*add("c1", 1))).kind
    assert "unknown" == check_counter(counter_history(add("c1", 1, "info"), final=1)).kind
    assert "unknown" == check_counter(counter_history(add("c1", "1"), final=1)).kind


@pytest.mark.parametrize(
    ("final", "kind"),
    [(1, "ok"), ((1 << 40) + 1, "ok"), (7, "violated"), ((1 << 40) + 2, "violated")],
)
def test_few_sums_far_apart_are_told_from_what_lies_between(final: int, kind: str) -> None:
    adds = (add("c1", 1), add("c2", 1 << 40, "info"))
    assert kind == check_counter(counter_history(*adds, final=final)).kind


@pytest.mark.parametrize(("final", "kind"), [(5, "unknown"), (1 << 60, "violated")])
def test_too_many_sums_far_apart_leave_open_what_lies_between(final: int, kind: str) -> None:
    opens = [add(f"c{bit}", 1 << bit, "info") for bit in range(21, 41)]
    assert kind == check_counter(counter_history(add("c1", 1), *opens, final=final)).kind


def in_time(*rows: tuple[Any, ...]) -> History:
    """Rows as in history_of; whatever "r…" does is final."""
    plain = history_of(*rows)
    return replace(
        plain,
        events=tuple(
            replace(e, final=str(e.process)[0] == "r", node=str(e.process)) for e in plain.events
        ),
    )


def test_what_begins_after_a_final_read_cannot_count_and_what_overlaps_it_may() -> None:
    first, later = add("c1", 1), add("c2", 4)
    began, gave = ("r", "invoke", "read", None), ("r", "ok", "read", 1)
    assert "ok" == check_counter(in_time(*first, began, gave, *later)).kind
    assert "ok" == check_counter(in_time(*first, began, later[0], gave, later[1])).kind
    assert "violated" == check_counter(in_time(*first, *later, began, gave)).kind
    wrong = ("r", "ok", "read", 5)
    assert "violated" == check_counter(in_time(*first, began, wrong, *later)).kind
    assert "violated" == check_counter(in_time(*first, began, wrong, later[0])).kind
    assert "ok" == check_counter(in_time(*first, began, later[0], wrong)).kind


def test_a_final_read_without_an_answer_leaves_the_rest_open() -> None:
    asked = [("r1", "invoke", "read", None), ("r1", "ok", "read", 1)]
    silent = [("r2", "invoke", "read", None), ("r2", "info", "read", None)]
    verdict = check_counter(in_time(*add("c1", 1), *asked, *silent))
    expected = "the final read of r2 was not answered, so it may differ"
    assert ("unknown", expected) == (verdict.kind, verdict.reason)


def test_it_agrees_with_trying_every_subset() -> None:
    rng, kinds = Random("counters"), Counter[str]()
    for _ in range(3_000):
        adds = [
            (int(rng.random() * 13) - 6, ("ok", "info", "fail")[int(rng.random() * 3)])
            for _ in range(1 + int(rng.random() * 6))
        ]
        maybe = [value for value, status in adds if status == "info"]
        total = sum(value for value, status in adds if status == "ok")
        sums = {
            total + sum(some)
            for count in range(len(maybe) + 1)
            for some in combinations(maybe, count)
        }
        final = total + int(rng.random() * 15) - 7
        certain = any(status == "ok" for _, status in adds)
        expected = "violated" if final not in sums else "ok" if certain else "unknown"
        rows = [add(f"c{n}", value, status) for n, (value, status) in enumerate(adds)]
        kinds[expected] += 1
        assert expected == check_counter(counter_history(*rows, final=final)).kind
    assert min(kinds[kind] for kind in ("ok", "violated", "unknown")) > 50
