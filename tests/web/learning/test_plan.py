"""The goal question and the plan: reasons, three finish dates, and nothing entered is lost."""

from collections.abc import Callable

import pytest
from django.test import Client
from learning_acts import answer

from quorate.web.accounts.models import Learner
from quorate.web.learning.models import Plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_course")]
ENTERED = {
    "action": "make",
    "goal": "build",
    "path": "senior-engineer",
    "years": "4.5",
    "role": "lead",
    "writes_code": "no",
    "hours_0": "2.25",
    "hours_3": "3,75",
    "start": "2031-03-03",
    "deadline": "2031-12-19",
    "pace": "regular",
}


def test_one_question_gives_a_path_with_reason_and_runner_up_and_no_row(client: Client) -> None:
    html = client.get("/start?goal=design").content.decode()
    assert "<h1>System Architect</h1>" in html
    assert "It is the path for your goal" in html
    assert "Runner-up" in html
    assert 0 == Learner.objects.count()


def test_an_unknown_goal_is_named(client: Client) -> None:
    response = client.get("/start?goal=fame")
    assert 400 == response.status_code
    assert "Choose one of the goals" in response.content.decode()


def test_the_form_opens_with_the_path_of_the_goal(client: Client) -> None:
    html = client.get("/plan?goal=lead&path=manager").content.decode()
    assert '<option value="manager" selected>' in html


def test_a_plan_shows_three_finish_dates_weeks_and_checkpoints(client: Client) -> None:
    assert "/plan" == client.post("/plan", ENTERED)["Location"]
    html = client.get("/plan").content.decode()
    assert 3 == sum(name in html for name in ("Fast", "Regular", "Thorough"))
    assert "Week 1" in html
    assert "Know shared fate" in html
    assert "not yet written" in html


def test_years_without_experience_speak_for_another_path(client: Client) -> None:
    client.post("/plan", {**ENTERED, "years": "1", "role": "engineer"})
    html = client.get("/plan?edit=1").content.decode()
    assert "For these answers we would take: New Graduate" in html


@pytest.mark.parametrize(
    ("changed", "place", "told"),
    [
        ({"hours_0": "", "hours_3": ""}, "hours", "at least 1 h a week"),
        ({"hours_0": "0", "hours_3": "0"}, "hours", "at least 1 h a week"),
        ({"hours_0": "100", "hours_3": "100"}, "hours", "at most 80 h a week"),
        ({"hours_0": "20"}, "hours", "for each day"),
        ({"hours_0": "two"}, "hours_0", "give a number"),
        ({"hours_0": "inf"}, "hours_0", "give a number"),
        ({"deadline": "2001-01-01"}, "deadline", "this day is past"),
        ({"deadline": "2031-03-01"}, "deadline", "before the start"),
        ({"deadline": "soon"}, "deadline", "write it like"),
        ({"start": ""}, "start", "give the day you begin"),
        ({"start": "yesterday"}, "start", "write it like"),
        ({"years": "900"}, "years", "from 0 to 70"),
        ({"role": "king"}, "role", "choose one"),
        ({"path": "nowhere"}, "path", "There is no path"),
        ({"pace": "warp"}, "pace", "fast"),
    ],
)
def test_bad_input_names_place_and_remedy_and_loses_nothing(
    client: Client, changed: dict, place: str, told: str
) -> None:
    response = client.post("/plan", {**ENTERED, **changed})
    html = response.content.decode()
    assert 400 == response.status_code
    assert told in html
    assert 0 == Learner.objects.count()
    for name, value in {**ENTERED, **changed}.items():
        kept = name in ("action", "writes_code", "pace") or value == ""
        selected = f'<option value="{value}" selected>'
        unknown_option = name == place and name in ("role", "path")
        assert kept or unknown_option or f'value="{value}"' in html or selected in html, name
    assert 'value="no" checked' in html


def test_pace_can_be_changed_and_paths_switched_and_left(client: Client) -> None:
    client.post("/plan", ENTERED)
    client.post("/plan", {**ENTERED, "path": "manager"})
    assert "<h1>Engineering Manager</h1>" in client.get("/plan").content.decode()
    client.post("/plan", {"action": "activate", "path": "senior-engineer"})
    assert "<h1>Senior Engineer</h1>" in client.get("/plan").content.decode()
    client.post("/plan", {"action": "pace", "path": "senior-engineer", "pace": "fast"})
    assert "fast" == Plan.objects.get(path="senior-engineer").answers["pace"]
    client.post("/plan", {"action": "stop", "path": "senior-engineer"})
    assert "<h1>Engineering Manager</h1>" in client.get("/plan").content.decode()
    assert 2 == Plan.objects.count()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"action": "pace", "path": "manager", "pace": "fast"}, 404),
        ({"action": "explode", "path": "senior-engineer"}, 400),
        ({"action": "pace", "path": "senior-engineer", "pace": "warp"}, 400),
    ],
)
def test_what_no_plan_does_is_refused(client: Client, fields: dict, status: int) -> None:
    client.post("/plan", ENTERED)
    assert status == client.post("/plan", fields).status_code


def test_a_plan_of_another_person_does_not_exist(client: Client) -> None:
    client.post("/plan", ENTERED)
    other = Client()
    answer(other, "t-see")
    fields = {"action": "stop", "path": "senior-engineer"}
    assert 404 == other.post("/plan", fields).status_code
    assert Plan.objects.get().following


def test_a_deadline_that_passed_does_not_break_the_plan(
    client: Client, later: Callable[..., None]
) -> None:
    client.post("/plan", ENTERED)
    later(days=4000)
    assert 200 == client.get("/plan").status_code


def test_work_done_leaves_the_plan(client: Client) -> None:
    client.post("/plan", ENTERED)
    assert "Law 0: Shared fate" in client.get("/plan").content.decode()
    for item_id in ("t-see", "t-run", "t-prove"):
        answer(client, item_id)
    assert "Law 0: Shared fate" not in client.get("/plan").content.decode()
