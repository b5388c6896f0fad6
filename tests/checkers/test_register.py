from random import Random

import pytest

from checkers.brute_force import is_linearizable
from checkers.histories import draw_history, history_of
from quorate.checkers import check_register
from quorate.history import Absent, Event, History, Value, operations


def compare_with_brute_force(seeds: range) -> dict[str, int]:
    seen = {"ok": 0, "violated": 0, "unknown": 0}
    for seed in seeds:
        history = draw_history(Random(seed), legal=seed % 2 == 0)
        verdict = check_register(history)
        seen[verdict.kind] += 1
        if verdict.kind != "unknown":
            assert is_linearizable(history) == (verdict.kind == "ok"), (seed, verdict)
        else:
            assert is_linearizable(history), (seed, verdict)
    return seen


def test_zones_agree_with_brute_force_on_drawn_histories() -> None:
    seen = compare_with_brute_force(range(5_000))
    assert seen["ok"] > 1_000
    assert seen["violated"] > 1_000


@pytest.mark.slow
def test_zones_agree_with_brute_force_on_50_000_histories() -> None:
    seen = compare_with_brute_force(range(10_000, 60_000))
    assert seen["ok"] > 10_000
    assert seen["violated"] > 10_000


def test_a_stale_read_is_told_in_actors_and_values() -> None:
    history = history_of(
        ("c1", "invoke", "write", 3),
        ("c1", "ok", "write", 3),
        ("c1", "invoke", "write", 5),
        ("c1", "ok", "write", 5),
        ("c2", "invoke", "read", None),
        ("c2", "ok", "read", 3),
    )
    verdict = check_register(history)
    assert (
        "c2 read 3 after c1's write of 5 had finished, "
        "and that began only after c1's write of 3 had finished"
    ) == verdict.reason
    assert ("violated", [0, 2, 4]) == (verdict.kind, verdict.details["operations"])


def test_reading_the_initial_value_after_a_write_is_stale() -> None:
    history = history_of(
        ("c1", "invoke", "write", 5, "k"),
        ("c1", "ok", "write", 5, "k"),
        ("c2", "invoke", "read", None, "k"),
        ("c2", "ok", "read", None, "k"),
        initial=Absent(),
    )
    assert ("c2 read nothing from k after c1's write of 5 had finished") == check_register(
        history
    ).reason


def test_two_readers_that_disagree_on_the_order_are_both_named() -> None:
    """Both writes are concurrent; c3 sees 1 then 2, c4 sees 2 then 1."""
    history = history_of(
        ("c1", "invoke", "write", 1),
        ("c2", "invoke", "write", 2),
        ("c3", "invoke", "read", None),
        ("c3", "ok", "read", 1),
        ("c4", "invoke", "read", None),
        ("c4", "ok", "read", 2),
        ("c3", "invoke", "read", None),
        ("c3", "ok", "read", 2),
        ("c4", "invoke", "read", None),
        ("c4", "ok", "read", 1),
        ("c1", "ok", "write", 1),
        ("c2", "ok", "write", 2),
    )
    verdict = check_register(history)
    assert (
        "c4 read 1 after c4's read of 2 had finished, "
        "and c3's read of 2 began only after c3's read of 1 had finished"
    ) == verdict.reason
    assert not is_linearizable(history)


def test_a_value_from_nowhere_is_refused() -> None:
    history = history_of(("c1", "invoke", "read", None), ("c1", "ok", "read", 9))
    assert "c1 read 9, which nobody ever wrote" == check_register(history).reason


def test_a_read_of_a_write_that_certainly_failed_is_refused() -> None:
    history = history_of(
        ("c1", "invoke", "write", 9),
        ("c1", "fail", "write", 9),
        ("c2", "invoke", "read", None),
        ("c2", "ok", "read", 9),
    )
    assert "c2 read 9, but c1's write of 9 certainly failed" == check_register(history).reason


