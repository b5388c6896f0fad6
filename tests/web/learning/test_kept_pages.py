"""Kept pages are never another's and never old, and a 304 says so truly."""

import pytest
from django.test import Client
from learning_acts import answer, the_learner

from quorate.web import kept_pages
from quorate.web.accounts.models import Learner
from quorate.web.learning import lesson_html, lesson_pages
from quorate.web.learning.models import EvidenceRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_course")]
LESSON = "/laws/shared-fate"


def page(client: Client, path: str = LESSON) -> str:
    return client.get(path).content.decode()


def status(client: Client, etag: str, path: str = LESSON) -> int:
    return client.get(path, headers={"If-None-Match": etag}).status_code


def etag_of(client: Client, path: str = LESSON) -> str:
    return client.get(path)["ETag"]


def test_a_page_that_did_not_change_is_304_and_renders_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(client, "t-see")
    etag = etag_of(client)

    def refuse(*given: object, **more: object) -> str:
        raise AssertionError(given, more)

    monkeypatch.setattr(lesson_pages, "lesson_html", refuse)
    response = client.get(LESSON, headers={"If-None-Match": etag})
    assert (304, b"", etag) == (response.status_code, response.content, response["ETag"])
    assert "private, no-cache" == response["Cache-Control"]
    assert "Cookie" in response["Vary"]


def test_every_answer_makes_another_page(client: Client) -> None:
    seen = []
    for item_id in ("t-see", "t-run", "t-prove"):
        answer(client, item_id)
        if seen:
            assert 200 == status(client, seen[-1])
        seen.append(etag_of(client))
        assert len(seen) == page(client).count("feedback right")
    assert 3 == len(dict.fromkeys(seen))


def test_one_learners_page_is_never_anothers(client: Client) -> None:
    answer(client, "t-see")
    other = Client()
    answer(other, "t-run")
    first, second = etag_of(client), etag_of(other)
    assert first != second
    assert (200, 200) == (status(other, first), status(client, second))
    assert 1 == page(client).count("feedback right")
    assert 'id="t-see"' in page(other)
    assert 'action="/items/t-see/answer"' in page(other)
    assert 'action="/items/t-see/answer"' not in page(client)


def test_two_who_did_the_same_share_parts_but_not_the_page(client: Client) -> None:
    answer(client, "t-see")
    other = Client()
    answer(other, "t-see")
    assert page(client) == page(other)
    assert etag_of(client) != etag_of(other)


def test_the_next_variant_is_each_learners_own(client: Client) -> None:
    clients = client, Client()
    for each in clients:
        answer(each, "t-prove")
    pages = [page(each, f"{LESSON}?again=t-prove") for each in clients]
    assert pages[0] != pages[1]
    assert pages == [page(each, f"{LESSON}?again=t-prove") for each in clients]
    assert all('action="/items/t-prove/answer"' not in page(each) for each in clients)


def test_what_a_browser_without_a_session_gets_is_nobodys(client: Client) -> None:
    answer(client, "t-see")
    etag = etag_of(client)
    client.cookies.clear()
    assert 200 == status(client, etag)
    assert "feedback right" not in page(client)


def test_a_session_that_was_ended_elsewhere_is_shown_nothing_more(client: Client) -> None:
    answer(client, "t-see")
    etag = etag_of(client)
    client.session.flush()
    assert 200 == status(client, etag)
    assert "feedback right" not in page(client)


def test_a_session_that_is_over_is_shown_nothing_more(client: Client, later: object) -> None:
    answer(client, "t-see")
    etag = etag_of(client)
    later(days=401)  # type: ignore[operator]
    assert 200 == status(client, etag)
    assert "feedback right" not in page(client)


def test_changed_settings_and_orders_make_another_page(client: Client) -> None:
    answer(client, "t-see")
    etag = etag_of(client)
    client.post("/settings", {"theme": "dark", "zone": "UTC", "entry_order": "prove"})
    page(client)  # tells the notice
    assert 200 == status(client, etag)
    assert 'data-theme="dark"' in page(client)
    assert 'data-order="prove' in page(client)
    assert 'data-order="run' in page(client, f"{LESSON}?order=run")
    assert 'data-order="run' in page(client)


def test_a_notice_is_told_once_and_not_kept(client: Client) -> None:
    answer(client, "t-see")
    etag = etag_of(client)
    client.post("/settings", {"theme": "auto", "zone": the_learner().zone})
    told = client.get(LESSON, headers={"If-None-Match": etag})
    assert 200 == told.status_code
    assert "Your settings are saved." in told.content.decode()
    assert "Your settings are saved." not in page(client)
    assert 200 == status(client, told["ETag"])


def test_a_log_put_back_to_an_earlier_state_makes_another_page(client: Client) -> None:
    answer(client, "t-see")
    before = etag_of(client)
    answer(client, "t-run")
    etag = etag_of(client)
    last = EvidenceRow.objects.order_by("-id")[0]
    values = {"learner_id": last.learner_id, "pk": last.pk, "item_id": "t-run"}
    EvidenceRow.objects.filter(pk=last.pk)._raw_delete("default")  # as restoring a backup would
    assert 304 == status(client, before)
    kept = {"at": last.at, "zone": "UTC", "study_date": last.study_date, "kind": "lesson"}
    EvidenceRow(event_id="0" * 26, unit="shared-fate", variant_seed=7, **values, **kept).save()
    assert 200 == status(client, etag)


def test_other_content_makes_another_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(client, "t-see")
    etag = etag_of(client)
    assert 304 == status(client, etag)
    from quorate.web.content import site

    object.__setattr__(site(), "content_hash", "another")
    assert 200 == status(client, etag)


def test_other_code_makes_another_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(client, "t-see")
    etag = etag_of(client)
    monkeypatch.setattr(kept_pages, "build_mark", lambda: "another")
    assert 200 == status(client, etag)


def test_compressed_or_not_it_is_the_same_page(client: Client) -> None:
    import gzip

    answer(client, "t-see")
    plain = client.get(LESSON)
    packed = client.get(LESSON, headers={"Accept-Encoding": "gzip"})
    assert "gzip" == packed["Content-Encoding"]
    assert plain.content == gzip.decompress(packed.content)
    assert "Accept-Encoding" in packed["Vary"]


def test_only_so_many_pages_are_kept(client: Client) -> None:
    answer(client, "t-see")
    for n in range(kept_pages.PAGES_MAX + 5):
        client.get(f"{LESSON}?again={n}")
    assert kept_pages.PAGES_MAX == len(lesson_pages._pages._pages)


def test_frames_and_questions_hold_no_learner(client: Client) -> None:
    lesson_html.kept_frame.cache_clear()
    for each in (client, Client(), Client()):
        answer(each, "t-see")
        page(each)
    learners = Learner.objects.values_list("pk", flat=True)
    assert 3 == len(learners)
    assert all(pk not in page(client) for pk in learners)
    # One for visitors, one for who answered that question: not one for each learner.
    assert 2 == lesson_html.kept_frame.cache_info().currsize


@pytest.mark.parametrize("name", ["\0", "a\0t-see\0b", "<b>{{ 7 * 7 }}</b>"])
def test_no_name_in_a_notice_breaks_the_page(client: Client, name: str) -> None:
    answer(client, "t-see")
    session = client.session
    session["notices"] = [{"kind": "ok", "title": f"You continue as {name}.", "hint": ""}]
    session.save()
    response = client.get(LESSON)
    assert 200 == response.status_code
    assert "You continue as" in response.content.decode()
    assert "<b>{{" not in response.content.decode()
    assert "You continue as" not in page(client)
