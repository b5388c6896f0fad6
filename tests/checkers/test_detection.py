"""Detection: in the end the dead are held failed and the living alive, by all that live."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from checkers.histories import history_of
from quorate.checkers import check_detection
from quorate.history import History

ALL = {"n1": "alive", "n2": "alive", "n3": "alive"}
DOWN = object()


def views(*answers: Any) -> History:
    rows: list[tuple[Any, ...]] = []
    for number, answer in enumerate(answers, start=1):
        status = "info" if answer is DOWN else "ok"
        value = None if answer is DOWN else answer
        rows += [(number, "invoke", "members", None), (number, status, "members", value)]
    plain = history_of(*rows)
    return replace(
        plain,
        events=tuple(replace(e, final=True, node=f"n{e.process}") for e in plain.events),
    )


def test_all_alive_and_held_alive_is_ok() -> None:
    assert "ok" == check_detection(views(ALL, ALL, ALL)).kind


def test_a_dead_member_held_failed_by_all_is_ok() -> None:
    dead = {**ALL, "n3": "failed"}
    verdict = check_detection(views(dead, dead, DOWN))
    assert ("ok", 1) == (verdict.kind, verdict.details["counts"]["down"])


@pytest.mark.parametrize("believed", ["suspect", "failed", "unknown"])
def test_a_living_member_held_anything_but_alive_is_violated(believed: str) -> None:
    view = {name: state for name, state in {**ALL, "n2": believed}.items() if state != "unknown"}
    verdict = check_detection(views(view, ALL, ALL))
    assert (
        "violated",
        f"n1 holds n2 {believed} at 0.001 s, but n2 answers in the end",
        [0, 2],
    ) == (verdict.kind, verdict.reason, verdict.details["operations"])


def test_a_dead_member_held_alive_by_one_is_violated() -> None:
    verdict = check_detection(views({**ALL, "n3": "failed"}, ALL, DOWN))
    assert "n2 holds n3 alive at 0.003 s, but n3 does not answer in the end" == verdict.reason


def test_what_a_member_says_of_itself_is_not_judged() -> None:
    assert "ok" == check_detection(views({**ALL, "n1": "failed"}, ALL, ALL)).kind


def test_a_read_in_flight_says_nothing_of_its_member() -> None:
    history = views(ALL, ALL, DOWN)
    in_flight = replace(history, events=history.events[:-1])
    assert ("ok", 0) == (
        check_detection(in_flight).kind,
        check_detection(in_flight).details["counts"]["down"],
    )


@pytest.mark.parametrize("answers", [(), (ALL,), (DOWN, DOWN)])
def test_fewer_than_two_views_are_unknown(answers: tuple[Any, ...]) -> None:
    assert "unknown" == check_detection(views(*answers)).kind


def test_every_combination_of_beliefs_is_judged_by_the_truth() -> None:
    states = ("alive", "suspect", "failed")
    for up3 in (True, False):
        truth = {"n1": "alive", "n2": "alive", "n3": "alive" if up3 else "failed"}
        for of1, of2, by1, by2 in product(states, repeat=4):
            first = {"n1": "alive", "n2": of2, "n3": by1}
            second = {"n1": of1, "n2": "alive", "n3": by2}
            right = first == truth and second == truth
            answers = (first, second, truth if up3 else DOWN)
            assert ("ok" if right else "violated") == check_detection(views(*answers)).kind
