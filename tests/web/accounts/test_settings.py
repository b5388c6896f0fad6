"""Settings: kept, refused with nothing lost, felt by the pages."""

import pytest
from django.test import Client

from quorate.web.accounts.models import Learner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_course")]
GOOD = {"theme": "dark", "entry_order": "run", "zone": "Europe/Berlin", "hours_0": "2,5"}


def test_settings_are_kept_in_a_row_of_ones_own(client: Client) -> None:
    assert 303 == client.post("/settings", GOOD).status_code
    learner = Learner.objects.get()
    assert ("dark", "run", "Europe/Berlin") == (learner.theme, learner.entry_order, learner.zone)
    assert [2.5, 0, 0, 0, 0, 0, 0] == learner.hours
    assert 26 == len(learner.id)
    assert not learner.has_usable_password()


def test_the_theme_stands_on_every_page(client: Client) -> None:
    client.post("/settings", GOOD)
    assert 'data-theme="dark"' in client.get("/today").content.decode()


def test_the_order_chosen_here_orders_lessons(client: Client) -> None:
    client.post("/settings", GOOD)
    html = client.get("/laws/shared-fate").content.decode()
    assert 'data-order="run see solve prove"' in html


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("zone", "Mars/Olympus"),
        ("theme", "pink"),
        ("entry_order", "sleep"),
        ("hours_3", "25"),
        ("hours_3", "-1"),
        ("hours_3", "nan"),
        ("hours_3", "many"),
        ("name", "x" * 61),
    ],
)
def test_a_bad_value_is_named_and_nothing_is_lost(client: Client, field: str, value: str) -> None:
    response = client.post("/settings", {**GOOD, "name": "Grace", field: value})
    html = response.content.decode()
    assert 400 == response.status_code
    assert 0 == Learner.objects.count()
    assert "Europe/Berlin" in html or field == "zone"
    assert "Grace" in html or field == "name"
    assert 'class="error"' in html


def test_the_session_cookie_is_for_this_site_and_no_script(client: Client) -> None:
    cookie = client.post("/settings", GOOD).cookies["quorate_session"]
    assert ("Lax", True) == (cookie["samesite"], cookie["httponly"])


def test_a_notice_is_told_once(client: Client) -> None:
    client.post("/settings", GOOD)
    assert "Your settings are saved" in client.get("/settings").content.decode()
    assert "Your settings are saved" not in client.get("/settings").content.decode()
