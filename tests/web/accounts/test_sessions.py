"""Sessions are read anew for each request; what is remembered of them is nobody else's."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from learning_acts import answer

from quorate.web.accounts.backend import LearnerBackend
from quorate.web.accounts.models import Learner
from quorate.web.accounts.sessions import SessionStore

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_course")]


def saved(**values: object) -> str:
    store = SessionStore()
    store.update(values)
    store.save()
    assert store.session_key
    return store.session_key


def test_what_was_kept_is_read_back() -> None:
    key = saved(notices=[{"title": "x"}], n=1)
    assert {"notices": [{"title": "x"}], "n": 1} == dict(SessionStore(key).items())


def test_changing_what_was_read_changes_nobody_elses_reading() -> None:
    key = saved(notices=[{"title": "x"}])
    SessionStore(key)["notices"].append({"title": "y"})
    assert [{"title": "x"}] == SessionStore(key)["notices"]


def test_a_change_is_seen_at_once() -> None:
    key = saved(n=1)
    store = SessionStore(key)
    assert 1 == store["n"]
    store["n"] = 2
    store.save()
    assert 2 == SessionStore(key)["n"]


@pytest.mark.parametrize("key", ["", "short", "x" * 32, "' OR 1=1 --" + "x" * 21])
def test_an_unknown_key_holds_nothing_and_is_not_taken_over(key: str) -> None:
    saved(n=1)
    store = SessionStore(key)
    assert {} == dict(store.items())
    assert store.session_key is None


def test_a_session_ends_with_its_row_and_with_its_time(later: Callable[..., None]) -> None:
    gone, over = saved(n=1), saved(n=2)
    assert (1, 2) == (SessionStore(gone)["n"], SessionStore(over)["n"])
    Session.objects.filter(pk=gone).delete()
    assert {} == dict(SessionStore(gone).items())
    later(days=401)
    assert {} == dict(SessionStore(over).items())


def test_a_text_of_another_key_holds_nothing(settings: object) -> None:
    key = saved(n=1)
    assert 1 == SessionStore(key)["n"]
    settings.SECRET_KEY = "another key, of another site, which is long enough"  # type: ignore[attr-defined]
    assert {} == dict(SessionStore(key).items())


def test_the_learner_of_a_session_is_the_whole_row(client: Client) -> None:
    client.post("/settings", {"theme": "dark", "zone": "Asia/Tokyo", "hours_2": "1.5"})
    client.post("/keep", {"action": "make"})
    row = Learner.objects.get()
    found = LearnerBackend().get_user(row.pk)
    assert found is not None
    names = [field.attname for field in Learner._meta.concrete_fields]
    assert [getattr(row, name) for name in names] == [getattr(found, name) for name in names]


def test_two_readings_of_a_learner_share_nothing(client: Client) -> None:
    client.post("/settings", {"theme": "dark", "zone": "Asia/Tokyo", "hours_2": "1.5"})
    pk = Learner.objects.get().pk
    first, second = LearnerBackend().get_user(pk), LearnerBackend().get_user(pk)
    assert first is not None
    assert second is not None
    first.hours.append(9)
    assert 7 == len(second.hours)


def test_a_deleted_learner_is_nobody(client: Client) -> None:
    answer(client, "t-see")
    Learner.objects.all()[0].delete()
    assert "feedback right" not in client.get("/laws/shared-fate").content.decode()
    assert LearnerBackend().get_user("0" * 26) is None
