"""A file that somebody edited, or that another site wrote, gives no credit it cannot show."""

import itertools
import json
import re
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from learning_acts import answer, right_answer, seed_on_page

from quorate.assessment import make_variant
from quorate.learner import mastery
from quorate.web.accounts.models import Learner
from quorate.web.accounts.signing import signed
from quorate.web.content import site
from quorate.web.learning import course
from quorate.web.learning.actions.record import Shown, do_record
from quorate.web.learning.models import EvidenceRow
from quorate.web.learning.progress import standing_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_course")]
EXAM = "/exams/exam-shared-fate"
FACTORS = {"te-hours": 60, "te-days": 24, "te-weeks": 7}
NO_SIGNATURE = "does not carry this site"
Document = dict[str, Any]


def export(client: Client) -> Document:
    document: Document = json.loads(client.get("/keep/file").content)
    return document


def take_in(client: Client, document: Document) -> str:
    """Import; returns what the page then says."""
    body = SimpleUploadedFile("work.json", json.dumps(document, indent=2).encode())
    assert 303 == client.post("/keep/import", {"file": body}).status_code
    return client.get("/keep").content.decode()


def log_of(learner: Learner) -> list[tuple[str, str, str]]:
    rows = EvidenceRow.objects.filter(learner=learner).order_by("at", "event_id")
    return list(rows.values_list("item_id", "outcome", "state"))


def taken(document: Document) -> tuple[list[tuple[str, str, str]], str]:
    """What somebody new gets from a file, and what they are told."""
    fresh = Client()
    before = set(Learner.objects.values_list("pk", flat=True))
    html = take_in(fresh, document)
    return log_of(Learner.objects.exclude(pk__in=before).get()), html


def wrong(client: Client, item_id: str) -> None:
    """Answer wrongly."""
    seed = seed_on_page(client, item_id)
    right = right_answer(item_id, seed)["answer"]
    answer(client, item_id, seed=seed, answer="0" if right != "0" else "1")


def edited(document: Document, place: int = 0, **fields: object) -> Document:
    changed = deepcopy(document)
    changed["parts"]["evidence"][place]["event"].update(fields)
    return changed


def sit(client: Client, *, rightly: bool) -> None:
    html = client.get(EXAM).content.decode()
    seed = int(re.search(r'name="seed" value="(\d+)"', html)[1])
    templates = {item.id: item for item in site().exams["exam-shared-fate"].templates}
    answers = {}
    for item_id in re.findall(r'<section class="item" id="([\w-]+)"', html):
        number = int(re.findall(r"\d+", make_variant(templates[item_id], seed).prompt_md)[0])
        # Wrong in every unit: a right number in another unit would earn half a point.
        answers[f"{item_id}.answer"] = str(number * FACTORS[item_id] if rightly else 98_765)
    assert 303 == client.post(EXAM, {"seed": seed, **answers}).status_code


def test_what_this_site_wrote_counts_whole_however_it_is_laid_out(client: Client) -> None:
    answer(client, "t-see")
    sit(client, rightly=True)
    do_lab(client, "verified")
    log, html = taken(export(client))
    assert log_of(the_learner_of(client)) == log
    assert NO_SIGNATURE not in html


def do_lab(client: Client, state: str) -> None:
    shown = Shown(kind="lab", unit="t-lab", item_type="lab", outcome="right", state=state)
    do_record(the_learner_of(client), shown, now=timezone.now())


def the_learner_of(client: Client) -> Learner:
    return Learner.objects.get(pk=client.session["_auth_user_id"])


def test_an_edited_outcome_is_graded_again(client: Client) -> None:
    wrong(client, "t-see")
    document = edited(export(client), outcome="right", score=1.0)
    log, html = taken(document)
    assert [("t-see", "wrong", "practised")] == log
    assert "1 answer has another result or none" in html


def test_edited_concepts_facets_and_chances_are_the_questions_own(client: Client) -> None:
    answer(client, "t-see")
    taken(edited(export(client), facet="prove", concepts=["consensus"], guess=0.0, unit="t-lab"))
    rows = EvidenceRow.objects.filter(imported=True).values_list("facet", "concepts", "unit")
    mine = EvidenceRow.objects.filter(imported=False).values_list("facet", "concepts", "unit")
    assert list(mine) == list(rows)


def test_an_answer_changed_to_the_right_one_is_an_answer(client: Client) -> None:
    """Nobody can tell who knew it; that is true of the page, too."""
    wrong(client, "t-see")
    document = export(client)
    record = document["parts"]["evidence"][0]
    record["answer"] = right_answer("t-see", record["event"]["variant_seed"])["answer"]
    assert [("t-see", "right", "practised")] == taken(document)[0]


@pytest.mark.parametrize(
    "fields",
    [
        {"item_id": "t-gone"},
        {"content_hash": "0123456789"},
        {"content_hash": ""},
        {"variant_seed": None},
        {"kind": "placement"},
        {"kind": "override"},
    ],
)
def test_what_cannot_be_graded_again_is_ungraded(client: Client, fields: Document) -> None:
    answer(client, "t-see")
    log, html = taken(edited(export(client), **fields))
    assert ["ungraded"] == [outcome for _, outcome, _ in log]
    assert NO_SIGNATURE in html


