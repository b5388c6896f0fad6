"""Answering: graded on the server, evidence first, keys never before the answer."""

from collections.abc import Callable
from random import Random

import pytest
from django.test import Client
from learning_acts import answer, log, right_answer, seed_on_page, the_learner

from quorate.learner import new_ulid
from quorate.web.accounts.models import Learner
from quorate.web.content import site
from quorate.web.learning.models import EvidenceRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_course")]
ITEMS = ["t-guess", "t-see", "t-run", "t-solve", "t-prove"]


def test_reading_makes_no_row_and_no_cookie(client: Client) -> None:
    response = client.get("/laws/shared-fate")
    assert 0 == Learner.objects.count()
    assert {} == dict(response.cookies)
    assert "public, no-cache" == response["Cache-Control"]


def test_no_key_and_no_feedback_stand_in_the_page_before_the_answer(client: Client) -> None:
    html = client.get("/laws/shared-fate").content.decode()
    for secret in ("perihelion", "aphelion", "Owners differ", "Sixty each"):
        assert secret not in html


@pytest.mark.parametrize("item_id", ITEMS)
def test_the_first_answer_makes_a_guest_and_shows_feedback(client: Client, item_id: str) -> None:
    response = answer(client, item_id)
    assert 303 == response.status_code
    assert f"/laws/shared-fate#{item_id}" == response["Location"]
    assert [(item_id, "right")] == log()
    html = client.get("/laws/shared-fate").content.decode()
    assert 'class="feedback right"' in html


def test_a_wrong_answer_is_kept_and_told_with_the_key(client: Client) -> None:
    answer(client, "t-prove", answer="7")
    html = client.get("/laws/shared-fate").content.decode()
    assert [("t-prove", "wrong")] == log()
    assert "Not right" in html
    assert "Sixty each" in html


def test_not_knowing_is_an_answer(client: Client) -> None:
    answer(client, "t-see", dont_know="1")
    assert [("t-see", "does-not-know")] == log()


@pytest.mark.parametrize("fields", [{"answer": "many"}, {"answer": ""}, {"answer": "9" * 300}])
def test_what_cannot_be_read_costs_nothing_and_is_given_back(client: Client, fields: dict) -> None:
    response = answer(client, "t-prove", **fields)
    assert 400 == response.status_code
    assert [] == log()
    assert 0 == Learner.objects.count()
    assert fields["answer"][:40] in response.content.decode()
    assert 'role="alert"' in response.content.decode()


def test_the_same_variant_counts_once(client: Client) -> None:
    seed = seed_on_page(client, "t-prove")
    for fields in (right_answer("t-prove", seed), {"answer": "1"}):
        assert 303 == answer(client, "t-prove", seed=seed, **fields).status_code
    assert [("t-prove", "right")] == log()


def test_the_same_event_counts_once(client: Client, rng: Random) -> None:
    seed = seed_on_page(client, "t-see")
    event_id = new_ulid(1_700_000_000_000, rng)
    fields = right_answer("t-see", seed) | {"event_id": event_id}
    for _ in range(2):
        assert 303 == answer(client, "t-see", seed=seed, **fields).status_code
    assert [event_id] == list(EvidenceRow.objects.values_list("event_id", flat=True))


def test_an_event_id_of_something_else_is_a_conflict(client: Client, rng: Random) -> None:
    event_id = new_ulid(1_700_000_000_000, rng)
    fields = right_answer("t-see", seed_on_page(client, "t-see"))
    answer(client, "t-see", **fields, event_id=event_id)
    response = answer(client, "t-guess", answer="3", event_id=event_id)
    assert 409 == response.status_code
    assert [("t-see", "right")] == log()


def test_trying_again_shows_another_variant_and_only_that_one_is_due(client: Client) -> None:
    first = seed_on_page(client, "t-prove")
    answer(client, "t-prove", answer="1")
    second = seed_on_page(client, "t-prove", query="?again=t-prove")
    prompts = {site().variant("t-prove", seed).prompt_md for seed in (first, second)}
    assert 2 == len(prompts)
    assert second == seed_on_page(client, "t-prove", query="?again=t-prove")
    assert 409 == answer(client, "t-prove", seed=second + 1, answer="1").status_code
    assert 303 == answer(client, "t-prove", query="?again=t-prove").status_code
    assert [("t-prove", "wrong"), ("t-prove", "right")] == log()