def test_a_read_that_returns_before_its_write_begins_is_refused() -> None:
    history = history_of(
        ("c2", "invoke", "read", None),
        ("c2", "ok", "read", 9),
        ("c1", "invoke", "write", 9),
        ("c1", "ok", "write", 9),
    )
    assert "c2 read 9 before c1's write of 9 had begun" == check_register(history).reason


def test_an_open_write_may_take_effect_late() -> None:
    history = history_of(
        ("c1", "invoke", "write", 7),
        ("c1", "info", "write", 7),
        ("c2", "invoke", "write", 8),
        ("c2", "ok", "write", 8),
        ("c3", "invoke", "read", None),
        ("c3", "ok", "read", 8),
        ("c4", "invoke", "read", None),
        ("c4", "ok", "read", 7),
    )
    assert "ok" == check_register(history).kind


def test_true_and_one_are_different_values() -> None:
    history = history_of(
        ("c1", "invoke", "write", True),
        ("c1", "ok", "write", True),
        ("c2", "invoke", "read", None),
        ("c2", "ok", "read", 1),
        initial=Value(None),
    )
    assert "c2 read 1, which nobody ever wrote" == check_register(history).reason


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ((), "none of the reads succeeded, so there is nothing to judge"),
        (
            (("c1", "invoke", "write", 1), ("c1", "ok", "write", 1)),
            "none of the reads succeeded, so there is nothing to judge",
        ),
        (
            (("c1", "invoke", "read", None), ("c1", "ok", "read", 0)),
            "none of the writes succeeded, so there is nothing to judge",
        ),
        (
            (("c1", "invoke", "write", 1), ("c2", "invoke", "write", 1)),
            (
                "c2's write of 1 repeats the value of c1's write of 1: "
                "this checker needs unique values"
            ),
        ),
        (
            (("c1", "invoke", "write", 0),),
            "c1's write of 0 writes the initial value: write another one",
        ),
        (
            (("c1", "invoke", "cas", [1, 2], "k"),),
            "c1's cas of k is neither read nor write: use a model that knows it",
        ),
    ],
)
def test_what_cannot_be_judged_is_unknown(rows: tuple[tuple[object, ...]], reason: str) -> None:
    verdict = check_register(history_of(*rows))
    assert ("unknown", reason) == (verdict.kind, verdict.reason)


def without(history: History, invoked: int) -> History:
    """The history without one operation, numbered anew."""
    gone = next(op for op in operations(history) if op.invoked == invoked)
    kept = [e for e in history.events if e.index not in (gone.invoked, gone.completed)]
    rows = [(e.process, e.type, e.f, e.value, e.key) for e in kept]
    return history_of(*rows, initial=history.initial)


def test_dropping_a_read_keeps_a_legal_history_legal() -> None:
    tried = 0
    for seed in range(0, 1_000, 2):
        history = draw_history(Random(seed), legal=True)
        for op in operations(history):
            if op.f == "read":
                tried += 1
                assert "violated" != check_register(without(history, op.invoked)).kind
    assert tried > 500


def test_renaming_clients_and_keys_keeps_the_verdict() -> None:
    for seed in range(500):
        history = draw_history(Random(seed), legal=seed % 2 == 0)
        renamed = History(
            tuple(
                Event(e.index, f"client-{e.process}", e.type, e.f, e.value, key=f"key-{e.key}")
                for e in history.events
            ),
            initial=history.initial,
        )
        assert check_register(history).kind == check_register(renamed).kind


def test_a_violation_stands_whatever_happens_on_another_key() -> None:
    stale = [
        ("c1", "invoke", "write", 5, "a"),
        ("c1", "ok", "write", 5, "a"),
        ("c2", "invoke", "read", None, "a"),
        ("c2", "ok", "read", 0, "a"),
    ]
    fine = [("c3", "invoke", "write", 1, "b"), ("c3", "ok", "write", 1, "b")]
    assert "a" == check_register(history_of(*fine, *stale)).details["key"]
    assert "a" == check_register(history_of(*stale, *fine)).details["key"]