def test_a_missing_answer_is_ungraded(client: Client) -> None:
    answer(client, "t-see")
    document = export(client)
    del document["parts"]["evidence"][0]["answer"]
    assert [("t-see", "ungraded", "")] == taken(document)[0]


def test_an_edited_state_becomes_practice(client: Client) -> None:
    answer(client, "t-see")
    do_lab(client, "practised")
    document = edited(export(client), 1, state="verified")
    log, html = taken(document)
    assert ("", "right", "practised") == log[1]
    assert "1 lab run counts as practice only" in html
    assert not standing_of(newest().pk).units()["t-lab"].done


def newest() -> Learner:
    return Learner.objects.order_by("-created_at")[0]


def test_a_verified_run_of_another_site_becomes_practice(client: Client) -> None:
    answer(client, "t-see")
    do_lab(client, "verified")
    assert standing_of(the_learner_of(client).pk).units()["t-lab"].done
    log, _ = taken(foreign(export(client)))
    assert [("t-see", "right", "practised"), ("", "right", "practised")] == log
    assert not standing_of(newest().pk).units()["t-lab"].done


def test_a_run_shows_no_facet_of_a_lesson(client: Client) -> None:
    answer(client, "t-see")
    shown = Shown(kind="lab", unit="shared-fate", facet="run", outcome="right", state="verified")
    do_record(the_learner_of(client), shown, now=timezone.now())
    log, _ = taken(foreign(export(client)))
    assert [("t-see", "right", "practised"), ("", "ungraded", "")] == log


def foreign(document: Document) -> Document:
    """The same document as another site would have signed it."""
    before = settings.SECRET_KEY
    settings.SECRET_KEY = "the key of another site, which is long enough to be one"
    try:
        return signed(document)
    finally:
        settings.SECRET_KEY = before


def test_the_signature_of_another_key_is_none(client: Client) -> None:
    wrong(client, "t-see")
    forged = foreign(edited(export(client), outcome="right", score=1.0))
    log, html = taken(forged)
    assert [("t-see", "wrong", "practised")] == log
    assert NO_SIGNATURE in html


@pytest.mark.parametrize("signature", [None, "", 5, [], "0" * 64, "é"])
def test_a_signature_that_is_none_is_none(client: Client, signature: object) -> None:
    wrong(client, "t-see")
    document = edited(export(client), outcome="right", score=1.0) | {"signature": signature}
    assert [("t-see", "wrong", "practised")] == taken(document)[0]


def test_an_honest_file_of_another_site_loses_nothing(client: Client) -> None:
    for item_id in ("t-guess", "t-see", "t-run", "t-solve", "t-prove"):
        answer(client, item_id)
    sit(client, rightly=True)
    log, html = taken(foreign(export(client)))
    mine = log_of(the_learner_of(client))
    assert sorted(each[:2] for each in mine) == sorted(each[:2] for each in log)
    assert {True: "practised", False: ""} == {bool(item): state for item, _, state in log}
    assert "graded again; counts as practice here.<" in html
    units = standing_of(newest().pk).units()
    assert units["shared-fate"].done
    assert units["exam-shared-fate"].done


def test_added_rows_show_only_what_their_answers_show(client: Client) -> None:
    answer(client, "t-see")
    document = export(client)
    first = document["parts"]["evidence"][0]
    for n, more in enumerate(
        [
            {"kind": "lesson", "unit": "shared-fate", "facet": "run", "outcome": "right"},
            {"kind": "lab", "unit": "shared-fate", "facet": "solve", "outcome": "right"},
            {"kind": "exam", "unit": "exam-shared-fate", "outcome": "right", "score": 1.0},
            {"kind": "retraction", "retracts": first["event"]["event_id"]},
            {"kind": "content-change", "renames": {"no-shared-clock": ["shared-fate"]}},
        ]
    ):
        given = first["event"]
        base = {name: given[name] for name in ("learner", "at", "zone", "study_date")}
        event_id = f"{given['event_id'][:-1]}{n}"
        document["parts"]["evidence"].append({"event": {**base, **more, "event_id": event_id}})
    log, _ = taken(document)
    assert [("t-see", "right", "practised")] == [each for each in log if each[1] == "right"]
    assert 4 == len(log)
    units = standing_of(newest().pk).units()
    assert ("see",) == units["shared-fate"].facets
    assert not units["exam-shared-fate"].done


@pytest.mark.parametrize("rightly", [True, False])
def test_an_exam_is_judged_by_its_answers(client: Client, *, rightly: bool) -> None:
    sit(client, rightly=rightly)
    document = export(client)
    for record in document["parts"]["evidence"]:
        record["event"] |= {"outcome": "right", "score": 1.0}
    taken(document)
    passed = standing_of(newest().pk).units()["exam-shared-fate"].done
    assert rightly == passed


