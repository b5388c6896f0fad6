"""The lesson page: four facets in any order, works without script, remembers."""

import re
from itertools import pairwise

import pytest
from django.test import Client
from learning_acts import answer

from quorate.web.accounts.models import Learner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_course")]


def facets(html: str) -> list[str]:
    return re.findall(r'<section class="facet[^>]* data-facet="(\w+)"', html)


@pytest.mark.parametrize("first", ["see", "run", "solve", "prove"])
def test_any_facet_can_come_first_and_reads_as_first(client: Client, first: str) -> None:
    html = client.get(f"/laws/shared-fate?order={first}").content.decode()
    rest = [each for each in ("see", "run", "solve", "prove") if each != first]
    assert [first, *rest] == facets(html)
    bar = re.findall(r'data-facet-link="(\w+)"', html)
    assert [first, *rest] == bar
    opened = re.findall(r'data-opening="(first|later)">', html)
    assert ["first", "later", "later", "later"] == opened


def test_the_order_is_remembered_and_anchors_stay(client: Client) -> None:
    before = client.get("/laws/shared-fate").content.decode()
    client.get("/laws/shared-fate?order=prove")
    after = client.get("/laws/shared-fate").content.decode()
    assert "prove" == facets(after)[0]
    ids = re.compile(r' id="([\w-]+)"')
    assert sorted(ids.findall(before)) == sorted(ids.findall(after))


def test_a_script_remembers_an_order_without_making_a_guest(client: Client) -> None:
    assert 204 == client.post("/order", {"order": "solve,see,run,prove"}).status_code
    assert "solve" == facets(client.get("/laws/shared-fate").content.decode())[0]
    assert 0 == Learner.objects.count()


def test_the_order_goes_into_the_row_with_the_first_answer(client: Client) -> None:
    client.get("/laws/shared-fate?order=run")
    answer(client, "t-see")
    assert "run" == Learner.objects.get().entry_order


def test_an_unknown_order_is_the_usual_one(client: Client) -> None:
    html = client.get("/laws/shared-fate?order=sleep").content.decode()
    assert ["see", "run", "solve", "prove"] == facets(html)


def test_every_id_on_the_page_is_there_once_and_headings_skip_no_level(client: Client) -> None:
    html = client.get("/laws/shared-fate").content.decode()
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(set(ids)) == len(ids)
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert [1] == [level for level in levels if level == 1]
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_the_old_name_leads_to_the_lesson(client: Client) -> None:
    response = client.get("/laws/law-0")
    assert (301, "/laws/shared-fate") == (response.status_code, response["Location"])


def test_a_planned_lesson_is_said_to_be_planned(client: Client) -> None:
    response = client.get("/laws/no-shared-clock")
    assert 404 == response.status_code
    assert "planned, not written yet" in response.content.decode()


def test_a_near_miss_is_offered_what_exists(client: Client) -> None:
    assert "shared-fate" in client.get("/laws/shared-fat").content.decode()
