"""At most four statements a page, whatever the number of rows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from learning_acts import answer, the_learner

from quorate.web.learning.actions.record import Shown, do_record_all
from quorate.web.learning.models import Plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_course")]
PAGES = {
    "/laws/shared-fate": 4,
    "/laws/shared-fate?again=t-see": 4,
    "/exams/exam-shared-fate": 3,
    "/plan": 4,
    "/plan?edit=1": 4,
    "/today": 4,
    "/profile": 4,
    "/sitting": 4,
    "/settings": 2,
    "/settings/delete": 2,
    "/keep": 2,
    "/start?goal=build": 2,
}
PLAN = {"action": "make", "path": "manager", "start": "2031-01-06", "hours_0": "4"}


def count(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert 200 == client.get(path).status_code
    return len(captured)


@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_costs_no_statement(client: Client, path: str) -> None:
    assert 0 == count(client, path)


@pytest.mark.parametrize("path", PAGES)
def test_the_count_is_the_same_with_one_row_and_with_fifty(client: Client, path: str) -> None:
    answer(client, "t-see")
    client.post("/plan", PLAN)
    client.get("/plan")  # tells the notice
    few = count(client, path)
    learner, now = the_learner(), timezone.now()
    shown = [
        Shown(
            kind="lesson",
            unit="shared-fate",
            concepts=("common-cause",),
            facet="prove",
            item_id="t-prove",
            item_type="numeric",
            variant_seed=n,
            outcome="wrong",
            answer="1",
        )
        for n in range(50)
    ]
    do_record_all(learner, [("", each) for each in shown], now=now - timedelta(days=1))
    for n in range(50):
        Plan.objects.create(
            learner=learner,
            path=f"gone-{n}",
            created_at=now,
            updated_at=now,
            activated_at=now - timedelta(days=2),
        )
    assert (PAGES[path], PAGES[path]) == (few, count(client, path))


def test_a_lesson_seen_before_costs_no_reading_of_the_log(client: Client) -> None:
    answer(client, "t-see")
    assert 4 == count(client, "/laws/shared-fate")
    assert 3 == count(client, "/laws/shared-fate")