def test_an_exam_without_an_answer_is_not_judged(client: Client) -> None:
    sit(client, rightly=True)
    document = export(client)
    records = document["parts"]["evidence"]
    records.remove(next(each for each in records if each["event"].get("item_id")))
    _, html = taken(document)
    assert not standing_of(newest().pk).units()["exam-shared-fate"].done
    assert "1 exam could not be graded again" in html


def test_answers_of_one_sitting_do_not_pass_another(client: Client) -> None:
    sit(client, rightly=True)
    document = export(client)
    for record in document["parts"]["evidence"]:
        if not record["event"].get("item_id"):
            record["event"]["run_hash"] = "exam:exam-shared-fate:77"
    taken(document)
    assert not standing_of(newest().pk).units()["exam-shared-fate"].done


def test_any_order_and_any_number_of_times_give_the_same_log(
    client: Client, later: Callable[..., None]
) -> None:
    wrong(client, "t-see")
    later(minutes=1)
    answer(client, "t-run")
    do_lab(client, "verified")
    true = export(client)
    forged = edited(true, outcome="right", score=1.0)
    elsewhere = foreign(edited(true, 1, content_hash="older"))
    seen = []
    for order in itertools.permutations([true, forged, elsewhere]):
        fresh = Client()
        for document in (*order, *order):
            take_in(fresh, document)
        rows = EvidenceRow.objects.filter(learner=the_learner_of(fresh)).order_by("event_id")
        seen.append(list(rows.values_list("event_id", "item_id", "outcome", "state", "score")))
    assert [seen[0]] * 6 == seen
    assert ("t-see", "right") not in [(item, outcome) for _, item, outcome, _, _ in seen[0]]
    assert "verified" in [state for _, _, _, state, _ in seen[0]]


def test_importing_an_edited_file_twice_is_importing_it_once(client: Client) -> None:
    wrong(client, "t-see")
    document = edited(export(client), outcome="right", score=1.0)
    fresh = Client()
    take_in(fresh, document)
    once = log_of(the_learner_of(fresh))
    assert "here already" in take_in(fresh, document)
    assert once == log_of(the_learner_of(fresh))


@pytest.mark.parametrize("seed", [-1, 2**32, 2**50])
def test_a_variant_that_cannot_be_refuses_the_file(client: Client, seed: int) -> None:
    answer(client, "t-see")
    document = edited(export(client), variant_seed=seed)
    body = SimpleUploadedFile("work.json", json.dumps(document).encode())
    response = client.post("/keep/import", {"file": body})
    assert 400 == response.status_code
    assert "evidence[0]: no such variant" in response.content.decode()


def test_the_signature_covers_every_part(client: Client) -> None:
    answer(client, "t-see")
    document = export(client)
    for name in ("learner", "made_at", "version"):
        changed = {**document, name: "other"}
        assert NO_SIGNATURE in taken(changed)[1]
    assert NO_SIGNATURE not in taken(document)[1]


def chosen(document: Document, item_id: str, seeds: range) -> Document:
    """The file with right answers to variants of one's choice, one on each of many days."""
    changed = deepcopy(document)
    records = changed["parts"]["evidence"]
    first = records.pop()
    place = course.access_place(item_id)
    for seed in seeds:
        day = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=seed)
        event = {
            **first["event"],
            "event_id": f"01HF{seed:022d}",
            "at": day.isoformat(),
            "study_date": day.date().isoformat(),
            "item_id": item_id,
            "item_type": place.item.type,
            "content_hash": course.item_hash(place.item),
            "variant_seed": seed,
        }
        records.append({"event": event, "answer": right_answer(item_id, seed)["answer"]})
    return changed


def test_chosen_variants_and_days_of_an_unsigned_file_master_nothing(client: Client) -> None:
    answer(client, "t-prove")
    document = chosen(export(client), "t-prove", range(40))
    log, html = taken(document)
    assert [("t-prove", "right", "practised")] * 40 == log
    assert "graded again; counts as practice here" in html
    found = mastery(standing_of(newest().pk).evidence, timezone.now())["common-cause"]
    assert (0.25, "practised") == (found.probability, found.state)
    assert "nothing proved yet" in found.because
    assert ("prove",) == standing_of(newest().pk).units()["shared-fate"].facets


def test_the_same_days_of_a_signed_file_do(client: Client) -> None:
    """So the test above can fail: the difference is the signature alone."""
    answer(client, "t-prove")
    taken(signed(chosen(export(client), "t-prove", range(40))))
    found = mastery(standing_of(newest().pk).evidence, timezone.now())["common-cause"]
    assert "mastered" == found.state


def test_days_of_an_unsigned_file_are_no_recall_of_what_is_known_here(client: Client) -> None:
    answer(client, "t-prove")
    answer(client, "t-guess")
    learner = the_learner_of(client)
    before = mastery(standing_of(learner.pk).evidence, timezone.now())["common-cause"]
    assert "provisional" == before.state
    document = chosen(export(client), "t-prove", range(3))
    document["parts"]["evidence"] = document["parts"]["evidence"][-3:]
    take_in(client, document)
    later = timezone.now() + timedelta(days=900)
    assert before == mastery(standing_of(learner.pk).evidence, later)["common-cause"]
