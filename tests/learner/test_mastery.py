"""Mastery: Bayes by hand, the rules on top, and false mastery of simulated learners."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learner.strategies import NOON, answer, logs
from quorate.curriculum import Concept, Curriculum, Parts
from quorate.learner import Evidence, mastery, mastery_of
from quorate.learner.mastery import GUESS, after_answer, basic_concepts

LATER = NOON + timedelta(days=60)


def one(*log: Evidence) -> tuple[float, str]:
    found = mastery(log, LATER)["common-cause"]
    return found.probability, found.state


def days(number: int, **fields: object) -> Evidence:
    """A right numeric answer on the given day."""
    at = NOON + timedelta(days=number)
    return answer(2_000 + number, at=at, study_date=at.date(), **fields)


def test_one_answer_by_hand() -> None:
    # P(known | right) = .25 x .9 / (.25 x .9 + .75 x .02); then learning lifts .15 of the rest.
    posterior = 0.225 / (0.225 + 0.015)
    probability, _ = one(answer(1))
    assert probability == pytest.approx(posterior + (1 - posterior) * 0.15)
    # P(known | wrong) = .25 x .1 / (.25 x .1 + .75 x .98); a review does not teach.
    probability, _ = one(answer(1, outcome="wrong", kind="review"))
    assert probability == pytest.approx(0.025 / (0.025 + 0.735))


def test_not_knowing_is_never_a_lucky_guess() -> None:
    wrong = after_answer(0.5, "wrong", 0.5)
    assert after_answer(0.5, "does-not-know", 0.5) < wrong
    assert after_answer(0.5, "does-not-know", 0.5) == pytest.approx(0.05 / 0.55)


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.8))
def test_a_right_answer_raises_and_a_wrong_one_lowers(probability: float, guess: float) -> None:
    assert after_answer(probability, "right", guess) > probability
    assert after_answer(probability, "wrong", guess) < probability


def test_two_numeric_answers_master_provisionally_and_a_later_day_confirms() -> None:
    assert one(answer(1))[1] == "practised"
    assert one(answer(1), answer(2))[1] == "provisional"
    assert one(*[answer(i) for i in range(9)])[1] == "provisional"
    assert one(answer(1), answer(2), days(1, kind="review"))[1] == "mastered"
    assert one(answer(1), days(1, kind="review"))[1] == "provisional"


def test_a_change_of_the_time_zone_is_no_later_day() -> None:
    first = (answer(1), answer(2))
    tomorrow = NOON.date() + timedelta(days=1)

    def after(**passed: float) -> str:
        at = first[1].at + timedelta(**passed)
        return one(*first, answer(3, at=at, study_date=tomorrow, zone="Pacific/Kiritimati"))[1]

    assert ["provisional", "provisional", "mastered"] == [
        after(minutes=5),
        after(hours=11, minutes=59),
        after(hours=12),
    ]
    late = answer(4, at=first[1].at + timedelta(hours=20))
    assert one(*first, late)[1] == "provisional", "half a day later on the same study date"


def test_choices_alone_never_master() -> None:
    chosen = [answer(i, item_type="choice") for i in range(12)]
    probability, state = one(*chosen)
    assert probability == 0.99
    assert state == "practised"
    assert one(*chosen, answer(50))[1] == "provisional"


def test_unanswered_concepts_are_unseen() -> None:
    assert mastery([], LATER) == {}
    assert mastery_of({}, "common-cause").state == "unseen"


def test_practice_runs_never_raise_mastery() -> None:
    runs = [
        answer(i, kind="lab", item_type="lab", state="practised", variant_seed=i) for i in range(40)
    ]
    assert one(*runs) == (0.25, "practised")
    assert one(*[answer(i, kind="lab", item_type="lab") for i in range(40)]) == (0.25, "practised")


@pytest.mark.parametrize("item_type", ["lab", "decision-lab"])
def test_one_verified_lab_or_decision_lab_is_a_solid_success(item_type: str) -> None:
    choices = [answer(i, item_type="choice") for i in range(8)]
    lab = answer(20, kind="lab", item_type=item_type, state="verified")
    assert one(*choices, lab)[1] == "provisional"


def test_practised_answers_neither_raise_mastery_nor_confirm_it_later() -> None:
    assert one(*[answer(i, state="practised") for i in range(40)]) == (0.25, "practised")
    known = [answer(1), answer(2)]
    assert one(*known, days(1, kind="review"))[1] == "mastered"
    assert one(*known, days(1, kind="review", state="practised")) == one(*known)


def test_a_practised_copy_does_not_stand_in_the_way_of_the_answer_itself() -> None:
    true = answer(5)
    for copy in (
        answer(4, state="practised", variant_seed=true.variant_seed),
        answer(6, state="practised", variant_seed=true.variant_seed),
    ):
        assert one(true) == one(true, copy)


@pytest.mark.parametrize(
    ("item_type", "words"),
    [
        ("ordering", "an ordering item"),
        ("anomaly", "an anomaly item"),
        ("numeric", "a numeric item"),
    ],
)
def test_the_reason_names_the_solid_success_with_its_article(item_type: str, words: str) -> None:
    log = [answer(i, item_type=item_type) for i in range(8)]
    because = mastery(log, LATER)["common-cause"].because
    assert f"one on {words};" in because


def test_an_answer_after_the_step_was_shown_is_practice() -> None:
    helped = [answer(i, hint_level=2) for i in range(30)]
    probability, state = one(*helped)
    assert probability == pytest.approx(0.90)
    assert state == "practised"
    assert one(answer(1, hint_level=1), answer(2))[1] == "provisional"


def test_repeating_a_variant_proves_nothing() -> None:
    first = answer(1, item_type="choice")
    again = [answer(10 + i, item_id="item-1", variant_seed=1) for i in range(20)]
    assert one(first, *again)[0] == one(first)[0]
    assert one(first, answer(10, item_id="item-1", variant_seed=2))[0] > one(first)[0]


def test_every_verified_run_of_a_lab_counts_but_one_run_counts_once() -> None:
    def run(number: int, **fields: object) -> Evidence:
        return answer(
            number,
            kind="lab",
            item_type="lab",
            item_id="racks",
            variant_seed=None,
            state="verified",
            run_hash=f"run-{number}",
            **fields,
        )

    failed = run(1, outcome="wrong")
    assert one(failed, run(2))[0] > one(failed)[0]
    tomorrow = NOON + timedelta(days=1)
    for known in ((failed,), (failed, run(2))):
        again = replace(
            known[-1],
            event_id=answer(99).event_id,
            at=tomorrow,
            study_date=tomorrow.date(),
            item_id="other",
        )
        assert mastery([*known, again], LATER) == mastery(known, LATER)


@pytest.mark.parametrize("item_type", ["lab", "decision-lab"])
def test_one_lab_shows_at_most_one_success_a_study_date(item_type: str) -> None:
    def run(number: int, **fields: object) -> Evidence:
        given = {"kind": "lab", "state": "verified", "unit": "choose-placement", **fields}
        return answer(number, item_type=item_type, run_hash=f"run-{number}", **given)

    tomorrow = {"at": NOON + timedelta(days=1), "study_date": NOON.date() + timedelta(days=1)}
    first, second = run(1), run(2)
    assert mastery([first, second], LATER) == mastery([first], LATER)
    assert one(first, run(3, **tomorrow)) > one(first)
    assert one(first, run(3, unit="place-replicas")) > one(first)
    assert one(first, run(3, outcome="wrong")) < one(first), "a failure counts whenever it comes"


def test_a_failed_review_takes_the_shown_mastery_back_until_recalled() -> None:
    known = [answer(1), answer(2), days(1, kind="review")]
    assert one(*known)[1] == "mastered"
    failed = [*known, *[days(i, kind="review", outcome="wrong") for i in range(2, 30)]]
    assert one(*failed[:4])[1] == "practised"
    assert one(*failed[:4], days(40, kind="review"))[1] == "mastered"
    assert one(*failed)[0] < 0.01


def test_a_basic_concept_must_be_surer() -> None:
    concepts = [Concept("common-cause", "", "", 0.0)]
    concepts += [Concept(f"c{i}", "", "", 0.0, ("common-cause",)) for i in range(5)]
    curriculum = Curriculum.from_parts(Parts(concepts=tuple(concepts)))
    assert basic_concepts(curriculum) == {"common-cause"}
    log = [answer(1, item_type="lab", kind="lab", state="verified")]
    assert mastery(log, LATER)["common-cause"].state == "provisional"
    found = mastery(log, LATER, curriculum=curriculum)["common-cause"]
    assert (found.state, found.because) == (
        "practised",
        "1 of 1 answers right; 97% sure, 98% needed",
    )
    found = mastery([*log, answer(2)], LATER, curriculum=curriculum)["common-cause"]
    assert found.state == "provisional"


def test_placement_starts_it_but_never_masters() -> None:
    found = mastery([answer(1, outcome="ungraded")], LATER, start={"common-cause": 1.0})
    assert found["common-cause"].probability == 0.90
    assert found["common-cause"].state == "practised"


def test_an_unknown_item_type_proves_little() -> None:
    assert one(answer(1, item_type="novel"))[0] < one(answer(1, item_type="choice"))[0]


def test_the_records_own_chance_of_guessing_counts() -> None:
    easy = one(answer(1, item_type="choice", guess=0.5))[0]
    assert easy < one(answer(1, item_type="choice"))[0]


def test_mastery_says_why() -> None:
    log = [answer(1), answer(2), days(1, kind="review")]
    assert mastery(log, LATER)["common-cause"].because == (
        "3 of 3 answers right, one on a numeric item; still known on 2026-12-08"
    )


@given(logs())
def test_probabilities_stay_probabilities_and_mastery_needs_a_solid_success(
    log: list[Evidence],
) -> None:
    for concept, found in mastery(log, LATER).items():
        assert 0.0 < found.probability < 1.0
        if found.state in ("provisional", "mastered"):
            assert any(
                event.outcome == "right"
                and event.item_type != "choice"
                and (event.kind != "lab" or event.state == "verified")
                for event in log
                if concept in event.concepts or "independence" in event.concepts
            )


def simulated(rng: Random, learning: float, item_types: tuple[str, ...]) -> tuple[bool, int, int]:
    """One learner answers until provisional mastery.

    Returns whether the learner knows by then, after how many answers, and how many a referee
    needs that is told the true rate of learning and the true start.
    """
    knows, believed, referee = rng.random() < 0.3, 0.3, 0
    log: list[Evidence] = []
    mastered: tuple[bool, int] | None = None
    while mastered is None or not referee:
        number = len(log)
        item_type = item_types[number % len(item_types)]
        chance = 0.9 if knows else GUESS[item_type]
        outcome = "right" if rng.random() < chance else "wrong"
        log.append(answer(number, item_type=item_type, outcome=outcome))
        believed = after_answer(believed, outcome, GUESS[item_type])
        believed += (1 - believed) * learning
        referee = referee or (len(log) if believed >= 0.95 else 0)
        if mastered is None and one(*log)[1] == "provisional":
            mastered = (knows, len(log))
        knows = knows or rng.random() < learning
    return (*mastered, referee)


@pytest.mark.parametrize("item_types", [("numeric",), ("choice", "numeric"), ("choice", "predict")])
@pytest.mark.parametrize("learning", [0.1, 0.3])
def test_false_mastery_stays_below_five_percent(
    item_types: tuple[str, ...], learning: float
) -> None:
    rng = Random(5)
    results = [simulated(rng, learning, item_types) for _ in range(400)]
    false = sum(not knows for knows, _, _ in results) / len(results)
    assert false <= 0.05


@pytest.mark.parametrize("item_types", [("numeric",), ("choice", "predict")])
def test_it_asks_few_items_more_than_a_referee_who_knows_the_parameters(
    item_types: tuple[str, ...],
) -> None:
    rng = Random(6)
    results = [simulated(rng, 0.1, item_types) for _ in range(400)]
    asked = sum(count for _, count, _ in results)
    needed = sum(count for _, _, count in results)
    assert asked <= 1.2 * needed
