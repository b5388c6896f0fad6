"""Nothing is lost between two starts, two tabs or two names; and what cannot be judged safely is refused."""

from django.test import Client
from pytest_django import Settings

from quorate.web.practice.actions.finish_run import identity
from quorate.web.practice.judging import Judgement
from quorate.web.practice.models import Draft, Run
from quorate.web.practice.resume import do_adopt_renames
from web.practice.conftest import REFERENCE, RUNS, STARTER, Submit

LAB = "/labs/place-replicas"
DRAFT = "/labs/place-replicas/draft"


def test_a_run_does_not_replace_a_draft_that_another_tab_saved(client: Client, db: None) -> None:
    client.post(DRAFT, {"text": "first", "version": "0"})
    client.post(DRAFT, {"text": "newer, from the other tab", "version": "1"})
    client.post(RUNS, {"source": STARTER, "step": "racks", "draft_version": "1"})
    assert "newer, from the other tab" == Draft.objects.get().text
    assert STARTER.strip() in Run.objects.get().solution["source"]


def test_a_run_made_from_the_stored_draft_becomes_the_draft(client: Client, db: None) -> None:
    client.post(DRAFT, {"text": "first", "version": "0"})
    client.post(RUNS, {"source": REFERENCE, "step": "racks", "draft_version": "1"})
    assert REFERENCE == Draft.objects.get().text


def test_a_site_that_is_open_to_others_runs_no_code(
    client: Client, settings: Settings, db: None
) -> None:
    settings.OPEN_TO_OTHERS = True
    refused = client.post(RUNS, {"source": "mine = 1", "step": "racks"})
    assert refused.status_code == 403
    assert "mine = 1" in refused.content.decode()
    assert not Run.objects.exists()
    decided = {"machines": ["m01", "m07", "m10"], "step": "placement"}
    assert client.post("/labs/choose-placement/runs", decided).status_code == 302


def test_the_same_decision_is_the_same_proof_whatever_its_order(client: Client, db: None) -> None:
    ways = (["m01", "m07", "m10"], ["m10", "m01", "m07"], ["m01", "m06", "m12"])
    for machines in ways:
        client.post(
            "/labs/choose-placement/runs",
            {"machines": machines, "step": "placement", "seed": "77"},
        )
    runs = list(Run.objects.order_by("id"))
    assert all(77 not in run.seeds for run in runs)
    first, again, other = (identity(run, Judgement("finished", "ok", "")) for run in runs)
    assert first == again != other


def test_a_renamed_lab_keeps_runs_drafts_and_addresses(client: Client, submit: Submit) -> None:
    run = submit(STARTER)
    client.post(DRAFT, {"text": "kept", "version": "1"})
    Run.objects.update(lab="spread-replicas")
    Draft.objects.update(lab="spread-replicas")
    do_adopt_renames({"place-replicas": ("spread-replicas",)})
    assert Run.objects.get(id=run.id).lab == "place-replicas"
    assert Draft.objects.get().lab == "place-replicas"
    assert "kept" in client.get(LAB).content.decode()
