"""Schedules written by hand, and plans that do not fit their cluster: refused with the place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from quorate.faults import (
    BadFaultError,
    Fault,
    FaultPlan,
    Names,
    clock,
    crash,
    describe_plan,
    link,
    membership,
    message,
    partition,
    plan_of,
    schedule,
    validate_plan,
)

NAMES = Names(("n1", "n2", "n4"), clients=("c1",), machines=("n1", "n2", "m9"), spares=("n4",))


def test_beginnings_and_ends_are_joined() -> None:
    plan = schedule(
        [
            (0, "add", "n4"),
            (1_000_000, "crash", "n1", "n2"),
            (2_000_000, "cut", "n1", "n3"),
            (3_000_000, "restart", "n1"),
            (3_000_000, "pause", "n3"),
            (4_000_000, "resume", "n3"),
            (5_000_000, "heal", "n1", "n3"),
            (6_000_000, "remove", "n4"),
            (7_000_000, "remove", "n3"),
            (8_000_000, "add", "n3"),
        ]
    )
    assert """\
1. from 0.000 s until 6.000 s: n4 joins
2. from 1.000 s until 3.000 s: n1 down
3. from 1.000 s for good: n2 down
4. from 2.000 s until 5.000 s: cut: n1→n3
5. from 3.000 s until 4.000 s: n3 paused
6. from 7.000 s until 8.000 s: n3 leaves""" == describe_plan(plan)


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        ([(5, "restart", "n1")], "step 1: restart n1 without a crash before it; write the crash"),
        ([(5, "heal", "a", "b")], "step 1: heal a→b without a cut before it"),
        ([(1, "pause", "a"), (5, "resume", "b")], "step 2: resume b without a pause"),
        ([(1, "crash", "a"), (2, "crash", "a")], "step 2: crash a, which step 1 did already"),
        ([(1, "add", "a"), (1, "remove", "a")], "step 2: remove a in the same microsecond"),
        ([(5, "crash", "a"), (4, "restart", "a")], "step 2: 4 is before the step above it at 5"),
        ([(1, "melt", "a")], "step 1: 'melt' is unknown; use one of crash"),
        ([(1.5, "crash", "a")], "step 1: the time 1.5"),
        ([(1, "crash", 7)], "write them as text"),
        ([(1, "cut", "a")], "needs two nodes, from and to"),
        ([(1, "crash")], "is not (time, verb, node)"),
        (["crash"], "is not (time, verb, node)"),
    ],
)
def test_a_step_that_joins_nothing_is_refused_with_its_place(steps: list[Any], text: str) -> None:
    with pytest.raises(BadFaultError) as caught:
        schedule(steps)
    assert text in str(caught.value)


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (crash(["n7"], (1, 2)), "strikes 'n7', which is neither a node nor a machine"),
        (crash(["n7"], (1, 2)), "the nodes are n1, n2, n4, the clients c1, the machines without a"),
        (clock(["c1"], (1, 2), offset_us=5), "'c1' is a client, and a clock strikes nodes"),
        (partition([("n1", "x")], (1, 2)), "is on a link of 'x', which is no node, no client"),
        (link((1, 2), pairs=[("x", "n1")]), "correct the name, or take the fault out"),
        (message("drop", ("n1", "x"), 1, (1, 2)), "is on a link of 'x'"),
        (membership("add", ["n1"], (1, 2)), "would add n1 at 1 µs, but it is a member already"),
        (membership("remove", ["n4"], (1, 2)), "would remove n4 at 1 µs, but it is no member"),
        (membership("add", ["m9"], (1, 2)), "a machine without a node"),
    ],
)
def test_a_plan_that_names_what_is_not_there_is_refused(fault: Fault, text: str) -> None:
    with pytest.raises(BadFaultError) as caught:
        validate_plan(plan_of([fault]), NAMES)
    assert "fault 1" in str(caught.value)
    assert text in str(caught.value)


def is_accepted(plan: FaultPlan, names: Names) -> bool:
    try:
        validate_plan(plan, names)
    except BadFaultError:
        return False
    return True


def test_a_plan_that_fits_is_accepted_and_without_any_of_its_names_is_not() -> None:
    plan = plan_of(
        [
            crash(["n1", "m9"], (1, 2)),
            partition([("c1", "m9")], (1, 2)),
            membership("add", ["n4"], (1, 5)),
            membership("add", ["n4"], (5, None)),
            membership("remove", ["n1", "n4"], (7, 9)),
        ]
    )
    assert is_accepted(plan, NAMES)
    for missing in (
        {"nodes": ("n2", "n4"), "machines": ("n2", "m9")},
        {"machines": ("n1", "n2")},
        {"clients": ()},
        {"spares": ()},
    ):
        assert not is_accepted(plan, replace(NAMES, **missing)), missing


def test_changes_of_membership_that_contradict_each_other_are_refused() -> None:
    for later in (membership("add", ["n4"], (4, 9)), membership("remove", ["n4"], (2, 3))):
        with pytest.raises(BadFaultError, match="but it is"):
            validate_plan(plan_of([membership("add", ["n4"], (1, 5)), later, later]), NAMES)


def test_two_faults_cannot_pick_the_same_message() -> None:
    twice = [message(action, ("n1", "n2"), 3, (1, 9)) for action in ("hold", "drop")]
    with pytest.raises(BadFaultError, match="fault 2 acts on the same message as fault 1"):
        validate_plan(plan_of(twice), NAMES)
