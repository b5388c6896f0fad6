"""Convergence: the final reads of all nodes that were asked are equal."""

from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from checkers.histories import history_of
from quorate.checkers import check_convergence
from quorate.history import History

SILENT = object()


def finals(*answers: Any, key: str | None = None) -> History:
    rows: list[tuple[Any, ...]] = []
    for number, answer in enumerate(answers, start=1):
        status = "info" if answer is SILENT else "ok"
        value = None if answer is SILENT else answer
        rows += [(number, "invoke", "read", None, key), (number, status, "read", value, key)]
    plain = history_of(*rows)
    return replace(
        plain,
        events=tuple(replace(e, final=True, node=f"n{e.process}") for e in plain.events),
    )


def test_equal_answers_are_ok_and_an_object_has_no_order() -> None:
    assert "ok" == check_convergence(finals({"a": 1, "b": 2}, {"b": 2, "a": 1})).kind


def test_two_different_answers_are_told() -> None:
    verdict = check_convergence(finals([1], [1], [1, 2]))
    assert (
        "violated",
        "n1 answers [1] in the end at 0.001 s, but n3 answers [1,2] in the end at 0.005 s",
        [0, 4],
    ) == (verdict.kind, verdict.reason, verdict.details["operations"])


def test_one_is_not_true() -> None:
    assert "violated" == check_convergence(finals([1], [True])).kind


def test_a_silent_node_leaves_it_unknown_unless_others_disagree() -> None:
    verdict = check_convergence(finals(1, SILENT, 1))
    assert ("unknown", "n2 did not answer its final read, so it may differ") == (
        verdict.kind,
        verdict.reason,
    )
    assert "violated" == check_convergence(finals(1, SILENT, 2)).kind


@pytest.mark.parametrize("answers", [(), (1,)])
def test_it_takes_two_to_agree(answers: tuple[int, ...]) -> None:
    assert "unknown" == check_convergence(finals(*answers)).kind


def test_different_keys_may_differ_and_reads_before_the_end_too() -> None:
    here, there = finals(1, 1, key="x"), finals(2, 2, key="y")
    moved = tuple(
        replace(event, index=event.index + len(here), process=f"{event.process}y")
        for event in there.events
    )
    assert "ok" == check_convergence(replace(here, events=(*here.events, *moved))).kind
    early = replace(here, events=tuple(replace(e, final=e.process == 1) for e in here.events))
    assert "unknown" == check_convergence(early).kind


def test_it_agrees_with_comparing_neighbours() -> None:
    rng = Random("convergence")
    for _ in range(1_000):
        answers = [[int(rng.random() * 1.3)] for _ in range(2 + int(rng.random() * 3))]
        equal = all(a == b for a, b in pairwise(answers))
        assert ("ok" if equal else "violated") == check_convergence(finals(*answers)).kind


def test_two_nodes_that_were_asked_for_different_keys_agree_on_nothing() -> None:
    one, other = finals("a", key="x"), finals("b", key="y")
    moved = tuple(replace(e, index=e.index + 2, process=2, node="n2") for e in other.events)
    verdict = check_convergence(replace(one, events=one.events + moved))
    assert "unknown" == verdict.kind
    assert verdict.reason.startswith("no key was read at two nodes in the end")
