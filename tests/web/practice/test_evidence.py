"""What runs prove: code is practice, a decision is verified, and a lab counts when all of its steps held."""

import pytest
from django.test import Client
from django.utils import timezone

from quorate.learner import mastery
from quorate.web.accounts.api import Learner
from quorate.web.learning.api import evidence_of
from quorate.web.practice.dispatcher import judge_next
from quorate.web.practice.models import Run
from web.practice.conftest import REFERENCE, STARTER, Submit

pytestmark = pytest.mark.django_db
STEPS = ("racks", "hidden", "failover")


def decide(client: Client, *machines: str) -> Run:
    response = client.post(
        "/labs/choose-placement/runs", {"machines": list(machines), "step": "placement"}
    )
    assert response.status_code == 302
    assert judge_next()
    return Run.objects.get(id=response["Location"].rsplit("/", 1)[1])


def test_a_failed_run_is_wrong_practice(judged: Submit) -> None:
    run = judged(STARTER)
    (event,) = evidence_of(run.learner_id)
    assert (event.event_id, event.outcome, event.state) == (run.id, "wrong", "practised")
    assert (event.kind, event.unit, event.item_type) == ("lab", "place-replicas", "lab")


def test_a_lab_counts_right_only_when_all_steps_held(judged: Submit) -> None:
    runs = [judged(REFERENCE, step=step) for step in STEPS]
    assert [run.verdict for run in runs] == ["ok", "ok", "ok"]
    outcomes = [(e.outcome, round(e.score or 0, 2)) for e in evidence_of(runs[0].learner_id)]
    assert outcomes == [("ungraded", 0.33), ("ungraded", 0.67), ("right", 1.0)]


def test_practised_code_never_raises_mastery(judged: Submit) -> None:
    runs = [judged(REFERENCE, step=step) for step in STEPS]
    shown = mastery(evidence_of(runs[0].learner_id), timezone.now())
    assert {each.state for each in shown.values()} <= {"unseen", "practised"}


def test_a_decision_that_holds_is_verified_and_has_a_memo(client: Client) -> None:
    run = decide(client, "m01", "m07", "m10")
    assert run.verdict == "ok"
    (event,) = evidence_of(run.learner_id)
    assert (event.outcome, event.state) == ("right", "verified")
    shown = mastery([event], timezone.now())
    assert {shown[concept].state for concept in event.concepts} <= {"provisional", "mastered"}
    page = client.get(f"/runs/{run.id}").content.decode()
    for words in (
        "Decision: m01, m07, m10",
        "Risk and cost",
        "Rejected",
        "Assumptions",
        "USD a month",
    ):
        assert words in page


def test_a_decision_that_fails_keeps_its_choice_and_names_the_cause(client: Client) -> None:
    run = decide(client, "m01", "m02", "m03")
    assert run.verdict == "violated"
    form = client.get("/labs/choose-placement").content.decode()
    assert form.count("checked") == 3
    assert "were down because" in client.get(f"/runs/{run.id}").content.decode()


@pytest.mark.parametrize(
    "machines", [[], ["m01"], ["m01", "m02", "m03", "m04"], ["m01", "m02", "m99"]]
)
def test_a_malformed_decision_comes_back_as_it_was(client: Client, machines: list[str]) -> None:
    response = client.post(
        "/labs/choose-placement/runs", {"machines": machines, "step": "placement"}
    )
    page = response.content.decode()
    assert response.status_code == 400
    assert "Three machines for the replicas: " in page
    assert page.count("checked") == len([one for one in machines if one != "m99"])
    assert Learner.objects.count() == 0
