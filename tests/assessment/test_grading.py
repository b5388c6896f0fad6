"""Grades: right, wrong, does not know, and what cannot be read."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.examples import items, run
from quorate.assessment import MissingRun, grade, key_text, make_variant

SEED = 4


def place_of(name: str, text: str, seed: int = SEED) -> str:
    return next(
        each.id for each in make_variant(items()[name], seed).options if each.text_md == text
    )


def test_choice_right_and_wrong_say_why() -> None:
    right = grade(items()["which"], SEED, place_of("which", "a rack"))
    wrong = grade(items()["which"], SEED, int(place_of("which", "a disk")))
    assert ("right", 1.0, "All stand in it.", "a rack") == (
        right.outcome,
        right.score,
        right.feedback_md,
        right.key_md,
    )
    assert ("wrong", 0.0, "Only one uses it.") == (wrong.outcome, wrong.score, wrong.feedback_md)


def test_multi_is_all_or_nothing_with_a_partial_score() -> None:
    rack, feed, name = (place_of("several", f"the {each}") for each in ("rack", "feed", "name"))
    assert ("right", 1.0) == outcome("several", [rack, feed, rack])
    assert ("wrong", 0.75) == outcome("several", [rack])
    assert ("wrong", 0.5) == outcome("several", [rack, name])
    missed = grade(items()["several"], SEED, [rack])
    assert "It feeds both." in missed.feedback_md


def outcome(name: str, answer: object, seed: int = SEED) -> tuple[str, float]:
    graded = grade(items()[name], seed, answer, run=run)
    return graded.outcome, graded.score


def downtime_seed(p: int, n: int) -> int:
    wanted = f"Each of {n} replicas is down {p} % of the time."
    return next(
        seed
        for seed in itertools.count()
        if make_variant(items()["downtime"], seed).prompt_md == wanted
    )


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("52.56 min", "right"),
        ("52.56", "right"),
        ("53.5", "right"),
        ("0.876 h", "right"),
        ("3153.6 s", "right"),
        ("54 min", "wrong"),
        ("5256 min", "wrong"),
        ("52.56 GB", "wrong"),
        ("1.5", "wrong"),
        ("many", "ungraded"),
        ("3 parsecs", "ungraded"),
    ],
)
def test_numeric_converts_units_within_tolerance(answer: str, expected: str) -> None:
    assert expected == outcome("downtime", answer, downtime_seed(1, 2))[0]


def test_a_slip_of_the_unit_has_its_own_message() -> None:
    seed = downtime_seed(1, 2)
    slip = grade(items()["downtime"], seed, "52.56 h")
    assert ("wrong", 0.5) == (slip.outcome, slip.score)
    assert "right in min, but it was read in h" in slip.feedback_md
    unwritten = grade(items()["downtime"], seed, "0.876")
    assert "right in h, but it was read in min" in unwritten.feedback_md


def test_a_known_wrong_model_is_named() -> None:
    told = grade(items()["downtime"], downtime_seed(1, 2), "5256 min").feedback_md
    assert "That is one replica alone.\n\nIndependent probabilities multiply." == told


def test_another_dimension_is_named() -> None:
    told = grade(items()["downtime"], downtime_seed(1, 2), "52.56 GB").feedback_md
    assert told.startswith("GB does not measure time")


def test_orders_of_magnitude_use_a_factor() -> None:
    text = """
- {id: big, type: numeric, facet: prove, concepts: [c], prompt: How much?, key: "1000", factor: 2}
"""
    item = items(text)["big"]
    assert ["right", "right", "wrong", "wrong", "wrong"] == [
        grade(item, 0, each).outcome for each in ("500", "2000", "2100", "490", "-1000")
    ]


def test_any_linear_extension_is_right_and_others_score_by_kendall() -> None:
    names = {"Client sends": 0, "Node receives": 1, "Node replies": 2, "Clock ticks": 3}
    shown = make_variant(items()["order"], SEED).options
    for order in itertools.permutations(shown):
        ranks = [names[each.text_md] for each in order]
        place = {rank: at for at, rank in enumerate(ranks)}
        reversed_pairs = sum(place[a] > place[b] for a, b in ((0, 1), (0, 2), (1, 2)))
        expected = ("wrong" if reversed_pairs else "right", 1 - reversed_pairs / 3)
        assert expected == pytest.approx(outcome("order", [each.id for each in order]))
        as_places = {each.id: str(at + 1) for at, each in enumerate(order)}
        assert expected == pytest.approx(outcome("order", as_places))


def test_a_wrong_order_names_one_reversed_pair() -> None:
    ids = {each.text_md: each.id for each in make_variant(items()["order"], SEED).options}
    answer = [
        ids[each] for each in ("Node receives", "Client sends", "Node replies", "Clock ticks")
    ]
    graded = grade(items()["order"], SEED, answer)
    assert "“Client sends” must come before “Node receives”." == graded.feedback_md
    assert graded.key_md.startswith("1. Client sends\n2. Node receives")


def test_predict_is_judged_on_the_run() -> None:
    item = items()["foresee"]
    for seed in range(12):
        parameters_down = (
            "It is silent" if key_text(item, seed, run=run) == "It is silent" else "It answers"
        )
        graded = grade(item, seed, place_of("foresee", parameters_down, seed), run=run)
        assert "right" == graded.outcome
    assert {"It is silent", "It answers"} == {key_text(item, seed, run=run) for seed in range(12)}


def test_predict_without_a_run_is_our_mistake() -> None:
    with pytest.raises(MissingRun, match="foresee"):
        grade(items()["foresee"], 0, "0")


@pytest.mark.parametrize("name", ["downtime", "which", "several", "order", "foresee"])
@pytest.mark.parametrize("answer", [None, "", "  ", "does-not-know", [], ["does-not-know"], {}])
def test_not_knowing_is_an_answer_and_shows_the_key(name: str, answer: object) -> None:
    graded = grade(items()[name], SEED, answer, run=run)
    assert ("does-not-know", 0.0) == (graded.outcome, graded.score)
    assert graded.key_md


HOSTILE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.binary(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=3), inner, max_size=6)
    ),
    max_leaves=12,
)


@given(st.sampled_from(sorted(items())), st.integers(-9, 9), HOSTILE)
def test_no_answer_breaks_grading(name: str, seed: int, answer: object) -> None:
    graded = grade(items()[name], seed, answer, run=run)
    assert graded.outcome in ("right", "wrong", "does-not-know", "ungraded")
    assert 0.0 <= graded.score <= 1.0
    assert graded.outcome != "right" or graded.score == 1.0


@pytest.mark.parametrize(
    "answer",
    ["9", -1, 10**30, True, ["0", "1"], [["0"]], {"0": "1"}, "0" * 10**6, ["0"] * 1000, 0.0],
)
def test_what_names_no_option_is_not_graded(answer: object) -> None:
    assert "ungraded" == grade(items()["which"], SEED, answer).outcome


@pytest.mark.parametrize(
    "answer",
    [["0", "1", "2"], ["0", "1", "2", "2"], {"0": "1", "1": "1", "2": "2", "3": "3"},
     {"0": "a", "1": "1", "2": "2", "3": "3"}, "0123", ["0", "1", "2", ["3"]], [0, 1, 2, 4],
     {"0": "٣", "1": "1", "2": "2", "3": "4"}, {"a": 1, "b": 2, "c": 3, "d": 4}],
)  # fmt: skip
def test_what_is_no_order_is_not_graded(answer: object) -> None:
    assert "ungraded" == grade(items()["order"], SEED, answer).outcome
