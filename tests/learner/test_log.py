"""The evidence log: any order of import gives the same state, and nothing is ever lost."""

import json
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learner.strategies import NOON, answer, events, logs
from quorate.learner import (
    Evidence,
    InvalidEvidence,
    aliases_of,
    effective,
    is_ulid,
    mastery,
    merge,
    new_ulid,
    replay,
)


@given(logs(), st.randoms(use_true_random=False))
def test_any_order_and_repetition_of_import_gives_the_same_state(
    log: list[Evidence], rng: Random
) -> None:
    shuffled = log * 2
    rng.shuffle(shuffled)
    assert replay(log) == replay(shuffled)


@given(logs(), logs(), logs())
def test_merging_logs_is_commutative_associative_and_idempotent(
    one: list[Evidence], two: list[Evidence], three: list[Evidence]
) -> None:
    assert merge(one, two) == merge(two, one)
    assert merge(merge(one, two), three) == merge(one, merge(two, three))
    assert merge(one, one) == merge(one)


@given(logs())
def test_replay_equals_the_state_that_grew_record_by_record(log: list[Evidence]) -> None:
    grown = replay([])
    for event in log:
        grown = grown.add([event])
    assert grown == replay(log)
    now = NOON + timedelta(days=40)
    assert mastery(grown.events, now) == mastery(log, now)


@given(events())
def test_json_round_trip(event: Evidence) -> None:
    assert event == Evidence.from_json(json.loads(json.dumps(event.to_json())))


def test_a_retraction_takes_back_wherever_it_stands() -> None:
    event = answer(1)
    before = answer(0, kind="retraction", retracts=event.event_id)
    after = answer(2, kind="retraction", retracts=event.event_id)
    assert effective([event, before]) == ()
    assert effective([after, event]) == ()
    assert merge([event, after]) == (event, after)


def test_nobody_takes_back_what_another_learner_did() -> None:
    event = answer(1)
    foreign = answer(2, learner="eve", kind="retraction", retracts=event.event_id)
    assert effective([event, foreign]) == (event,)


def test_a_retraction_cannot_be_taken_back() -> None:
    event = answer(1)
    back = answer(2, kind="retraction", retracts=event.event_id)
    again = answer(3, kind="retraction", retracts=back.event_id)
    assert effective([event, back, again]) == ()


def test_evidence_on_an_old_id_counts_for_the_new_one() -> None:
    event = answer(1, unit="law-1", concepts=("joint-failure",))
    renames = {"law-1": ("correlated-failure",), "joint-failure": ("common-cause",)}
    (current,) = effective([event], aliases=renames)
    assert current.unit == "correlated-failure"
    assert current.concepts == ("common-cause",)


def test_a_content_change_in_the_log_renames_splits_and_merges() -> None:
    change = answer(5, kind="content-change", renames=(("big", ("small", "other")),))
    (current,) = effective([answer(1, concepts=("big", "small")), change])
    assert current.concepts == ("small", "other")


def test_chains_of_renames_are_followed_and_circles_end() -> None:
    chain = aliases_of({"a": "b", "b": "c"})
    assert effective([answer(1, unit="a")], aliases=chain)[0].unit == "c"
    circle = aliases_of({"a": "b", "b": "a"})
    assert effective([answer(1, unit="a")], aliases=circle)[0].unit in ("a", "b")


def test_two_records_under_one_id_leave_the_same_one_in_any_order() -> None:
    one, other = answer(1), answer(1, outcome="wrong")
    assert merge([one, other]) == merge([other, one])
    assert len(merge([one, other])) == 1


def test_what_happens_later_does_not_count_yet() -> None:
    assert effective([answer(10)], now=NOON) == ()


@given(st.integers(0, 2**48 - 1), st.integers(0, 2**48 - 1), st.randoms(use_true_random=False))
def test_ulids_sort_by_time(one: int, other: int, rng: Random) -> None:
    first, second = new_ulid(one, rng), new_ulid(other, rng)
    assert is_ulid(first)
    if one != other:
        assert (first < second) is (one < other)


def test_a_ulid_of_a_known_time() -> None:
    # The example of the ULID specification: 1469918176385 ms begins 01ARYZ6S41.
    assert new_ulid(1_469_918_176_385, Random(0)).startswith("01ARYZ6S41")
    assert not is_ulid("01ARYZ6S41TSV4RRFFQ69G5FA")
    assert not is_ulid("81ARYZ6S41TSV4RRFFQ69G5FAV")
    assert not is_ulid("01aryz6s41tsv4rrffq69g5fav")
    with pytest.raises(ValueError, match="now_ms = -1"):
        new_ulid(-1, Random(0))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"event_id": "7"}, "event_id = '7': give a ULID of 26 characters"),
        ({"kind": "guess"}, "kind = 'guess': give one of placement, "),
        ({"outcome": "maybe"}, "outcome = 'maybe': give one of right, "),
        ({"state": "sure"}, "state = 'sure': give one of \"\", practised, verified"),
        ({"at": NOON.replace(tzinfo=None)}, "give a time with its zone"),
        ({"unit": "x" * 201}, "give text of at most 200 characters"),
        ({"concepts": ("x",) * 51}, "give at most 50 concept ids"),
        ({"score": 1.5}, "score = 1.5: give a number from 0 to 1"),
        ({"hint_level": -1}, "hint_level = -1: give a number from 0 to 100"),
        ({"hint_level": None}, "hint_level = None: give a number"),
        ({"seconds": float("nan")}, "seconds = nan: give a number"),
        ({"variant_seed": "7"}, "variant_seed = '7': give a whole number"),
        ({"kind": "retraction"}, "name the event_id that is taken back"),
    ],
)
def test_a_record_that_cannot_be_replayed_is_refused_by_field(
    change: dict[str, object], message: str
) -> None:
    with pytest.raises(InvalidEvidence) as refusal:
        answer(1, **change)
    assert message in str(refusal.value)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"at": "yesterday"}, "at"),
        ({"study_date": 7}, "study_date"),
        ({"concepts": 7}, "concepts"),
        ({"renames": 7}, "renames"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_file_with_a_damaged_record_names_the_field(
    change: dict[str, object], field: str
) -> None:
    document = {**answer(1).to_json(), **change}
    with pytest.raises(InvalidEvidence) as refusal:
        Evidence.from_json(document)
    assert refusal.value.field == field


def test_a_missing_field_is_named() -> None:
    document = answer(1).to_json()
    del document["zone"]
    with pytest.raises(InvalidEvidence, match="zone = None: this field is missing"):
        Evidence.from_json(document)