def test_five_retries_meet_five_more_variants(client: Client) -> None:
    seen = []
    for _ in range(6):
        seed = seed_on_page(client, "t-prove", query="?again=t-prove")
        seen.append(site().variant("t-prove", seed).prompt_md)
        answer(client, "t-prove", seed=seed, answer="1")
    assert 6 == len(set(seen))


def test_a_script_gets_the_item_alone(client: Client) -> None:
    headers = {"X-Quorate-Fragment": "t-see"}
    response = answer(client, "t-see", headers=headers)
    html = response.content.decode().strip()
    assert 200 == response.status_code
    assert html.startswith("<section")
    assert 1 == html.count("<section")
    assert 'id="t-see"' in html
    assert "data-feedback" in html
    again = client.get("/items/t-see?again=1", headers=headers).content.decode()
    assert 'name="seed"' in again


def test_without_script_trying_again_leads_back_into_the_lesson(client: Client) -> None:
    response = client.get("/items/t-see?again=1")
    assert "/laws/shared-fate?again=t-see#t-see" == response["Location"]


def test_the_guess_before_reading_is_warm_up_and_the_rest_is_lesson(client: Client) -> None:
    for item_id in ("t-guess", "t-see"):
        answer(client, item_id)
    kinds = EvidenceRow.objects.order_by("id").values_list("kind", flat=True)
    assert ["warm-up", "lesson"] == list(kinds)


def test_an_answer_on_a_later_day_is_a_review(client: Client, later: Callable[..., None]) -> None:
    answer(client, "t-see")
    later(days=2)
    answer(client, "t-see", query="?again=t-see")
    kinds = EvidenceRow.objects.order_by("id").values_list("kind", flat=True)
    assert ["lesson", "review"] == list(kinds)


def test_three_facets_complete_the_lesson(client: Client) -> None:
    for item_id in ("t-see", "t-run", "t-prove"):
        answer(client, item_id)
    assert "this lesson is complete" in client.get("/laws/shared-fate").content.decode()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 400),
        ({"seed": "x"}, 400),
        ({"seed": "-1"}, 400),
        ({"seed": "9" * 50}, 400),
        ({"seed": "1", "answer": "1"}, 409),
        ({"seed": "1", "answer": "1", "event_id": "nonsense"}, 400),
    ],
)
def test_what_no_page_sends_is_refused(client: Client, fields: dict, status: int) -> None:
    assert status == client.post("/items/t-see/answer", fields).status_code
    assert 0 == Learner.objects.count()


def test_json_is_taken_too_and_refused_when_malformed(client: Client) -> None:
    seed = seed_on_page(client, "t-guess")
    good = {"seed": seed, **right_answer("t-guess", seed)}
    path = "/items/t-guess/answer"
    assert 400 == client.post(path, "{", content_type="application/json").status_code
    assert 400 == client.post(path, "[]", content_type="application/json").status_code
    assert 303 == client.post(path, good, content_type="application/json").status_code
    assert [("t-guess", "right")] == log()


def test_an_answer_to_a_changed_item_says_so_and_keeps_its_outcome(client: Client) -> None:
    answer(client, "t-see")
    learner = the_learner()
    old = EvidenceRow.objects.get()
    EvidenceRow(
        learner=learner,
        event_id="01HF0000000000000000000000",
        at=old.at,
        zone=old.zone,
        study_date=old.study_date,
        kind="lesson",
        unit="shared-fate",
        concepts=["common-cause"],
        facet="prove",
        item_id="t-prove",
        item_type="numeric",
        content_hash="of-an-earlier-edition",
        variant_seed=5,
        outcome="right",
        score=1.0,
        answer="60",
    ).save()
    html = client.get("/laws/shared-fate").content.decode()
    assert "was changed after you answered" in html
    assert 2 == html.count('class="feedback right"')
