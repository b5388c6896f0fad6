import pytest

from checkers.histories import history_of
from quorate.checkers import BadTargetError, check_availability

ANSWERED = (("c1", "invoke", "get", None, "k1"), ("c1", "ok", "get", 4, "k1"))
LOST = (("c2", "invoke", "get", None, "k2"), ("c2", "info", "get", None, "k2"))
REFUSED = (("c3", "invoke", "get", None, "k3"), ("c3", "fail", "get", None, "k3"))


def test_all_answered_is_ok() -> None:
    verdict = check_availability(history_of(*ANSWERED), 1.0)
    assert ("ok", 1.0) == (verdict.kind, verdict.details["share"])


def test_the_first_unanswered_operation_is_named_with_its_moment() -> None:
    verdict = check_availability(history_of(*ANSWERED, *LOST, *REFUSED), 1.0)
    assert (
        "c2's get of k2 at 0.002 s was never answered; "
        "1 of 3 operations were answered, all of them must be"
    ) == verdict.reason
    assert ("violated", [2]) == (verdict.kind, verdict.details["operations"])


def test_a_definite_error_is_an_answer_but_no_service() -> None:
    verdict = check_availability(history_of(*ANSWERED, *REFUSED), 1.0)
    assert verdict.reason.startswith("c3's get of k3 at 0.002 s was refused with error 13 (crash)")


def test_an_operation_in_flight_at_the_end_is_unanswered() -> None:
    assert "violated" == check_availability(history_of(*ANSWERED, LOST[0]), 1.0).kind


@pytest.mark.parametrize(("target", "kind"), [(0.5, "ok"), (0.51, "violated"), (0.0, "ok")])
def test_the_share_is_compared_with_the_target(target: float, kind: str) -> None:
    assert kind == check_availability(history_of(*ANSWERED, *LOST), target).kind


def test_operations_before_the_start_are_not_judged() -> None:
    history = history_of(*LOST, *ANSWERED)
    assert "violated" == check_availability(history, 1.0, after=0).kind
    assert "ok" == check_availability(history, 1.0, after=2_000_000).kind


@pytest.mark.parametrize("after", [0, 10_000_000_000])
def test_nothing_asked_is_unknown_even_for_a_target_of_nothing(after: int) -> None:
    history = history_of(*(ANSWERED if after else ()))
    assert "unknown" == check_availability(history, 0.0, after=after).kind


def test_nothing_answered_is_violated() -> None:
    assert "violated" == check_availability(history_of(*LOST), 0.01).kind


@pytest.mark.parametrize("target", [-0.1, 1.5, 99.9])
def test_a_target_that_is_no_share_is_refused(target: float) -> None:
    with pytest.raises(BadTargetError, match=f"target = {target}: give the share"):
        check_availability(history_of(), target)


def test_a_target_below_all_is_told_in_per_cent() -> None:
    verdict = check_availability(history_of(*ANSWERED, *LOST), 0.999)
    assert verdict.reason.endswith("1 of 2 operations were answered, at least 99.9 % must be")
