"""The queue: claimed once, cancelled, recovered after a killed judge, and worked off by the real thread."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from quorate.web.learning.models import EvidenceRow
from quorate.web.practice.dispatcher import LEASE, Dispatcher, Watch, claim, judge_next
from quorate.web.practice.models import Run
from web.practice.conftest import STARTER, Submit


@pytest.mark.django_db
def test_the_oldest_run_is_claimed_by_one_judge_only(submit: Submit) -> None:
    first, second = submit(STARTER), submit(STARTER)
    taken = [claim(), claim(), claim()]
    assert [run.id if run else None for run in taken] == [first.id, second.id, None]


@pytest.mark.django_db
def test_a_run_whose_judge_was_killed_is_judged_again(submit: Submit) -> None:
    run = submit(STARTER)
    assert claim() is not None
    assert judge_next() is False
    Run.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert judge_next()
    run.refresh_from_db()
    assert (run.state, run.verdict, run.tries) == ("finished", "violated", 2)
    assert EvidenceRow.objects.count() == 1


@pytest.mark.django_db
def test_a_run_that_kills_its_judge_is_given_up_without_an_attempt(submit: Submit) -> None:
    run = submit(STARTER)
    for _ in range(3):
        assert claim() is not None
        Run.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert judge_next()
    run.refresh_from_db()
    assert (run.state, EvidenceRow.objects.count()) == ("not-run", 0)


@pytest.mark.django_db
def test_a_waiting_run_is_cancelled_at_once(client: Client, submit: Submit) -> None:
    run = submit(STARTER)
    assert client.post(f"/runs/{run.id}/cancel").status_code == 302
    run.refresh_from_db()
    assert (run.state, judge_next()) == ("cancelled", False)
    assert "This run was stopped" in client.get(f"/runs/{run.id}").content.decode()


@pytest.mark.django_db
def test_a_running_run_is_stopped_by_its_judge(client: Client, submit: Submit) -> None:
    run = submit(STARTER)
    claimed = claim()
    assert claimed is not None
    client.post(f"/runs/{run.id}/cancel")
    now = [0.0]
    watch = Watch(claimed, clock=lambda: now[0])
    assert watch.cancelled() is False
    now[0] = 1.0
    assert watch.cancelled() is True


@pytest.mark.django_db
def test_a_cancel_that_a_killed_judge_never_saw_still_holds(client: Client, submit: Submit) -> None:
    run = submit(STARTER)
    claim()
    client.post(f"/runs/{run.id}/cancel")
    Run.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert judge_next()
    run.refresh_from_db()
    assert (run.state, run.verdict) == ("cancelled", "")


@pytest.mark.django_db
def test_the_lease_is_renewed_and_progress_written(client: Client, submit: Submit) -> None:
    run = submit(STARTER)
    claimed = claim()
    assert claimed is not None
    Run.objects.update(lease_until=timezone.now())
    now = [0.0]
    watch = Watch(claimed, clock=lambda: now[0])
    watch.on_progress({"seed": 3, "done": 4, "of": 15, "verdict": "ok", "junk": "<b>"})
    now[0] = 5.0
    watch.cancelled()
    run.refresh_from_db()
    assert run.progress == {"done": 4, "total": 15, "phase": ""}
    assert run.lease_until is not None
    assert run.lease_until > timezone.now() + LEASE / 2
    assert "Running seed 5 of 15" in client.get(f"/runs/{run.id}").content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_real_thread_judges_what_waits(settings: Settings, submit: Submit) -> None:
    run = submit(STARTER)
    settings.JUDGING = True
    dispatcher = Dispatcher()
    dispatcher.notify()
    dispatcher.wait_until_idle(seconds=60.0)
    run.refresh_from_db()
    assert (run.state, run.verdict) == ("finished", "violated")
