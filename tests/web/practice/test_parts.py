"""Keep my work: drafts and runs go into the export file and come back, in any order, twice or once."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from quorate.web.accounts.api import Learner
from quorate.web.accounts.parts import parts
from quorate.web.errors import BadInputError
from quorate.web.practice.models import Draft, Run
from quorate.web.practice.parts import (
    PARTS,
    dump_drafts,
    dump_runs,
    load_drafts,
    load_runs,
    read_drafts,
    read_runs,
)
from web.practice.conftest import STARTER, Submit

pytestmark = pytest.mark.django_db


def guest() -> Learner:
    return Learner.objects.make_guest(zone="UTC")


def through_json(value: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return json.loads(json.dumps(value))


def take(learner: Learner, runs: object, drafts: object) -> tuple[int, int]:
    now = timezone.now()
    return load_runs(learner, read_runs(runs), now), load_drafts(learner, read_drafts(drafts), now)


def test_both_parts_are_registered() -> None:
    assert {part.name for part in PARTS} <= {part.name for part in parts()}


def test_work_moves_to_another_learner_once(judged: Submit) -> None:
    run = judged(STARTER)
    runs, drafts = through_json(dump_runs(run.learner)), through_json(dump_drafts(run.learner))
    new = guest()
    assert take(new, runs, drafts) == (1, 1)
    assert take(new, runs, drafts) == (0, 0)
    moved = Run.objects.get(learner=new)
    assert (moved.place, moved.verdict, moved.result) == ("imported", "violated", run.result)
    assert moved.id != run.id
    assert Draft.objects.get(learner=new).text == STARTER


def test_ones_own_file_changes_nothing(judged: Submit) -> None:
    run = judged(STARTER)
    before = dump_runs(run.learner)
    assert take(run.learner, through_json(before), through_json(dump_drafts(run.learner))) == (0, 0)
    assert dump_runs(run.learner) == before


def test_on_another_site_a_run_keeps_its_id(judged: Submit) -> None:
    run = judged(STARTER)
    runs = through_json(dump_runs(run.learner))
    run.learner.delete()
    new = guest()
    assert take(new, runs, []) == (1, 0)
    assert Run.objects.get(learner=new).id == run.id


def test_of_two_drafts_the_newer_stays_in_either_order() -> None:
    old = {"lab": "a", "text": "old", "changed_at": "2026-01-01T00:00:00+00:00"}
    new = {"lab": "a", "text": "new", "changed_at": "2026-01-02T00:00:00+00:00"}
    kept = []
    for first, second in ((old, new), (new, old)):
        learner = guest()
        take(learner, [], [first])
        take(learner, [], [second])
        kept.append(Draft.objects.get(learner=learner).text)
    assert kept == ["new", "new"]


def test_an_imported_run_earns_no_credit_of_its_own(judged: Submit, client: Client) -> None:
    run = judged(STARTER)
    runs = through_json(dump_runs(run.learner))
    runs[0]["place"] = "server"
    new = guest()
    take(new, runs, [])
    assert Run.objects.get(learner=new).place == "imported"


GOOD = {
    "id": "01KB5CR0000000000000000001",
    "lab": "a",
    "step": "b",
    "state": "finished",
    "verdict": "ok",
    "solution": {},
    "result": None,
    "seeds": [],
    "queued_at": "2026-01-01T00:00:00+00:00",
}


@pytest.mark.parametrize(
    "changes",
    [
        {"id": 7},
        {"id": "short"},
        {"state": "running"},
        {"verdict": "great"},
        {"solution": []},
        {"result": 3},
        {"seeds": {}},
        {"queued_at": None},
        {"queued_at": "yesterday"},
        {"finished_at": "2026-01-01"},
        {"result": {"a": "\ud800"}},
        {"result": {"a": float("inf")}},
        {"solution": {"source": "x" * 300_000}},
    ],
    ids=lambda changes: ascii(changes)[:40],
)
def test_a_bad_run_names_its_place(changes: dict[str, Any]) -> None:
    with pytest.raises(BadInputError, match=r"runs\[1\]"):
        read_runs([GOOD, {**GOOD, **changes}])


@pytest.mark.parametrize(
    "bad",
    [
        None,
        {},
        [1],
        [{"text": 1}],
        [{"text": "x"}],
        [{"text": "x" * 70_000, "changed_at": "2026-01-01T00:00:00+00:00"}],
    ],
    ids=lambda bad: str(bad)[:30],
)
def test_bad_drafts_are_refused(bad: object) -> None:
    with pytest.raises(BadInputError, match="drafts"):
        read_drafts(bad)
