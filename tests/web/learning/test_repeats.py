"""A question whose key was shown before proves nothing when it comes again."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from learning_acts import answer, the_learner

from quorate.assessment import parameters_of
from quorate.learner import Mastery, mastery
from quorate.web.learning.course import access_place
from quorate.web.learning.models import EvidenceRow
from quorate.web.learning.progress import standing_of
from quorate.web.learning.seeds import next_seed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_course")]
SENTENCE = "You have seen this answer: it counts as practice."


def states(item_id: str) -> list[tuple[str, str]]:
    rows = EvidenceRow.objects.filter(item_id=item_id).order_by("id")
    return list(rows.values_list("outcome", "state"))


def standing(concept: str) -> Mastery:
    return mastery(standing_of(the_learner().pk).evidence, timezone.now())[concept]


def again(client: Client, item_id: str) -> None:
    answer(client, item_id, query=f"?again={item_id}")


@pytest.mark.parametrize("item_id", ["t-see", "t-run", "t-solve"])
def test_a_question_without_values_counts_once(client: Client, item_id: str) -> None:
    answer(client, item_id)
    for _ in range(3):
        again(client, item_id)
    assert [("right", ""), *[("right", "practised")] * 3] == states(item_id)


@pytest.mark.parametrize("fields", [{"answer": "0"}, {"dont_know": "1"}])
def test_the_key_is_shown_to_any_answer(client: Client, fields: dict[str, str]) -> None:
    answer(client, "t-see", **fields)
    again(client, "t-see")
    assert [("right", "practised")] == states("t-see")[1:]


def test_repeating_on_later_days_does_not_move_mastery(
    client: Client, later: Callable[..., None]
) -> None:
    answer(client, "t-solve")
    before = standing("common-cause")
    for _ in range(5):
        later(days=2)
        again(client, "t-solve")
    assert before == standing("common-cause")


def test_other_values_are_another_question_until_none_are_left(client: Client) -> None:
    item = access_place("t-prove").item
    for _ in range(8):
        again(client, "t-prove")
    seeds = EvidenceRow.objects.order_by("id").values_list("variant_seed", flat=True)
    assert 6 == len({parameters_of(item, seed)["h"] for seed in seeds[:6]})
    assert [("right", "")] * 6 + [("right", "practised")] * 2 == states("t-prove")


def test_the_page_says_that_a_repeat_is_practice(client: Client) -> None:
    answer(client, "t-see")
    assert SENTENCE not in client.get("/laws/shared-fate").content.decode()
    again(client, "t-see")
    html = client.get("/laws/shared-fate").content.decode()
    assert 1 == html.count(SENTENCE)
    assert 'class="feedback right"' in html


def test_a_retry_prefers_values_to_another_order_of_the_options() -> None:
    item = access_place("t-prove").item
    used = [next_seed(item, "somebody", [])]
    while len(used) < 6:
        used.append(next_seed(item, "somebody", used))
    assert 6 == len({parameters_of(item, seed)["h"] for seed in used})
